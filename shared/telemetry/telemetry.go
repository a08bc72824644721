package telemetry

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// Config says who is observed and where to.
type Config struct {
	Service      string
	OTLPEndpoint string    // http(s) URL of a collector; empty: traces are not kept
	LogLevel     string    // debug, info, warn, error
	Out          io.Writer // of the log; standard output when nil
}

// Telemetry is what one service is observed with.
type Telemetry struct {
	Log        *slog.Logger
	Metrics    *prometheus.Registry
	Tracer     trace.TracerProvider
	Propagator propagation.TextMapPropagator
	shutdown   func(context.Context) error
}

// New sets a service's telemetry up. It does not need the collector to be reachable; the error is
// an endpoint that is no URL.
func New(ctx context.Context, c Config) (*Telemetry, error) {
	if c.Out == nil {
		c.Out = os.Stdout
	}
	provider, err := tracer(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("trace exporter: %w", err)
	}
	r := prometheus.NewRegistry()
	r.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return &Telemetry{
		Log: NewLogger(c.Out, c.Service, c.LogLevel), Metrics: r, Tracer: provider,
		Propagator: propagation.TraceContext{}, shutdown: provider.Shutdown,
	}, nil
}

// Shutdown sends what is still buffered; call it last, with a time-out.
func (t *Telemetry) Shutdown(ctx context.Context) error { return t.shutdown(ctx) }
