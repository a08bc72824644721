package telemetry_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/askcart/askcart/shared/telemetry"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
)

func TestLogLinesAreECSWithTheTrace(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	tel, err := telemetry.New(t.Context(), telemetry.Config{Service: "order", LogLevel: "warn", Out: &out})
	if err != nil {
		t.Fatal(err)
	}
	ctx, span := tel.Tracer.Tracer("t").Start(t.Context(), "s")
	tel.Log.InfoContext(ctx, "too quiet")
	tel.Log.WarnContext(ctx, "two\nlines", "error", errors.New("broken"), slog.Group("g", "level", 7))
	var line map[string]any
	if err := json.Unmarshal(out.Bytes(), &line); err != nil {
		t.Fatalf("%v in %s", err, out.String())
	}
	want := map[string]any{
		"log.level": "warn", "message": "two\nlines", "service.name": "order", "error.message": "broken",
		"trace.id": span.SpanContext().TraceID().String(), "span.id": span.SpanContext().SpanID().String(),
	}
	for k, v := range want {
		if line[k] != v {
			t.Errorf("%s = %v, want %v in %s", k, line[k], v, out.String())
		}
	}
	if line["@timestamp"] == nil || line["g"].(map[string]any)["level"] != 7.0 {
		t.Errorf("line = %s", out.String())
	}
}

func TestWithoutACollectorThereAreIDsButNoSpans(t *testing.T) {
	t.Parallel()
	tel, err := telemetry.New(t.Context(), telemetry.Config{Service: "order", Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	_, span := tel.Tracer.Tracer("t").Start(t.Context(), "s")
	if !span.SpanContext().IsValid() || span.IsRecording() {
		t.Errorf("span context %+v, recording %v; want an id that nobody records", span.SpanContext(), span.IsRecording())
	}
}

func TestSpansReachTheCollector(t *testing.T) {
	t.Parallel()
	got := make(chan string, 1)
	collector := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got <- r.URL.Path + string(b)
	}))
	defer collector.Close()
	tel, err := telemetry.New(t.Context(), telemetry.Config{Service: "order", OTLPEndpoint: collector.URL, Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	_, span := tel.Tracer.Tracer("t").Start(t.Context(), "GET /x")
	span.End()
	if err := tel.Shutdown(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	if body := <-got; !strings.HasPrefix(body, "/v1/traces") || !strings.Contains(body, "GET /x") || !strings.Contains(body, "order") {
		t.Errorf("collector got %q", body)
	}
}

func TestOnlyAllowedAttributesLeave(t *testing.T) {
	t.Parallel()
	kept := tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(telemetry.Allowed(kept)))
	_, span := provider.Tracer("t").Start(t.Context(), "s", trace.WithAttributes(
		attribute.String("http.route", "/x"), attribute.String("client.address", "canary"), attribute.String("db.query.text", "canary")))
	span.RecordError(errors.New("canary"))
	span.SetStatus(codes.Error, "canary")
	span.End()
	s := kept.GetSpans()[0]
	if len(s.Attributes) != 1 || s.Attributes[0].Value.AsString() != "/x" {
		t.Errorf("attributes = %v, want http.route only", s.Attributes)
	}
	if len(s.Events) != 1 || len(s.Events[0].Attributes) != 1 || s.Status.Description != "" || s.Status.Code != codes.Error {
		t.Errorf("events = %v, status %v; want the error's type only", s.Events, s.Status)
	}
}

func TestEveryServiceHasItsOwnRegistry(t *testing.T) {
	t.Parallel()
	for range 2 {
		tel, err := telemetry.New(t.Context(), telemetry.Config{Service: "order", Out: io.Discard})
		if err != nil {
			t.Fatal(err)
		}
		families, err := tel.Metrics.Gather()
		if err != nil || len(families) < 20 {
			t.Errorf("%d metric families, %v", len(families), err)
		}
	}
}
