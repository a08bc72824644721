package orchestrator

import (
	"context"
	"sync"
	"time"
)

// tally counts searches until they are written down together, so that a search writes nothing. Safe for concurrent use.
type tally struct {
	mu     sync.Mutex
	counts map[string]count
}

// count is how often a text was asked and found nothing.
type count struct{ times, empty int64 }

// mostCounted texts are kept between two writes; more are not counted.
const mostCounted = 10_000

func newTally() *tally { return &tally{counts: map[string]count{}} }

func (t *tally) add(text string, empty bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	c, known := t.counts[text]
	if !known && len(t.counts) >= mostCounted {
		return
	}
	c.times++
	if empty {
		c.empty++
	}
	t.counts[text] = c
}

func (t *tally) take() map[string]count {
	t.mu.Lock()
	defer t.mu.Unlock()
	taken := t.counts
	t.counts = map[string]count{}
	return taken
}

// recordAsked writes the counts down every second until ctx ends. Counts that cannot be written are lost: they are
// statistics.
func (s *Search) recordAsked(ctx context.Context) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			s.writeAsked(context.WithoutCancel(ctx))
			return nil
		case <-tick.C:
			s.writeAsked(ctx)
		}
	}
}

func (s *Search) writeAsked(ctx context.Context) {
	counts := s.asked.take()
	if len(counts) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := saveAsked(ctx, s.db, counts); err != nil {
		s.log.WarnContext(ctx, "cannot count searches", "err", err)
	}
}
