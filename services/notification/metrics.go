package notification

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/askcart/askcart/shared/postgres"
)

// metrics is what operators see of mail. Its numbers may count a repeated step twice; the truth is in the tables.
type metrics struct{ mails *prometheus.CounterVec }

func newMetrics(reg prometheus.Registerer, db *postgres.DB) *metrics {
	m := &metrics{prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "mails_total", Help: "Tries to send mail, by template and by how they ended: sent, logged, retried or failed.",
	}, []string{"template", "outcome"})}
	reg.MustRegister(m.mails, queue{
		db:      db,
		waiting: prometheus.NewDesc("mail_waiting", "Mails that are not sent yet.", nil, nil),
		age:     prometheus.NewDesc("mail_oldest_seconds", "Age of the oldest mail that is not sent yet.", nil, nil),
	})
	return m
}

func (m *metrics) tried(template, outcome string) { m.mails.WithLabelValues(template, outcome).Inc() }

// queue collects how much mail waits.
type queue struct {
	db           *postgres.DB
	waiting, age *prometheus.Desc
}

// Describe implements prometheus.Collector.
func (q queue) Describe(ch chan<- *prometheus.Desc) { ch <- q.waiting; ch <- q.age }

// Collect implements prometheus.Collector; while the database is down it collects nothing.
func (q queue) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	b, err := mailBacklog(ctx, q.db)
	if err != nil {
		return
	}
	ch <- prometheus.MustNewConstMetric(q.waiting, prometheus.GaugeValue, float64(b.Waiting))
	ch <- prometheus.MustNewConstMetric(q.age, prometheus.GaugeValue, b.Age)
}
