package telemetry

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// tracer returns a provider that exports in batches, or one that only gives out ids.
func tracer(ctx context.Context, c Config) (*sdktrace.TracerProvider, error) {
	who := resource.NewSchemaless(
		attribute.String("service.name", c.Service), attribute.String("service.namespace", "askcart"),
	)
	if c.OTLPEndpoint == "" {
		return sdktrace.NewTracerProvider(sdktrace.WithResource(who), sdktrace.WithSampler(sdktrace.NeverSample())), nil
	}
	endpoint, err := tracesURL(c.OTLPEndpoint)
	if err != nil {
		return nil, err
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(endpoint))
	if err != nil {
		return nil, err
	}
	return sdktrace.NewTracerProvider(
		sdktrace.WithResource(who), sdktrace.WithBatcher(Allowed(exporter)),
		// Every trace is kept: a caller outside that says "not sampled" must not hide an order's trace.
		sdktrace.WithSampler(sdktrace.AlwaysSample()),
	), nil
}

// tracesURL completes OTEL_EXPORTER_OTLP_ENDPOINT, which by its specification has no signal path.
func tracesURL(endpoint string) (string, error) {
	u, err := url.Parse(endpoint)
	if err != nil {
		return "", err
	}
	if !strings.HasSuffix(u.Path, "/v1/traces") {
		u = u.JoinPath("v1", "traces")
	}
	return u.String(), nil
}

// allowed are the beginnings of attribute names that may leave the process. Libraries add more on
// their own, such as client addresses and statements, which may hold what is nobody's business.
var allowed = []string{
	"http.request.method", "http.response.status_code", "http.route", "server.", "network.protocol.",
	"url.scheme", "db.system", "db.operation", "db.collection", "db.namespace", "messaging.", "error.type",
	"exception.type", "askcart.", "rpc.",
}

// Allowed wraps an exporter so that it sees only attributes of the allow-list.
func Allowed(next sdktrace.SpanExporter) sdktrace.SpanExporter { return allowExporter{next} }

type allowExporter struct{ sdktrace.SpanExporter }

func (e allowExporter) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	clean := make([]sdktrace.ReadOnlySpan, len(spans))
	for i, s := range spans {
		clean[i] = allowedSpan{s}
	}
	return e.SpanExporter.ExportSpans(ctx, clean)
}

type allowedSpan struct{ sdktrace.ReadOnlySpan }

func (s allowedSpan) Attributes() []attribute.KeyValue {
	return onlyAllowed(s.ReadOnlySpan.Attributes())
}

// Events keeps what happened and when; error texts stay in the log, which has the same trace id.
func (s allowedSpan) Events() []sdktrace.Event {
	events := slices.Clone(s.ReadOnlySpan.Events())
	for i := range events {
		events[i].Attributes = onlyAllowed(events[i].Attributes)
	}
	return events
}

// Status keeps the code without its description, which libraries fill with error texts.
func (s allowedSpan) Status() sdktrace.Status {
	return sdktrace.Status{Code: s.ReadOnlySpan.Status().Code}
}

func onlyAllowed(all []attribute.KeyValue) []attribute.KeyValue {
	kept := make([]attribute.KeyValue, 0, len(all))
	for _, a := range all {
		if slices.ContainsFunc(allowed, func(p string) bool { return strings.HasPrefix(string(a.Key), p) }) {
			kept = append(kept, a)
		}
	}
	return kept
}
