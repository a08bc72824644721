package httpapi

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// quiet paths are asked every few seconds by machines and are nobody's trace.
func quiet(r *http.Request) bool {
	switch r.URL.Path {
	case "/healthz", "/readyz", "/metrics":
		return true
	}
	return strings.HasPrefix(r.URL.Path, "/docs")
}

// traced starts a span for every request, continuing the caller's trace.
func traced(o Options) func(http.Handler) http.Handler {
	return otelhttp.NewMiddleware("",
		otelhttp.WithTracerProvider(o.Tracer),
		otelhttp.WithMeterProvider(metricnoop.NewMeterProvider()), // RED metrics are Prometheus's, below
		otelhttp.WithPropagators(propagation.TraceContext{}),
		otelhttp.WithFilter(func(r *http.Request) bool { return !quiet(r) }),
		otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string { return method(r) + " " + route(r) }),
	)
}

// measured names the span and observes the duration once routing has found the pattern. A stream
// is measured to its first byte: how long somebody watches says nothing about speed.
func measured(o Options) func(http.Handler) http.Handler {
	seconds := durations(o)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			began, rec := time.Now(), &recorder{ResponseWriter: w}
			defer func() {
				span, pattern := trace.SpanFromContext(r.Context()), route(r)
				span.SetName(method(r) + " " + pattern)
				span.SetAttributes(attribute.String("http.route", pattern))
				observe(seconds.WithLabelValues(method(r), pattern, strconv.Itoa(rec.code())), rec.took(began), span.SpanContext())
			}()
			next.ServeHTTP(rec, r)
		})
	}
}

// route is the pattern that r matched; known only once it was routed.
func route(r *http.Request) string {
	if p := chi.RouteContext(r.Context()).RoutePattern(); p != "" {
		return p
	}
	return "unmatched"
}

// durations is the classic and native histogram http_server_request_duration_seconds.
func durations(o Options) *prometheus.HistogramVec {
	h := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name:        "http_server_request_duration_seconds",
		Help:        "Time to answer a request; for streams, to the first byte.",
		ConstLabels: prometheus.Labels{"service": o.Service},
		Buckets:     []float64{.001, .0025, .005, .01, .025, .05, .1, .2, .3, .5, 1, 2.5, 5, 10},

		NativeHistogramBucketFactor:     1.1,
		NativeHistogramMaxBucketNumber:  100,
		NativeHistogramMinResetDuration: time.Hour,
	}, []string{"method", "route", "code"})
	if o.Metrics != nil {
		o.Metrics.MustRegister(h)
	}
	return h
}

// observe adds one duration, with the trace as exemplar when it is kept somewhere.
func observe(h prometheus.Observer, took time.Duration, sc trace.SpanContext) {
	if e, ok := h.(prometheus.ExemplarObserver); ok && sc.IsSampled() {
		e.ObserveWithExemplar(took.Seconds(), prometheus.Labels{"trace_id": sc.TraceID().String()})
		return
	}
	h.Observe(took.Seconds())
}

// method is r's method, or "other" for an invented one: labels must stay few.
func method(r *http.Request) string {
	switch r.Method {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
		return r.Method
	}
	return "other"
}

// recorder remembers the status and, for a stream, when its header went out.
type recorder struct {
	http.ResponseWriter
	status  int
	started time.Time
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
		if strings.HasPrefix(r.Header().Get("Content-Type"), "text/event-stream") {
			r.started = time.Now()
		}
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.WriteHeader(http.StatusOK)
	}
	return r.ResponseWriter.Write(b)
}

func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func (r *recorder) code() int {
	if r.status == 0 {
		return http.StatusOK
	}
	return r.status
}

func (r *recorder) took(began time.Time) time.Duration {
	if !r.started.IsZero() {
		return r.started.Sub(began)
	}
	return time.Since(began)
}
