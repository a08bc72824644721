package payments

import (
	"context"
	"sync"
	"time"
)

// pollEvery is how often due work is looked for when nothing woke the workers: retries, and what other replicas
// left behind.
const pollEvery = 250 * time.Millisecond

// lease is how long a worker may be silent before another takes its attempt up. It outlives one call; a call that
// was slower is protected by its key.
func (p *Payments) lease() time.Duration { return p.timeout + 2*time.Second }

// nudge wakes the workers. It never blocks.
func (p *Payments) nudge() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// work hands due attempts to workers until ctx ends, and waits for them then. Each provider has its own number of
// workers, so that one which hangs holds up nobody else's shoppers.
func (p *Payments) work(ctx context.Context) error {
	var running sync.WaitGroup
	defer running.Wait()
	slots := map[string]chan struct{}{}
	for name := range p.providers {
		slots[name] = make(chan struct{}, p.width)
	}
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	for {
		names, n := free(slots)
		claimed, err := claim(ctx, p.db, names, n, p.lease())
		if err != nil && ctx.Err() == nil {
			p.log.WarnContext(ctx, "cannot look for work", "err", err)
		}
		for _, w := range claimed {
			slot := slots[w.Provider]
			slot <- struct{}{} // there is room: n is what the fullest of them has left
			running.Go(func() {
				defer func() { <-slot; p.nudge() }()
				p.perform(ctx, w)
			})
		}
		if len(claimed) > 0 && len(claimed) == n {
			continue // there may be more
		}
		select {
		case <-ctx.Done():
			return nil
		case <-p.wake:
		case <-poll.C:
		}
	}
}

// free lists the providers that have an idle worker, and how many attempts may be claimed for all of them together.
func free(slots map[string]chan struct{}) (names []string, n int) {
	names = []string{}
	for name, s := range slots {
		left := cap(s) - len(s)
		if left == 0 {
			continue
		}
		if names = append(names, name); n == 0 || left < n {
			n = left
		}
	}
	return names, n
}
