package service

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/sync/errgroup"

	"github.com/askcart/askcart/shared/httpapi"
	"github.com/askcart/askcart/shared/problem"
)

var errNotReady = problem.New(problem.Unavailable, "not_ready", "the database or the broker cannot be reached").After(time.Second)

// probes registers what orchestrators and Prometheus ask: /healthz says that the process lives
// and looks at nothing else, /readyz that database and broker can be reached.
func (s *Service) probes() {
	s.Router.Get("/healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	s.Router.Get("/readyz", s.ready())
	s.Router.Method(http.MethodGet, "/metrics", promhttp.HandlerFor(s.Metrics, promhttp.HandlerOpts{EnableOpenMetrics: true}))
}

// ready asks the dependencies at most once a second, however often it is asked.
func (s *Service) ready() http.HandlerFunc {
	var goodUntil atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) {
		if time.Now().UnixNano() > goodUntil.Load() {
			if err := s.reach(r.Context()); err != nil {
				s.Log.WarnContext(r.Context(), "not ready", "err", err)
				httpapi.WriteProblem(w, r, errNotReady)
				return
			}
			goodUntil.Store(time.Now().Add(time.Second).UnixNano())
		}
		_, _ = w.Write([]byte("ready\n"))
	}
}

func (s *Service) reach(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return s.DB.Ping(ctx) })
	g.Go(func() error { return s.kafka.Ping(ctx) })
	return g.Wait()
}
