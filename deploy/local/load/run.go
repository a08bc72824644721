package load

import (
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
	orders := make(chan int)
	var mu sync.Mutex
	var shoppers sync.WaitGroup
	began := time.Now()
	for range p.AtOnce {
		shoppers.Go(func() {
			for n := range orders {
				one := p.buy(ctx, client, n)
				mu.Lock()
				r.count(one)
				mu.Unlock()
			}
		})
	}
	for n := range p.Orders {
		select {
		case orders <- n:
		case <-ctx.Done():
		}
	}
	close(orders)
	shoppers.Wait()
	r.Elapsed = time.Since(began)
	return r
}

// story is what became of one order.
type story struct {
	order   Order
	placed  bool
	decided time.Duration
	repeats int
	err     error
}

// buy is one shopper's visit: a new guest, a cart, an order, and its end.
func (p Plan) buy(ctx context.Context, client *http.Client, n int) (s story) {
	ctx, cancel := context.WithTimeout(ctx, p.Within)
	defer cancel()
	shopper := NewShopper(p.Gateway, client)
	defer func() { s.repeats = shopper.repeats }()
	if s.err = shopper.Arrive(ctx); s.err != nil {
		return s
	}
	body, err := shopper.Prepare(ctx, Basket{SKU: p.SKUs[n%len(p.SKUs)], Quantity: 1, Method: p.method(n)})
	if s.err = err; err != nil {
		return s
	}
	began := time.Now()
	if s.order, s.err = shopper.Place(ctx, body, ""); s.err != nil {
		return s
	}
	s.placed = true
	last, err := shopper.Follow(ctx, s.order.ID, Order.Final)
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
