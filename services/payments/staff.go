package payments

import (
	"context"
	"fmt"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/idempotency"
	"github.com/askcart/askcart/shared/journal"
	"github.com/askcart/askcart/shared/postgres"
)

// Refund gives money of a payment back, once for each key. It returns the status to answer with: a repeated key gets
// the first answer.
func (p *Payments) Refund(ctx context.Context, staffID, key, id string, w RefundWish) (int, RefundView, error) {
	ask := idempotency.Request{UserID: staffID, Route: "refund-payment " + id, Key: key, Body: w}
	status, made, _, err := idempotency.Do(ctx, p.db, ask, func(ctx context.Context, tx postgres.Tx) (int, RefundView, error) {
		pay, err := lockPayment(ctx, tx, id)
		if err != nil {
			return 0, RefundView{}, err
		}
		left, err := p.left(ctx, tx, pay)
		if err != nil {
			return 0, RefundView{}, err
		}
		amount, err := w.of(pay, left)
		if err != nil {
			return 0, RefundView{}, err
		}
		g, err := p.refund(ctx, tx, pay, GivenBack{ID: events.NewID(), Amount: amount, Reason: w.Reason})
		return created, g.view(pay.Currency), err
	})
	if err != nil {
		return 0, RefundView{}, fmt.Errorf("refund payment %s: %w", id, err)
	}
	return status, made, nil
}

// created is the HTTP status of a new refund.
const created = 201

// left is how much of a captured payment may still be given back.
func (p *Payments) left(ctx context.Context, tx postgres.Tx, pay Payment) (int64, error) {
	if pay.Status != Captured {
		return 0, nil
	}
	sum, err := promised(ctx, tx, pay.ID)
	return pay.Captured - sum, err
}

// refund writes a refund of a payment that the caller has locked, and has it done. Above what is left it is
// ErrRefundAboveCaptured.
func (p *Payments) refund(ctx context.Context, tx postgres.Tx, pay Payment, g GivenBack) (GivenBack, error) {
	left, err := p.left(ctx, tx, pay)
	if err != nil {
		return GivenBack{}, err
	}
	if g.Amount <= 0 || g.Amount > left {
		return GivenBack{}, ErrRefundAboveCaptured
	}
	g.PaymentID, g.Attempt = pay.ID, pay.Attempt
	if g, err = insertRefund(ctx, tx, g); err != nil {
		return GivenBack{}, err
	}
	if err := journal.Add(ctx, tx, pay.OrderID, "refund_asked", pay.money(g.Amount).String()); err != nil {
		return GivenBack{}, err
	}
	all := g.Amount == left
	if _, err := p.advance(ctx, tx, pay, Event{Kind: RefundAsked, All: all}, func(*Payment) {}); err != nil {
		return GivenBack{}, err
	}
	if all {
		return g, nil // the transition has assigned it
	}
	return g, assign(ctx, tx, pay, pay.Attempt, Refund, true, originOf(ctx))
}
