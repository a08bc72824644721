package httpapi_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/httpapi"
	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
)

func TestRequestsAreCountedByPatternAndTracedByName(t *testing.T) {
	t.Parallel()
	spans, metrics := tracetest.NewSpanRecorder(), prometheus.NewRegistry()
	router, api := httpapi.New(httpapi.Options{
		Title: "Test", Service: "test", Metrics: metrics,
		Tracer: sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(spans)),
	})
	t.Cleanup(api.Close)
	httpapi.Handle(api, httpapi.Op("get", "GET", "/things/{id}", auth.Public), func(context.Context, *struct {
		ID string `path:"id"`
	}) (*httpapi.Body[string], error) {
		return nil, errTaken
	})
	const trace = "0af7651916cd43dd8448eb211c80319c"
	w := ask(router, "GET", "/things/7", "", "Traceparent: 00-"+trace+"-b7ad6b7169203331-01")
	ask(router, "HUNT", "/elsewhere", "")
	var body struct {
		TraceID string `json:"trace_id"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil || body.TraceID != trace {
		t.Errorf("trace_id = %q, %v; want the caller's %s", body.TraceID, err, trace)
	}
	ended := spans.Ended()
	if ended[0].Name() != "GET /things/{id}" || ended[0].SpanContext().TraceID().String() != trace {
		t.Errorf("span %q of trace %s", ended[0].Name(), ended[0].SpanContext().TraceID())
	}
	if ended[1].Name() != "other unmatched" {
		t.Errorf("span %q, want other unmatched", ended[1].Name())
	}
	got := map[string]*dto.Metric{}
	families, err := metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range families[0].GetMetric() {
		got[labels(m)] = m
	}
	m := got["code=409 method=GET route=/things/{id} service=test "]
	if families[0].GetName() != "http_server_request_duration_seconds" || m == nil || m.GetHistogram().GetSampleCount() != 1 {
		t.Fatalf("%s has %v", families[0].GetName(), got)
	}
	if m.GetHistogram().GetSchema() == 0 || len(m.GetHistogram().GetBucket()) == 0 {
		t.Error("histogram is not both native and classic")
	}
	exemplars := 0
	for _, b := range m.GetHistogram().GetBucket() {
		if b.GetExemplar() != nil && b.GetExemplar().GetLabel()[0].GetValue() == trace {
			exemplars++
		}
	}
	if exemplars != 1 {
		t.Errorf("%d exemplars with the trace, want 1", exemplars)
	}
}

func labels(m *dto.Metric) string {
	s := ""
	for _, l := range m.GetLabel() {
		s += l.GetName() + "=" + l.GetValue() + " "
	}
	return s
}
