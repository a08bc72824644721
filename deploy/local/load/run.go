package load

import (
	"cmp"
	"context"
	"net/http"
	"sync"
	"time"
)

// Run carries out a plan and returns when every order is decided or out of time.
func Run(ctx context.Context, p Plan) Result {
	r := Result{Refusals: map[string]int{}, Reasons: map[string]int{}, Errors: map[string]int{}}
	client := NewClient()
	defer client.CloseIdleConnections()
	visits := make([]visit, p.Orders)
	if p.Filled != nil {
		p.each(ctx, func(n int) { visits[n] = p.arrive(ctx, client, n) })
		p.Filled()
	}
	var mu sync.Mutex
	began := time.Now()
	p.each(ctx, func(n int) {
		if p.Filled == nil {
			visits[n] = p.arrive(ctx, client, n)
		}
		one := p.checkOut(ctx, visits[n])
		mu.Lock()
		r.count(one)
		mu.Unlock()
	})
	r.Elapsed = time.Since(began)
	return r
}

// each lets the plan's shoppers do all orders, each the next that is left, until ctx ends.
func (p Plan) each(ctx context.Context, do func(order int)) {
	orders := make(chan int)
	var shoppers sync.WaitGroup
	for range p.AtOnce {
		shoppers.Go(func() {
			for n := range orders {
				do(n)
			}
		})
	}
	for n := range p.Orders {
		select {
		case orders <- n:
		case <-ctx.Done():
		}
		if p.Every > 0 {
			wait(ctx, p.Every)
		}
	}
	close(orders)
	shoppers.Wait()
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// visit is a shopper with a filled cart, about to order it.
type visit struct {
	shopper *Shopper
	body    map[string]any
	err     error
}

// story is what became of one order.
type story struct {
	order   Order
	placed  bool
	decided time.Duration
	repeats int
	err     error
}

// arrive is the first half of a visit: a new guest fills a cart and asks what it costs.
func (p Plan) arrive(ctx context.Context, client *http.Client, n int) visit {
	ctx, cancel := context.WithTimeout(ctx, p.Within)
	defer cancel()
	v := visit{shopper: NewShopper(p.Gateway, client)}
	if v.err = v.shopper.Arrive(ctx); v.err == nil {
		v.body, v.err = v.shopper.Prepare(ctx, Basket{SKU: p.SKUs[n%len(p.SKUs)], Quantity: 1, Method: p.method(n)})
	}
	return v
}

// checkOut is the second half: the order, and its end.
func (p Plan) checkOut(ctx context.Context, v visit) (s story) {
	ctx, cancel := context.WithTimeout(ctx, p.Within)
	defer cancel()
	if s.err = cmp.Or(v.err, ctx.Err()); s.err != nil { // when ctx ended, some never arrived
		return s
	}
	defer func() { s.repeats = int(v.shopper.repeats.Load()) }()
	began := time.Now()
	if s.order, s.err = v.shopper.Place(ctx, v.body, ""); s.err != nil {
		return s
	}
	s.placed = true
	last, err := v.shopper.Follow(ctx, s.order.ID, Order.Final)
	if err == nil {
		s.order, s.decided = last, time.Since(began)
	}
	return s
}

func (r *Result) count(s story) {
	r.Repeats += s.repeats
	switch {
	case s.placed:
		r.Placed++
		r.IDs = append(r.IDs, s.order.ID)
	case code(s.err) != "":
		r.Refused++
		r.Refusals[code(s.err)]++
		return
	default:
		r.Errors[s.err.Error()]++
		return
	}
	switch {
	case s.decided == 0:
		r.Unfinished++
		return
	case s.order.Status == "cancelled":
		r.Cancelled++
		r.Reasons[s.order.CancelReason]++
	default:
		r.Confirmed++
	}
	r.Decided = append(r.Decided, s.decided)
}
