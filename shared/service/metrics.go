package service

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/askcart/askcart/shared/postgres"
)

// measure registers what Prometheus asks of every service: its pool, and how many events wait
// in its outbox and for how long.
func (s *Service) measure() {
	s.Metrics.MustRegister(newBacklog(s.DB))
	pool := func(name, help string, read func() float64) {
		s.Metrics.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read))
	}
	pool("pgxpool_acquired_connections", "Connections in use.", func() float64 { return float64(s.DB.Stat().AcquiredConns()) })
	pool("pgxpool_max_connections", "Connections there may be.", func() float64 { return float64(s.DB.Stat().MaxConns()) })
	pool("pgxpool_empty_acquires", "Times a connection had to be waited for.", func() float64 { return float64(s.DB.Stat().EmptyAcquireCount()) })
}

// backlog collects the outbox's depth and age, and the dead letters that nobody has replayed.
type backlog struct {
	db               *postgres.DB
	depth, age, dead *prometheus.Desc
}

func newBacklog(db *postgres.DB) *backlog {
	return &backlog{
		db:    db,
		depth: prometheus.NewDesc("outbox_depth", "Events that wait to be published.", nil, nil),
		age:   prometheus.NewDesc("outbox_age_seconds", "Age of the oldest event that waits to be published.", nil, nil),
		dead:  prometheus.NewDesc("dead_letters_open", "Dead letters that were not replayed.", nil, nil),
	}
}

// Describe implements prometheus.Collector.
func (b *backlog) Describe(ch chan<- *prometheus.Desc) { ch <- b.depth; ch <- b.age; ch <- b.dead }

// Collect implements prometheus.Collector; while the database is down it collects nothing.
func (b *backlog) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	type row struct {
		Depth, Dead int64
		Age         float64
	}
	r, err := postgres.One[row](ctx, b.db, `
		select count(*) as depth, coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as age,
		(select count(*) from dead_letters where replayed_at is null) as dead from outbox`, postgres.Args{})
	if err != nil {
		return
	}
	ch <- prometheus.MustNewConstMetric(b.depth, prometheus.GaugeValue, float64(r.Depth))
	ch <- prometheus.MustNewConstMetric(b.age, prometheus.GaugeValue, r.Age)
	ch <- prometheus.MustNewConstMetric(b.dead, prometheus.GaugeValue, float64(r.Dead))
}
