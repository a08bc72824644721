package payments

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"github.com/askcart/askcart/services/payments/internal/provider"
	"github.com/askcart/askcart/shared/journal"
	"github.com/askcart/askcart/shared/postgres"
)

// errLeaseLost ends work that somebody else has taken up meanwhile.
var errLeaseLost = errors.New("lease lost")

// perform takes one leased attempt a step further and gives the lease back. Killed anywhere in between, it leaves
// an attempt whose lease ends, whose calls have keys, and whose state tells what is left to do.
func (p *Payments) perform(ctx context.Context, w Work) {
	ctx, span := p.tracer.Start(w.within(ctx), "payment "+string(w.Operation), trace.WithAttributes(
		attribute.String("payment.provider", w.Provider), attribute.Int("payment.tries", w.Tries)))
	defer span.End()
	asked := w.Operation
	c, w, err := p.pursue(ctx, w)
	// What the provider said is worth keeping even when the service is told to stop meanwhile.
	done, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err == nil {
		_, err = p.settle(done, target{w.PaymentID, w.Number, &w.DueAt, &w.LeasedUntil}, c)
	}
	if err != nil && !errors.Is(err, errLeaseLost) {
		p.postpone(done, w, asked, err, ctx.Err() != nil)
	}
}

// pursue asks the provider for what w wants and returns what it shows then.
func (p *Payments) pursue(ctx context.Context, w Work) (c provider.Charge, _ Work, err error) {
	defer func() {
		if caught := recover(); caught != nil {
			err = fmt.Errorf("panic: %v\n%s", caught, debug.Stack())
		}
	}()
	x := p.providers[w.Provider]
	if w.Ref == "" {
		if w.Operation != Begin {
			return provider.Charge{State: provider.Nothing}, w, nil // nobody ever knew the charge: nothing can come of it
		}
		if w, err = p.begin(ctx, x, w); err != nil {
			return c, w, err
		}
	}
	c, err = p.step(ctx, x, w)
	return c, w, err
}

// step makes the one call that w's operation needs. After a first try it looks before it asks again, and afterwards
// too: a repeated key gives its first answer, which may be an old one.
func (p *Payments) step(ctx context.Context, x provider.Provider, w Work) (c provider.Charge, err error) {
	c = provider.Charge{Ref: w.Ref, State: w.Charge}
	again := w.Tries > 1 || w.Operation == Look || w.Operation == GiveBack
	if again {
		if c, err = p.lookup(ctx, x, w.Ref); err != nil {
			return c, err
		}
	}
	ask := calls[w.Operation][c.State]
	if ask == noCall && again {
		return c, nil
	}
	if ask != noCall {
		switch c, err = p.ask(ctx, x, w, ask, c); {
		case err == nil && !again:
			return c, nil
		case err != nil && !answered(err):
			return c, err
		case err != nil && provider.ClassOf(err) == provider.Invalid:
			p.log.ErrorContext(ctx, "provider refuses a call", "payment", w.PaymentID, "operation", w.Operation, "err", err)
		}
	}
	return p.lookup(ctx, x, w.Ref)
}

// answered reports that a failed call was decided by the provider: Lookup shows how.
func answered(err error) bool {
	class := provider.ClassOf(err)
	return class == provider.Refused || class == provider.Invalid
}

// begin opens the charge and stores its reference.
func (p *Payments) begin(ctx context.Context, x provider.Provider, w Work) (Work, error) {
	c, err := measured(ctx, p, x, "begin", func(ctx context.Context) (provider.Charge, error) {
		return x.Begin(ctx, w.key("begin"), w.want())
	})
	if err != nil {
		return w, err
	}
	w, err = storeRef(ctx, p.db, w, c, p.lease())
	if errors.Is(err, postgres.ErrNoRows) {
		return w, errLeaseLost
	}
	return w, err
}

func (p *Payments) lookup(ctx context.Context, x provider.Provider, ref string) (provider.Charge, error) {
	return measured(ctx, p, x, "lookup", func(ctx context.Context) (provider.Charge, error) { return x.Lookup(ctx, ref) })
}

// ask makes one call on a charge that was last seen as c.
func (p *Payments) ask(ctx context.Context, x provider.Provider, w Work, what call, c provider.Charge) (provider.Charge, error) {
	var do func(context.Context) (provider.Charge, error)
	key := w.key(string(what))
	switch what {
	case callConfirm:
		do = func(ctx context.Context) (provider.Charge, error) { return x.Confirm(ctx, key, w.Ref) }
	case callCapture:
		do = func(ctx context.Context) (provider.Charge, error) { return x.Capture(ctx, key, w.Ref) }
	case callVoid:
		do = func(ctx context.Context) (provider.Charge, error) { return x.Void(ctx, key, w.Ref) }
	case callClose:
		do = func(ctx context.Context) (provider.Charge, error) { return x.Close(ctx, key, w.Ref) }
	case callRefund:
		id, amount := w.key("give_back"), c.Captured-c.Refunded
		if w.Operation == Refund {
			g, pending, err := pendingRefund(ctx, p.db, w.PaymentID, w.Number)
			if err != nil {
				return c, err
			}
			if !pending {
				return p.lookup(ctx, x, w.Ref)
			}
			id, amount = g.ID, g.Amount
		}
		do = func(ctx context.Context) (provider.Charge, error) { return x.Refund(ctx, id, w.Ref, amount) }
	}
	return measured(ctx, p, x, string(what), do)
}

// measured runs one call under the provider's time-out and counts how it ended.
func measured(ctx context.Context, p *Payments, x provider.Provider, what string, do func(context.Context) (provider.Charge, error)) (provider.Charge, error) {
	ctx, cancel := context.WithTimeout(ctx, p.timeout)
	defer cancel()
	began := time.Now()
	c, err := do(ctx)
	p.metrics.called(x.Name(), what, err, time.Since(began))
	return c, err
}

// postpone gives the lease back after a call that did not succeed; an unknown outcome stays what it was.
func (p *Payments) postpone(ctx context.Context, w Work, asked Operation, cause error, stopping bool) {
	wait := time.Duration(backOff(250*time.Millisecond, 15*time.Second, w.Tries))
	if stopping {
		wait = 0 // whoever starts next goes on at once
	} else {
		p.log.WarnContext(ctx, "provider call postponed", "payment", w.PaymentID, "operation", asked, "tries", w.Tries, "err", cause)
	}
	err := p.db.InTx(ctx, func(tx postgres.Tx) error {
		if err := postponeWork(ctx, tx, w, wait); err != nil || w.Tries > journalTries || stopping {
			return err
		}
		return journal.Add(ctx, tx, w.OrderID, "payment_retry", fmt.Sprintf("%s of attempt %d: outcome %s, try %d", asked, w.Number, provider.ClassOf(cause), w.Tries))
	})
	if err != nil {
		p.log.WarnContext(ctx, "cannot give a lease back, it will end by itself", "payment", w.PaymentID, "err", err)
	}
}

// journalTries is how many fruitless tries of one operation the saga view shows.
const journalTries = 5
