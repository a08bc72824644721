package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
	"time"

	"github.com/askcart/askcart/deploy/bench"
)

// restartLimitEach bounds the restart of one part.
const restartLimitEach = 30 * time.Second

// starts fills G10: each part is stopped and comes again beside the others, then everything stops and starts again.
func (b *benchmark) starts(ctx context.Context) error {
	var slowest float64
	var each []string
	for _, p := range parts {
		if _, runs := b.stage.servers()[p.name]; !runs {
			continue
		}
		var took []float64
		for range min(b.rounds, 3) {
			d, err := b.stage.restart(ctx, p)
			if err != nil {
				return fmt.Errorf("restart %s: %w", p.name, err)
			}
			took = append(took, bench.Milli(d))
		}
		own := bench.Median(took)
		slowest = max(slowest, own)
		each = append(each, fmt.Sprintf("%s %.0f", p.name, own))
	}
	b.report.Judge("G10", "a service ready, the slowest", bench.AtMost(500), slowest, bench.Milliseconds, "from the start of its process: %s", strings.Join(each, ", "))
	first := b.stage.took
	if err := b.stage.stop(ctx); err != nil {
		return err
	}
	if err := b.stage.start(ctx); err != nil {
		return err
	}
	b.report.Judge("G10", "everything with embedded infrastructure, warm", bench.AtMost(10), b.stage.took.Seconds(), bench.Seconds,
		"%d parts on kept data; %.1f s on an empty folder, with schemas and accounts to make", len(b.stage.servers()), first.Seconds())
	return nil
}

// restart stops a part, which its launcher starts again, and returns how old the new process was when it was ready.
func (s *benchStage) restart(ctx context.Context, p part) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, restartLimitEach)
	defer cancel()
	old := s.demo.PIDs[p.name]
	if err := syscall.Kill(old, syscall.SIGTERM); err != nil {
		return 0, err
	}
	for s.demo.PIDs[p.name] == old {
		if err := pause(ctx, 2*time.Millisecond); err != nil {
			return 0, err
		}
		if d, err := readDemo(s.place); err == nil {
			s.demo = d
		}
	}
	url := s.place.url(p.port) + cmp.Or(p.probe, "/readyz")
	for !answersOK(ctx, url) {
		if err := pause(ctx, time.Millisecond); err != nil {
			return 0, err
		}
	}
	return bench.Age(s.demo.PIDs[p.name])
}

// answersOK asks once. A connection of its own each time: one from before would belong to the old process.
func answersOK(ctx context.Context, url string) bool {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return false
	}
	answer, err := client.Do(request)
	if err != nil {
		return false
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.Body.Close() == nil && answer.StatusCode == http.StatusOK
}
