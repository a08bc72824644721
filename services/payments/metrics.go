package payments

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/askcart/askcart/services/payments/internal/provider"
)

// metrics is what operators see of payments. Its numbers may count a repeated step twice; the truth is in the tables.
type metrics struct {
	outcomes   *prometheus.CounterVec
	calls      *prometheus.HistogramVec
	mismatches *prometheus.CounterVec
}

func newMetrics(reg prometheus.Registerer) *metrics {
	m := &metrics{
		outcomes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "payments_total", Help: "Payments that reached a status, by provider.",
		}, []string{"provider", "outcome"}),
		calls: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "payment_provider_seconds", Help: "How long providers take, by call and by how it ended.",
			Buckets: []float64{.002, .01, .05, .2, 1, 5, 10},
		}, []string{"provider", "call", "result"}),
		mismatches: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "payment_mismatches_total", Help: "Charges whose amount is not the order's. Alert on any.",
		}, []string{"provider"}),
	}
	reg.MustRegister(m.outcomes, m.calls, m.mismatches)
	return m
}

func (m *metrics) settled(p Payment) { m.outcomes.WithLabelValues(p.Provider, string(p.Status)).Inc() }

func (m *metrics) called(name, call string, err error, took time.Duration) {
	result := "ok"
	if err != nil {
		result = string(provider.ClassOf(err))
	}
	m.calls.WithLabelValues(name, call, result).Observe(took.Seconds())
}
