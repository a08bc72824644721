package inbox

import "github.com/prometheus/client_golang/prometheus"

type metrics struct {
	handled    *prometheus.CounterVec
	duplicates *prometheus.CounterVec
	dead       *prometheus.CounterVec
}

func newMetrics(reg prometheus.Registerer) *metrics {
	m := &metrics{
		handled:    prometheus.NewCounterVec(prometheus.CounterOpts{Name: "inbox_events_total", Help: "Events handled, by topic and outcome."}, []string{"topic", "outcome"}),
		duplicates: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "inbox_duplicates_total", Help: "Events delivered again and not handled again."}, []string{"topic"}),
		dead:       prometheus.NewCounterVec(prometheus.CounterOpts{Name: "dead_letters_total", Help: "Events kept as dead letters, by topic."}, []string{"topic"}),
	}
	reg.MustRegister(m.handled, m.duplicates, m.dead)
	return m
}

func outcome(err error) string {
	if err != nil {
		return "error"
	}
	return "ok"
}
