package payments

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"go.opentelemetry.io/otel/trace"

	"github.com/askcart/askcart/services/payments/internal/provider"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/journal"
	"github.com/askcart/askcart/shared/postgres"
)

// Payments is the service: every way in, by HTTP, by event or by a worker, ends in one of its methods.
type Payments struct {
	db        *postgres.DB
	log       *slog.Logger
	tracer    trace.Tracer
	metrics   *metrics
	providers map[string]provider.Provider
	limit     uint8         // attempts an order has
	timeout   time.Duration // of one call to a provider
	width     int           // calls to one provider at a time
	wake      chan struct{} // a commit may have left work
}

// state is what decides what p does next.
func (p *Payments) state(pay Payment) State {
	return State{
		Status: pay.Status, Attempt: pay.Attempt, Limit: p.limit,
		Ordered: pay.Ordered, Held: pay.Held, Closed: pay.Closed, Plan: p.plan(pay.Provider),
	}
}

// plan is how a provider works. One that this shop does not have declines every attempt, so its plan matters not.
func (p *Payments) plan(name string) Plan {
	if x := p.providers[name]; x != nil {
		return planOf(x.Caps())
	}
	return Plan{}
}

// Order notes what an order asks for. It is charged when its stock is held too, whichever is heard of first.
func (p *Payments) Order(ctx context.Context, tx postgres.Tx, o events.Order) error {
	return p.happen(ctx, tx, o.ID, Event{Kind: Ordered, Plan: p.plan(o.Payment.Provider)}, o)
}

// Hold notes that an order's stock is held.
func (p *Payments) Hold(ctx context.Context, tx postgres.Tx, orderID string) error {
	return p.happen(ctx, tx, orderID, Event{Kind: Held}, events.Order{})
}

// Confirm captures what a confirmed order has authorized.
func (p *Payments) Confirm(ctx context.Context, tx postgres.Tx, o events.Order) error {
	return p.happen(ctx, tx, o.ID, Event{Kind: Confirmed}, o)
}

// Deliver captures cash that was paid at the door.
func (p *Payments) Deliver(ctx context.Context, tx postgres.Tx, o events.Order) error {
	return p.happen(ctx, tx, o.ID, Event{Kind: Delivered}, o)
}

// Cancel gives everything back, or makes sure that nothing is ever charged.
func (p *Payments) Cancel(ctx context.Context, tx postgres.Tx, o events.Order) error {
	return p.happen(ctx, tx, o.ID, Event{Kind: Cancelled}, o)
}

// happen lets e happen to an order's payment, which learns of o what it does not know yet.
func (p *Payments) happen(ctx context.Context, tx postgres.Tx, orderID string, e Event, o events.Order) error {
	pay, err := lockOrder(ctx, tx, orderID)
	if err != nil {
		return err
	}
	return postgres.Pipeline(ctx, tx, func(tx postgres.Tx) error {
		_, err := p.advance(ctx, tx, pay, e, func(now *Payment) {
			if !pay.Ordered && o.ID != "" {
				now.learn(o)
			}
		})
		return err
	})
}

// Merge gives a guest's payments to the account that the guest turned out to be.
func (p *Payments) Merge(ctx context.Context, tx postgres.Tx, from, to string) error {
	return changeOwner(ctx, tx, from, to)
}

// GiveBack refunds amount minor units of an order's payment under a refund id that may come again, as a return's does.
// It never gives back more than is left: what staff refunded already does not go twice. While the money is still on
// its way in it is an error, to be tried again.
func (p *Payments) GiveBack(ctx context.Context, tx postgres.Tx, orderID, id, reason string, amount int64) error {
	pay, err := lockOrder(ctx, tx, orderID)
	if err != nil {
		return err
	}
	known, err := refundKnown(ctx, tx, id)
	if err != nil || known {
		return err
	}
	if pay.Status.open() && pay.Status != Captured {
		return fmt.Errorf("refund %s of order %s: the money is not captured yet", id, orderID)
	}
	left, err := p.left(ctx, tx, pay)
	if err != nil {
		return err
	}
	if amount = min(amount, left); amount <= 0 {
		return journal.Add(ctx, tx, orderID, "refund_refused", "nothing is left to give back")
	}
	_, err = p.refund(ctx, tx, pay, GivenBack{ID: id, Amount: amount, Reason: reason})
	return err
}

// names lists the providers of this shop in a stable order.
func (p *Payments) names() []string {
	all := make([]string, 0, len(p.providers))
	for name := range p.providers {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}
