package order

import (
	"context"
	"time"

	"github.com/askcart/askcart/shared/postgres"
	"github.com/prometheus/client_golang/prometheus"
)

// meter counts what is decided. It counts at the decision, not at its commit: a transaction that is repeated
// counts again, so these are for watching, and the table is for knowing.
type meter struct {
	orders *prometheus.CounterVec
	steps  *prometheus.HistogramVec
}

func newMeter(registry *prometheus.Registry, db *postgres.DB) *meter {
	m := &meter{
		orders: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "order_reached_total", Help: "Orders that reached a status.",
		}, []string{"status"}),
		steps: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "order_step_seconds", Help: "Time an order spent in one status before the next.",
			Buckets: []float64{.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 15, 60, 300, 900},
		}, []string{"from", "to"}),
	}
	registry.MustRegister(m.orders, m.steps, newFlight(db))
	return m
}

func (m *meter) reached(s Status) { m.orders.WithLabelValues(string(s)).Inc() }

func (m *meter) step(was, is Order) {
	m.reached(is.Status)
	m.steps.WithLabelValues(string(was.Status), string(is.Status)).Observe(was.secondsIn)
}

// flight collects how many orders are still to be decided and how old the oldest is.
type flight struct {
	db         *postgres.DB
	count, age *prometheus.Desc
}

func newFlight(db *postgres.DB) *flight {
	return &flight{
		db:    db,
		count: prometheus.NewDesc("order_in_flight", "Orders that are neither confirmed nor cancelled.", nil, nil),
		age:   prometheus.NewDesc("order_oldest_in_flight_seconds", "Age of the oldest of them.", nil, nil),
	}
}

// Describe implements prometheus.Collector.
func (f *flight) Describe(ch chan<- *prometheus.Desc) { ch <- f.count; ch <- f.age }

// Collect implements prometheus.Collector; while the database is down it collects nothing.
func (f *flight) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	count, age, err := inFlight(ctx, f.db)
	if err != nil {
		return
	}
	ch <- prometheus.MustNewConstMetric(f.count, prometheus.GaugeValue, float64(count))
	ch <- prometheus.MustNewConstMetric(f.age, prometheus.GaugeValue, age.Seconds())
}
