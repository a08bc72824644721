package payments

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel/propagation"

	"github.com/askcart/askcart/services/payments/internal/provider"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/journal"
	"github.com/askcart/askcart/shared/outbox"
	"github.com/askcart/askcart/shared/postgres"
)

// advance lets e happen to a payment that the caller has locked, and writes all that follows: the payment, the work
// for its provider, the refunds it owes, the events and the journal line. edit takes over what came with e; nothing
// is written when neither state nor amounts change. Its writes may be queued (postgres.Pipeline).
func (p *Payments) advance(ctx context.Context, tx postgres.Tx, was Payment, e Event, edit func(*Payment)) (Payment, error) {
	before := p.state(was)
	after, effects := next(before, e)
	now := was
	edit(&now)
	now.take(after)
	if after == before && now.Captured == was.Captured && now.Refunded == was.Refunded {
		return was, nil
	}
	now, err := savePayment(ctx, tx, now)
	if err != nil {
		return Payment{}, err
	}
	if err := p.owe(ctx, tx, now); err != nil {
		return Payment{}, err
	}
	if err := p.tell(ctx, tx, was, now, effects); err != nil {
		return Payment{}, err
	}
	if after.Attempt > before.Attempt {
		return p.open(ctx, tx, now)
	}
	if e.Kind == Seen || after.Attempt == 0 || after.Status == before.Status {
		return now, nil // settle writes the attempt it saw
	}
	op := duty(after, after.Attempt, provider.Nothing)
	return now, assign(ctx, tx, now, after.Attempt, op, after.Status.open(), originOf(ctx))
}

// open begins the attempt that the payment has just moved to. A provider that this shop does not have declines at
// once, and the shopper may choose another.
func (p *Payments) open(ctx context.Context, tx postgres.Tx, pay Payment) (Payment, error) {
	if err := insertAttempt(ctx, tx, pay, Begin, originOf(ctx)); err != nil {
		return Payment{}, err
	}
	if p.providers[pay.Provider] != nil {
		return pay, nil
	}
	pay, err := p.advance(ctx, tx, pay, Event{Kind: Seen, Attempt: pay.Attempt, Charge: provider.Closed}, func(now *Payment) {
		now.DeclineCode = ErrProviderUnknown.Code
	})
	if err != nil {
		return Payment{}, err
	}
	return pay, saveOutcome(ctx, tx, Attempt{PaymentID: pay.ID, Number: pay.Attempt}, outcome{charge: provider.Closed, op: Look})
}

// owe makes sure that a payment which is being refunded has a refund for all that was captured.
func (p *Payments) owe(ctx context.Context, tx postgres.Tx, pay Payment) error {
	if pay.Status != Refunding || pay.Captured == 0 {
		return nil
	}
	sum, err := promised(ctx, tx, pay.ID)
	if err != nil || sum >= pay.Captured {
		return err
	}
	_, err = insertRefund(ctx, tx, GivenBack{
		ID: events.NewID(), PaymentID: pay.ID, Attempt: pay.Attempt, Amount: pay.Captured - sum, Reason: "order cancelled",
	})
	return err
}

// tell sends what others need to know of a transition, and writes the line of the saga view. While a payment waits
// for order and stock there is nothing to tell: an order starts as awaiting by itself.
func (p *Payments) tell(ctx context.Context, tx postgres.Tx, was, now Payment, fx Effects) error {
	if now.Status != was.Status || now.Attempt != was.Attempt {
		if err := journal.Add(ctx, tx, now.OrderID, "payment_"+string(now.Status), now.line()); err != nil {
			return err
		}
	}
	if now.Status == Awaiting || now.UserID == "" {
		return nil
	}
	if _, err := outbox.Add(ctx, tx, events.PaymentUpdated, now.OrderID, now.event()); err != nil {
		return err
	}
	if fx.Succeeded {
		if _, err := outbox.Add(ctx, tx, events.PaymentSucceeded, now.OrderID, now.success()); err != nil {
			return err
		}
	}
	if fx.Failed != "" {
		_, err := outbox.Add(ctx, tx, events.PaymentFailed, now.OrderID, now.failure(fx.Failed))
		return err
	}
	return nil
}

// line is a payment in the words of the saga view.
func (p Payment) line() string {
	if p.Attempt == 0 {
		return ""
	}
	line := fmt.Sprintf("attempt %d, %s, %s", p.Attempt, p.Provider, p.money(p.Amount))
	if p.DeclineCode != "" {
		line += ": " + p.DeclineCode
	}
	return line
}

// originOf is what led to work wanted in ctx.
func originOf(ctx context.Context) origin {
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carrier)
	return origin{traceparent: carrier["traceparent"], cause: events.Cause(ctx).ID}
}

// within continues the trace and the cause that the work came from.
func (w Work) within(ctx context.Context) context.Context {
	ctx = propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{"traceparent": w.Traceparent})
	return events.WithCause(ctx, events.Meta{ID: w.Cause})
}
