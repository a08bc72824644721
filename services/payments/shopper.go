package payments

import (
	"context"
	"fmt"
	"slices"

	"github.com/askcart/askcart/services/payments/internal/provider"
	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/pan"
	"github.com/askcart/askcart/shared/postgres"
)

// RetryWish is how the shopper wants to pay after a decline.
type RetryWish struct {
	Provider string `json:"provider" enum:"sandbox,stripe,razorpay,cod"`
	Method   string `json:"method" maxLength:"64" doc:"A method or token of the provider, never a card number"`
}

// OfOrder lists an order's payment for its owner or for staff; for anybody else, and before the payment is known,
// the list is empty. Secrets are for the owner only.
func (p *Payments) OfOrder(ctx context.Context, who auth.Identity, orderID string) ([]View, error) {
	found, err := paymentOfOrder(ctx, p.db, orderID)
	if err != nil {
		return nil, fmt.Errorf("payment of order %s: %w", orderID, err)
	}
	found = slices.DeleteFunc(found, func(pay Payment) bool { return !who.Owns(pay.UserID) && !who.Staff() })
	return p.views(ctx, who, found...)
}

// own returns a payment of who, or ErrNotFound.
func (p *Payments) own(ctx context.Context, who auth.Identity, id string) (Payment, error) {
	pay, err := findPayment(ctx, p.db, id)
	if err == nil && !who.Owns(pay.UserID) {
		err = ErrNotFound
	}
	return pay, err
}

// Refresh asks the provider where the payment stands, after the shopper did something there.
func (p *Payments) Refresh(ctx context.Context, who auth.Identity, id string) (View, error) {
	pay, err := p.own(ctx, who, id)
	if err != nil {
		return View{}, err
	}
	if pay, err = p.look(ctx, pay); err != nil {
		return View{}, err
	}
	return p.view(ctx, who, pay)
}

// look settles what the provider shows of the current attempt now. An answer that does not come changes nothing.
func (p *Payments) look(ctx context.Context, pay Payment) (Payment, error) {
	if pay.Attempt == 0 || p.providers[pay.Provider] == nil {
		return pay, nil
	}
	seen, err := findTrack(ctx, p.db, pay.ID, pay.Attempt)
	if err != nil || seen.Ref == "" {
		return pay, err
	}
	c, err := p.lookup(ctx, p.providers[pay.Provider], seen.Ref)
	if err != nil {
		p.log.WarnContext(ctx, "cannot look a payment up", "payment", pay.ID, "err", err)
		return pay, nil
	}
	return p.settle(ctx, target{paymentID: pay.ID, number: pay.Attempt}, c)
}

// Challenge passes or fails the challenge that the payment waits for.
func (p *Payments) Challenge(ctx context.Context, who auth.Identity, id string, passed bool) (View, error) {
	pay, err := p.own(ctx, who, id)
	if err != nil {
		return View{}, err
	}
	x, ok := p.providers[pay.Provider].(provider.Challenger)
	if !ok || pay.Status != RequiresAction {
		return View{}, ErrNoChallenge
	}
	seen, err := findTrack(ctx, p.db, pay.ID, pay.Attempt)
	if err != nil {
		return View{}, fmt.Errorf("challenge of payment %s: %w", id, err)
	}
	c, err := x.Challenge(ctx, seen.Ref, passed)
	if err != nil {
		return View{}, fmt.Errorf("challenge of payment %s: %w", id, err)
	}
	if pay, err = p.settle(ctx, target{paymentID: id, number: pay.Attempt}, c); err != nil {
		return View{}, err
	}
	return p.view(ctx, who, pay)
}

// Retry begins another attempt after a decline. The last one is closed at its provider first, and begins only when
// the provider shows that nothing can come of it any more.
func (p *Payments) Retry(ctx context.Context, who auth.Identity, id string, w RetryWish) (View, error) {
	if err := p.mayChoose(w); err != nil {
		return View{}, err
	}
	pay, err := p.own(ctx, who, id)
	if err != nil {
		return View{}, err
	}
	if err := p.closeDeclined(ctx, pay); err != nil {
		return View{}, err
	}
	err = p.db.InTx(ctx, func(tx postgres.Tx) error {
		if pay, err = lockPayment(ctx, tx, id); err != nil {
			return err
		}
		if err := p.retryRefusal(pay); err != nil {
			return err
		}
		return postgres.Pipeline(ctx, tx, func(tx postgres.Tx) error {
			e := Event{Kind: Retried, Plan: p.plan(w.Provider)}
			pay, err = p.advance(ctx, tx, pay, e, func(now *Payment) { now.again(w.Provider, w.Method) })
			return err
		})
	})
	if err != nil {
		return View{}, fmt.Errorf("retry payment %s: %w", id, err)
	}
	return p.view(ctx, who, pay)
}

// mayChoose checks what the shopper chose against what the shop takes.
func (p *Payments) mayChoose(w RetryWish) error {
	x := p.providers[w.Provider]
	switch {
	case pan.Found(w.Method):
		return ErrCardNumberRefused
	case x == nil:
		return ErrProviderUnknown
	case !slices.Contains(x.Methods(), w.Method):
		return ErrMethodUnknown
	}
	return nil
}

// retryRefusal is why no other attempt may begin now, or nil.
func (p *Payments) retryRefusal(pay Payment) error {
	switch s := p.state(pay); {
	case s.mayRetry():
		return nil
	case s.Attempt >= s.Limit && (s.Status == Declined || s.Status == Failed):
		return ErrAttemptsUsedUp
	case s.Status == Declined:
		return ErrNotClosed
	}
	return ErrNotDeclined
}

// closeDeclined closes a declined attempt at its provider and settles what the provider shows then.
func (p *Payments) closeDeclined(ctx context.Context, pay Payment) error {
	x := p.providers[pay.Provider]
	if s := p.state(pay); x == nil || s.Status != Declined || s.Closed {
		return nil
	}
	seen, err := findTrack(ctx, p.db, pay.ID, pay.Attempt)
	if err != nil {
		return fmt.Errorf("close payment %s: %w", pay.ID, err)
	}
	if x.Caps().Closes {
		w := Work{Attempt: seen.Attempt, OrderID: pay.OrderID}
		if _, err := p.ask(ctx, x, w, callClose, provider.Charge{}); err != nil {
			p.log.WarnContext(ctx, "cannot close a declined payment", "payment", pay.ID, "err", err)
		}
	}
	_, err = p.look(ctx, pay)
	return err
}
