package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/askcart/askcart/deploy/bench"
	"github.com/askcart/askcart/deploy/bench/fire"
)

// lane is one thing that is fired at, in turn with those it is compared to.
type lane struct {
	name        string
	address     string // host:port
	pid         int    // whose CPU is told: the server's, or that of the gateway before it
	connections int
	next        fire.Source
	seen
}

// seen is what a lane's rounds showed.
type seen struct {
	rates    []float64 // answers a second
	cpu      []float64 // µs of the process for an answer
	database []float64 // µs of all of Postgres for an answer
	p50      []float64 // ms
	bytes    int64     // of an answer
}

// hostOf takes the scheme off an address.
func hostOf(url string) string { return strings.TrimPrefix(url, "http://") }

// interleave fires at all lanes in turn, in each round in the opposite order of the last. The first, short round does
// not count: it fills pools and caches.
func (b *benchmark) interleave(ctx context.Context, lanes ...*lane) error {
	for round := range b.rounds + 1 {
		d := b.slice
		if round == 0 {
			d = min(d, 500*time.Millisecond)
		} else {
			fmt.Fprintf(b.out, "round %d of %d: %s\n", round, b.rounds, lanes[0].name)
		}
		for i := range lanes {
			at := i
			if round%2 == 1 {
				at = len(lanes) - 1 - i
			}
			if err := b.stage.fire(ctx, lanes[at], d, round > 0); err != nil {
				return err
			}
		}
	}
	return nil
}

// fire is one round of a lane. An answer that refuses is an error: it would be cheaper than what is measured.
func (s *benchStage) fire(ctx context.Context, l *lane, d time.Duration, counts bool) error {
	before, database, err := s.cpu(l.pid)
	if err != nil {
		return err
	}
	v, err := fire.For(ctx, d, l.address, l.connections, l.next)
	if err != nil {
		return fmt.Errorf("%s: %w", l.name, err)
	}
	if v.Refused > 0 {
		return fmt.Errorf("%s: %d of %d requests were refused", l.name, v.Refused, v.Answers)
	}
	after, databaseAfter, err := s.cpu(l.pid)
	if err != nil || !counts {
		return err
	}
	each := func(spent time.Duration) float64 {
		return float64(spent) / float64(time.Microsecond) / float64(v.Answers)
	}
	l.rates = append(l.rates, v.Rate())
	l.cpu = append(l.cpu, each(after-before))
	l.database = append(l.database, each(databaseAfter-database))
	l.p50 = append(l.p50, bench.Milli(bench.Percentile(v.Latencies, 50)))
	l.bytes = v.BytesEach()
	return nil
}

// cpu is what a process and Postgres used so far.
func (s *benchStage) cpu(pid int) (own, database time.Duration, err error) {
	if own, err = bench.CPU(pid); err != nil {
		return 0, 0, err
	}
	database, err = bench.CPU(s.demo.PIDs["postgres"])
	return own, database, err
}

// over compares a lane with its baseline, round by round.
func (l *lane) over(base *lane) (rate, cpu float64) {
	return bench.Median(bench.Ratios(l.rates, base.rates)), bench.Median(bench.Ratios(l.cpu, base.cpu))
}

// figures are a lane's own numbers.
func (l *lane) figures() string {
	return fmt.Sprintf("%.0f req/s, %.0f µs CPU + %.0f µs Postgres, %d B", bench.Median(l.rates), bench.Median(l.cpu), bench.Median(l.database), l.bytes)
}
