package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// How long each stage of a stop may take; together less than the 15 s that a stop is promised to take.
const (
	edgeGrace  = 2 * time.Second // requests under way pass the gateway before the services close
	partsGrace = 8 * time.Second
	infraGrace = 4 * time.Second
	readyLimit = 60 * time.Second
)

// running is a stack whose infrastructure stands.
type running struct {
	place   place
	secrets secrets
	infra   *infra
	options options
	out     io.Writer

	mu   sync.Mutex
	pids map[string]int
	demo *demo // nil until everything is ready
}

// serve runs the parts until ctx ends or one fails, then stops them, the edge first. When all are ready it completes
// the demo shop, writes demo.json and calls ready, which may work until its context ends.
func (s *running) serve(ctx context.Context, ready func(context.Context) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	edge := s.start(ctx, stop, true)
	core := s.start(ctx, stop, false)
	begun := make(chan error, 1)
	go func() {
		err := s.begin(ctx)
		if err == nil {
			err = ready(ctx)
		}
		if err != nil && ctx.Err() == nil {
			stop(err)
		}
		begun <- err
	}()
	<-ctx.Done()
	fmt.Fprintln(s.out, "Stopping …")
	os.Remove(s.place.file("demo.json"))
	if err := <-begun; err != nil {
		stop(err)
	}
	edge.close()
	_ = edge.wait(edgeGrace) // it may take longer: what it still answers was asked of the services before
	core.close()
	err := errors.Join(core.wait(partsGrace), edge.wait(partsGrace))
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		err = errors.Join(cause, err)
	}
	return err
}

// stage is a group of parts that stop together.
type stage struct {
	close context.CancelFunc
	done  chan struct{}
}

// start runs the parts at the edge, or all others, until the stage is ended. A part that returns before that stops
// the stack.
func (s *running) start(ctx context.Context, stop context.CancelCauseFunc, edge bool) stage {
	scope, cancel := context.WithCancel(context.WithoutCancel(ctx))
	st := stage{close: cancel, done: make(chan struct{})}
	var all sync.WaitGroup
	for _, p := range s.options.parts {
		if p.edge != edge {
			continue
		}
		all.Go(func() {
			err := s.keep(scope, p)
			if scope.Err() == nil {
				stop(fmt.Errorf("%s ended: %w (see %s)", p.name, cmp.Or(err, errEnded), s.logFile(p)))
			}
		})
	}
	go func() { all.Wait(); close(st.done) }()
	return st
}

var errEnded = errors.New("by itself")

// wait returns when the stage's parts have ended.
func (st stage) wait(grace time.Duration) error {
	select {
	case <-st.done:
		return nil
	case <-time.After(grace):
		return errors.New("a part does not stop in time; leaving it behind")
	}
}

// keep runs a part, in this process or in its own.
func (s *running) keep(ctx context.Context, p part) error {
	if p.prepare != nil {
		if err := p.prepare(ctx, s.place.checkout, s.out); err != nil {
			return err
		}
	}
	if s.options.isolated {
		return s.keepChild(ctx, p)
	}
	return s.runHere(ctx, p)
}

// begin waits until every part is ready and completes the demo shop.
func (s *running) begin(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, readyLimit)
	defer cancel()
	waiting, each := errgroup.WithContext(limited)
	for _, p := range s.options.parts {
		if p.prepare != nil {
			continue // may take minutes the first time; nothing needs it
		}
		waiting.Go(func() error { return awaitReady(each, p.name, s.place.url(p.port)+cmp.Or(p.probe, "/readyz")) })
	}
	if err := waiting.Wait(); err != nil {
		return err
	}
	if err := s.furnish(ctx); err != nil {
		return err
	}
	for _, p := range s.options.parts {
		if p.prepare != nil {
			if err := awaitReady(ctx, p.name, s.place.url(p.port)+p.probe); err != nil {
				return err
			}
		}
	}
	return s.publish()
}

// awaitReady asks a server until it says that it is ready.
func awaitReady(ctx context.Context, name, url string) error {
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	client := &http.Client{Timeout: 3 * time.Second}
	defer client.CloseIdleConnections()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		if answer, err := client.Do(request); err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s is not ready: %w", name, ctx.Err())
		case <-tick.C:
		}
	}
}

func (s *running) logFile(p part) string { return s.place.file("logs", p.name+".log") }
