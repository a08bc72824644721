package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/askcart/askcart/deploy/bench"
	"github.com/askcart/askcart/deploy/bench/goods"
	"github.com/askcart/askcart/deploy/bench/saga"
	"github.com/askcart/askcart/deploy/local/load"
)

// What 105 orders a second are of the bound that was measured beside Vendure (10.4) and Medusa (1.8): ten times the one,
// fifty times the other.
const ordersOverPeers = 105.0 / 827

const (
	boundFor    = 3 * time.Second // pgbench counts whole seconds
	decidedIn   = 30 * time.Second
	aloneShare  = 5 // at c=1 a fifth of the orders is bought
	concurrency = 8
)

// orders fills G6 and G7: checkouts alone and eight at a time, in turn with the bound.
func (b *benchmark) orders(ctx context.Context) error {
	bound, lacking := saga.Open(ctx, b.stage.binaries, b.stage.place.data, b.stage.demo.Postgres)
	if lacking != nil && !errors.Is(lacking, saga.ErrNoPgbench) {
		return lacking
	}
	if bound != nil {
		defer bound.Close(context.WithoutCancel(ctx)) //nolint:errcheck // the database goes away with the stage
	}
	m, err := newMeter(ctx, b.stage, b.idle)
	if err != nil {
		return err
	}
	alone, many := &checkouts{atOnce: 1, orders: max(b.pace.orders/aloneShare, 4)}, &checkouts{atOnce: concurrency, orders: b.pace.orders}
	visits := &checkouts{atOnce: concurrency, orders: b.pace.orders / 2, whole: true}
	for round := range min(b.rounds, 3) {
		fmt.Fprintf(b.out, "round %d of %d: orders\n", round+1, min(b.rounds, 3))
		for _, c := range []*checkouts{alone, many, visits} {
			if err := c.round(ctx, b.stage, m, bound); err != nil {
				return err
			}
		}
	}
	b.judgeOrders(alone, many, visits, lacking)
	return nil
}

// checkouts is one way of buying, and what its rounds showed.
type checkouts struct {
	atOnce, orders int
	whole          bool // time visits from the first request on, without the bound beside them
	rates, bounds  []float64
	decided        []time.Duration
	spent          []spent
}

// round buys, and measures the bound with as many clients.
func (c *checkouts) round(ctx context.Context, s *benchStage, m *meter, bound *saga.Bound) error {
	plan := load.Plan{Gateway: s.demo.Gateway, Orders: c.orders, AtOnce: c.atOnce, Within: decidedIn}
	for n := range 200 {
		plan.SKUs = append(plan.SKUs, goods.SKU(n*2))
	}
	var failed error
	begin := func() { failed = m.begin(ctx) }
	if c.whole {
		begin()
	} else {
		plan.Filled = begin
	}
	r := load.Run(ctx, plan)
	if failed != nil {
		return failed
	}
	if r.Confirmed != c.orders {
		return fmt.Errorf("%d of %d orders were confirmed: %d unfinished, cancelled %v, refused %v, failed %v",
			r.Confirmed, c.orders, r.Unfinished, r.Reasons, r.Refusals, r.Errors)
	}
	c.rates, c.decided = append(c.rates, r.Rate()), append(c.decided, r.Decided...)
	spent, err := m.end(ctx, r)
	if err != nil {
		return err
	}
	c.spent = append(c.spent, spent)
	if bound == nil || c.whole {
		return nil
	}
	rate, err := bound.Run(ctx, c.atOnce, boundFor)
	c.bounds = append(c.bounds, rate)
	return err
}

// median is that of one figure of all rounds.
func (c *checkouts) median(figure func(spent) float64) float64 {
	var all []float64
	for _, s := range c.spent {
		all = append(all, figure(s))
	}
	return bench.Median(all)
}

func (c *checkouts) figures() string {
	return fmt.Sprintf("%.0f ms CPU in the servers, %.1f in Postgres, %.1f kB WAL, %.0f transactions, %.1f syncs of the log",
		c.median(func(s spent) float64 { return s.servers }), c.median(func(s spent) float64 { return s.postgres }),
		c.median(func(s spent) float64 { return s.wal / 1000 }), c.median(func(s spent) float64 { return s.transactions }),
		c.median(func(s spent) float64 { return s.syncs }))
}

func (b *benchmark) judgeOrders(alone, many, visits *checkouts, lacking error) {
	r := &b.report
	for _, goal := range []struct {
		id, what string
		least    float64
	}{
		{"G6", "checkouts, c=8: 10 × Vendure, 50 × Medusa", ordersOverPeers},
		{"G7", "checkouts, c=8, over the bound", .12},
	} {
		if lacking != nil {
			r.Lacks(goal.id, goal.what, bench.AtLeast(goal.least), bench.Ratio, lacking)
			continue
		}
		r.Judge(goal.id, goal.what, bench.AtLeast(goal.least), bench.Median(bench.Ratios(many.rates, many.bounds)), bench.Ratio,
			"of bound: %.0f orders/s, bound %.0f; c=1 %.0f, bound %.0f", bench.Median(many.rates), bench.Median(many.bounds),
			bench.Median(alone.rates), bench.Median(alone.bounds))
	}
	at := func(c *checkouts, p float64) float64 { return bench.Milli(bench.Percentile(c.decided, p)) }
	r.Judge("G6", "POST /orders to confirmed, c=1, p50", bench.AtMost(123), at(alone, 50), bench.Milliseconds, "p99 %.0f ms of %d orders", at(alone, 99), len(alone.decided))
	r.Judge("G6", "POST /orders to confirmed, c=8, p99", bench.AtMost(500), at(many, 99), bench.Milliseconds, "p50 %.0f ms of %d orders", at(many, 50), len(many.decided))
	r.Tell("G6", "whole visits, c=8", bench.Median(visits.rates), bench.Rate, "guest, cart, quote, order, live page until confirmed: %s", visits.figures())
	for _, c := range []struct {
		*checkouts
		most float64
	}{{alone, 16}, {many, 8}} {
		what := fmt.Sprintf("commits an order that wait for the disk, c=%d", c.atOnce)
		if c.spent[0].uncounted != nil {
			r.Lacks("G7", what, bench.AtMost(c.most), bench.Count, c.spent[0].uncounted)
			continue
		}
		r.Judge("G7", what, bench.AtMost(c.most), c.median(spent.waited), bench.Count, "order %.1f, inventory %.1f, payments %.1f; %.1f more do not wait; %s",
			c.median(func(s spent) float64 { return s.commits["order"] }), c.median(func(s spent) float64 { return s.commits["inventory"] }),
			c.median(func(s spent) float64 { return s.commits["payments"] }), c.median(func(s spent) float64 { return s.lazy }), c.figures())
	}
}
