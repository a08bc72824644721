package order

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/askcart/askcart/services/order/pricing"
	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/changes"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/idempotency"
	"github.com/askcart/askcart/shared/journal"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/outbox"
	"github.com/askcart/askcart/shared/postgres"
)

const (
	placeRoute = "place-order" // scope of idempotency keys
	created    = 201
	locale     = "en" // the shop speaks English only
)

// Orders is the service: every way in, by HTTP, by event or by the deadline, ends in one of its methods.
type Orders struct {
	db      *postgres.DB
	changes *changes.Hub
	log     *slog.Logger
	meter   *meter

	currency                  money.Currency // of a request that names none
	rates                     pricing.Rates
	deadline, shopperDeadline time.Duration // from placing
	sweepEvery, patience      time.Duration
}

// Quote tells what lines cost now and what an order of them would fail by. It changes nothing.
func (o *Orders) Quote(ctx context.Context, e Enquiry) (Quote, error) {
	if err := e.check(); err != nil {
		return Quote{}, err
	}
	return o.quote(ctx, o.db, e)
}

func (o *Orders) quote(ctx context.Context, q postgres.Querier, e Enquiry) (Quote, error) {
	if e.Currency == "" {
		e.Currency = o.currency
	}
	coupon, err := usableCoupon(ctx, q, e.Coupon)
	if err != nil {
		return Quote{}, err
	}
	skus := make([]string, len(e.Lines))
	for i, l := range e.Lines {
		skus[i] = l.SKU
	}
	catalogue, err := findOffers(ctx, q, skus)
	if err != nil {
		return Quote{}, fmt.Errorf("find offers: %w", err)
	}
	return quote(e, catalogue, coupon, o.rates)
}

// Place makes an order of d, once for each key: the same key and body get the first answer again. It
// answers with the HTTP status to give.
//
// Checks run in this order: rules of d (422), unknown SKU, method or coupon (422), expected total
// (ErrPriceChanged with the new quote), a live order of the same cart version (ErrOrdered with its id),
// shortages the shop knows of (ErrOutOfStock with them). None of these stores anything.
func (o *Orders) Place(ctx context.Context, key string, d Draft) (int, Order, error) {
	if err := d.check(); err != nil {
		return 0, Order{}, err
	}
	caller := auth.From(ctx)
	request := idempotency.Request{UserID: caller.UserID, Route: placeRoute, Key: key, Body: d}
	status, placed, replayed, err := idempotency.Do(ctx, o.db, request,
		func(ctx context.Context, tx postgres.Tx) (int, Order, error) {
			placed, err := o.place(ctx, tx, caller, d)
			return created, placed, err
		})
	if err != nil {
		return 0, Order{}, fmt.Errorf("place an order of cart %s: %w", d.CartID, err)
	}
	if !replayed {
		o.meter.reached(Pending)
	}
	return status, placed, nil
}

func (o *Orders) place(ctx context.Context, tx postgres.Tx, caller auth.Identity, d Draft) (Order, error) {
	q, err := o.quote(ctx, tx, d.enquiry())
	if err != nil {
		return Order{}, err
	}
	if q.Totals.Total != d.ExpectedTotal {
		return Order{}, ErrPriceChanged.With("quote", q)
	}
	if len(q.Problems) > 0 {
		return Order{}, o.cannotFill(ctx, tx, caller, d, q)
	}
	placed, err := o.insert(ctx, tx, placement{
		id: events.NewID(), userID: caller.UserID, owners: caller.Owners(), locale: locale,
		draft: d, quote: q, deadline: o.deadline,
	})
	if err != nil {
		return Order{}, err
	}
	if err := useCoupon(ctx, tx, d.Coupon); err != nil {
		return Order{}, err
	}
	if _, err := outbox.Add(ctx, tx, events.OrderCreated, placed.ID, placed.event()); err != nil {
		return Order{}, err
	}
	return placed, journal.Add(ctx, tx, placed.ID, "placed", placed.Number+", "+placed.Totals.Total.String())
}

// insert writes the order, or tells which live one its cart version has. It looks twice, because the live
// one may be cancelled between finding that it is in the way and asking for its id.
func (o *Orders) insert(ctx context.Context, tx postgres.Tx, p placement) (Order, error) {
	for range 2 {
		placed, ok, err := insertOrder(ctx, tx, p)
		if err != nil || ok {
			return placed, err
		}
		live, err := liveOrder(ctx, tx, p.owners, p.draft.CartID, p.draft.CartVersion)
		if err != nil || live != "" {
			return Order{}, errorOr(err, ErrOrdered.With("order_id", live))
		}
	}
	return Order{}, ErrOrdered.After(time.Second)
}

// cannotFill says why there is no order: who ordered the last piece in another tab wants to see that order,
// not a shortage.
func (o *Orders) cannotFill(ctx context.Context, tx postgres.Tx, caller auth.Identity, d Draft, q Quote) error {
	live, err := liveOrder(ctx, tx, caller.Owners(), d.CartID, d.CartVersion)
	if err != nil {
		return err
	}
	if live != "" {
		return ErrOrdered.With("order_id", live)
	}
	return ErrOutOfStock.With("shortages", q.shortages())
}

func errorOr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}
