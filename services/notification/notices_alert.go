package notification

import (
	"context"
	"fmt"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
)

// Watch makes an alert for the caller, or returns the one that waits for the same already. A price_drop remembers the
// price of this moment. ErrSKU, ErrNoPrice, ErrTooMany.
func (n *Notices) Watch(ctx context.Context, w Wish) (Alert, error) {
	var made Alert
	err := n.db.InTx(ctx, func(tx postgres.Tx) error {
		who, err := reader(ctx, tx, auth.From(ctx).UserID)
		if err != nil {
			return err
		}
		if who.Erased {
			return auth.ErrUnauthorized
		}
		v, ok, err := seeVariant(ctx, tx, w.SKU)
		if err != nil {
			return err
		}
		if !ok || !v.OnSale {
			return ErrSKU
		}
		price, err := n.remembered(v, w)
		if err != nil {
			return err
		}
		made, err = insertAlert(ctx, tx, who.UserID, Alert{ID: events.NewID(), SKU: w.SKU, Kind: w.Kind, Price: price})
		return err
	})
	if err != nil {
		return Alert{}, fmt.Errorf("watch: %w", err)
	}
	return made, nil
}

// remembered is the price that a wish compares with later, or nil.
func (n *Notices) remembered(v Variant, w Wish) (*money.Money, error) {
	if w.Kind != PriceDrop {
		if w.Currency != "" {
			return nil, errNoUse
		}
		return nil, nil
	}
	in := w.Currency
	if in == "" {
		in = n.currency
	}
	price, ok := v.priceIn(in)
	if !ok {
		return nil, ErrNoPrice
	}
	return &price, nil
}

// Watching lists the caller's alerts that wait, newest first; there are at most maxAlerts of each owner.
func (n *Notices) Watching(ctx context.Context) ([]Alert, error) {
	all, err := listAlerts(ctx, n.db, auth.From(ctx).Owners())
	if err != nil {
		return nil, fmt.Errorf("list alerts: %w", err)
	}
	return all, nil
}

// Unwatch ends one of the caller's alerts. ErrNoAlert when it is not the caller's, or does not wait any more.
func (n *Notices) Unwatch(ctx context.Context, id string) error {
	ok, err := deleteAlert(ctx, n.db, id, auth.From(ctx).Owners())
	if err == nil && !ok {
		err = ErrNoAlert
	}
	if err != nil {
		return fmt.Errorf("end alert: %w", err)
	}
	return nil
}
