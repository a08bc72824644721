package payments

import (
	"context"
	"fmt"
	"time"

	"github.com/askcart/askcart/services/payments/internal/provider"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/journal"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/outbox"
	"github.com/askcart/askcart/shared/postgres"
)

// target is the attempt that something was seen of, and the lease that the seer holds on it, if any.
type target struct {
	paymentID string
	number    uint8
	claimed   *time.Time // due_at when the lease was taken
	lease     *time.Time
}

// settle applies what the provider shows of an attempt: the only way in which a payment learns of money. Answers,
// webhooks and the reconciler all end here, under the payment's row lock, so their order does not matter.
func (p *Payments) settle(ctx context.Context, to target, c provider.Charge) (Payment, error) {
	var before, after Payment
	err := p.db.InTx(ctx, func(tx postgres.Tx) (err error) {
		if before, err = lockPayment(ctx, tx, to.paymentID); err != nil {
			return err
		}
		return postgres.Pipeline(ctx, tx, func(tx postgres.Tx) error {
			after, err = p.apply(ctx, tx, before, to, c)
			return err
		})
	})
	if err != nil {
		return Payment{}, fmt.Errorf("settle attempt %d of payment %s: %w", to.number, to.paymentID, err)
	}
	if after.Status != before.Status {
		p.metrics.settled(after)
	}
	return after, nil
}

func (p *Payments) apply(ctx context.Context, tx postgres.Tx, pay Payment, to target, c provider.Charge) (Payment, error) {
	seen, err := findTrack(ctx, tx, to.paymentID, to.number)
	if err != nil {
		return Payment{}, err
	}
	if c.State != provider.Nothing && c.Amount != money.Of(pay.Amount, pay.Currency) {
		return pay, p.park(ctx, tx, pay, seen, to)
	}
	e := Event{Kind: Seen, Attempt: to.number, Charge: c.State, Final: c.Decline != nil && c.Decline.Final}
	if c.State == provider.Captured && c.Captured == c.Refunded && pay.Status == Refunding {
		e.Charge = provider.Refunded // an order that cost nothing has nothing to give back
	}
	current := to.number == pay.Attempt
	if e.Attempt < pay.Attempt && c.State.HasMoney() && !seen.Charge.HasMoney() {
		if err := journal.Add(ctx, tx, pay.OrderID, "payment_stray", fmt.Sprintf("attempt %d was paid after all, it is given back", e.Attempt)); err != nil {
			return Payment{}, err
		}
	}
	pay, err = p.advance(ctx, tx, pay, e, func(now *Payment) {
		if current {
			now.observe(c)
		}
	})
	if err != nil {
		return Payment{}, err
	}
	if err := p.finish(ctx, tx, pay, c.Refunds); err != nil {
		return Payment{}, err
	}
	return pay, p.schedule(ctx, tx, pay, seen, to, c.State)
}

// schedule writes the attempt and when it is next to be worked on or looked at.
func (p *Payments) schedule(ctx context.Context, tx postgres.Tx, pay Payment, seen track, to target, c provider.State) error {
	state := p.state(pay)
	op := duty(state, to.number, c)
	if op == Look && c == provider.Captured {
		_, pending, err := pendingRefund(ctx, tx, pay.ID, to.number)
		if err != nil {
			return err
		}
		if pending {
			op = Refund
		}
	}
	o := outcome{charge: c, op: op, open: to.number == pay.Attempt && pay.Status.open(), claimed: to.claimed, lease: to.lease}
	if to.lease == nil {
		o.claimed = seen.DueAt
	}
	age := seen.Age
	if c != seen.Charge {
		age = 0
	}
	if op == seen.Operation && c == seen.Charge {
		o.tries = seen.Tries
	}
	wait := time.Duration(pause(op, c, o.tries, age, p.late(seen.Provider)))
	if op != Look && (op != seen.Operation || c != seen.Charge) {
		wait = 0 // a step was made; only fruitless tries wait
	}
	if wait >= 0 {
		o.wait = &wait
	}
	return saveOutcome(ctx, tx, seen.Attempt, o)
}

// late is for how long a provider may show money on a charge that looked dead.
func (p *Payments) late(name string) time.Duration {
	if x := p.providers[name]; x != nil {
		return x.Caps().Late
	}
	return 0
}

// finish books the refunds that the provider shows as done.
func (p *Payments) finish(ctx context.Context, tx postgres.Tx, pay Payment, shown []provider.Refund) error {
	var ids []string
	for _, r := range shown {
		if r.Done {
			ids = append(ids, r.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	done, err := finishRefunds(ctx, tx, pay.ID, ids)
	if err != nil {
		return err
	}
	for _, g := range done {
		if _, err := outbox.Add(ctx, tx, events.PaymentRefunded, pay.OrderID, g.event(pay)); err != nil {
			return err
		}
		if err := journal.Add(ctx, tx, pay.OrderID, "refund_done", pay.money(g.Amount).String()); err != nil {
			return err
		}
	}
	return nil
}

// park leaves alone what does not fit the order: the provider shows another amount or currency than was asked for.
// Nothing of it is believed, and a person has to look.
func (p *Payments) park(ctx context.Context, tx postgres.Tx, pay Payment, seen track, to target) error {
	p.log.ErrorContext(ctx, "provider shows another amount than the order's", "payment", pay.ID, "attempt", to.number)
	p.metrics.mismatches.WithLabelValues(seen.Provider).Inc()
	if err := journal.Add(ctx, tx, pay.OrderID, "payment_mismatch", "the provider shows another amount; parked"); err != nil {
		return err
	}
	o := outcome{charge: seen.Charge, op: seen.Operation, tries: seen.Tries, open: to.number == pay.Attempt && pay.Status.open(), claimed: to.claimed, lease: to.lease}
	if to.lease == nil {
		o.claimed = seen.DueAt
	}
	return saveOutcome(ctx, tx, seen.Attempt, o)
}
