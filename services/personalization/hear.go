package personalization

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres"
)

// maxOrdered bounds how many products of an order are paired: 20 make 380 pairs.
const maxOrdered = 20

// productChanged keeps the copy of the catalogue; an older snapshot changes nothing.
func (p *Profiles) productChanged(ctx context.Context, tx postgres.Tx, _ events.Meta, e events.Product) error {
	product := copied(e)
	skus := make([]string, len(product.Variants))
	for i, v := range product.Variants {
		skus[i] = v.SKU
	}
	err := postgres.Pipeline(ctx, tx, func(tx postgres.Tx) error {
		return errors.Join(lockStock(ctx, tx, skus), saveProduct(ctx, tx, product), refreshSellable(ctx, tx, &product.ID, skus))
	})
	if err != nil {
		return fmt.Errorf("keep product %s: %w", e.ID, err)
	}
	return nil
}

// stockChanged keeps the copy of what is available; an older one changes nothing.
func (p *Profiles) stockChanged(ctx context.Context, tx postgres.Tx, _ events.Meta, s events.Stock) error {
	err := postgres.Pipeline(ctx, tx, func(tx postgres.Tx) error {
		return errors.Join(saveStock(ctx, tx, s), refreshSellable(ctx, tx, nil, []string{s.SKU}))
	})
	if err != nil {
		return fmt.Errorf("keep stock: %w", err)
	}
	return nil
}

// orderConfirmed counts what was bought, and bought together, once for each order.
func (p *Profiles) orderConfirmed(ctx context.Context, tx postgres.Tx, m events.Meta, o events.Order) error {
	products := ordered(o)
	err := postgres.Pipeline(ctx, tx, func(tx postgres.Tx) error {
		return errors.Join(awaitTally(ctx, tx), countOrder(ctx, tx, o.ID, o.UserID, products, happened(m)), trimPairs(ctx, tx, products))
	})
	if err != nil {
		return fmt.Errorf("count order %s: %w", o.ID, err)
	}
	return nil
}

// orderCancelled takes back what orderConfirmed counted, or keeps it from counting: nothing was bought.
func (p *Profiles) orderCancelled(ctx context.Context, tx postgres.Tx, m events.Meta, o events.Cancelled) error {
	err := postgres.Pipeline(ctx, tx, func(tx postgres.Tx) error {
		return errors.Join(awaitTally(ctx, tx), uncountOrder(ctx, tx, o.ID, happened(m)))
	})
	if err != nil {
		return fmt.Errorf("take order %s back: %w", o.ID, err)
	}
	return nil
}

// ordered lists the products of an order, each once, up to maxOrdered.
func ordered(o events.Order) []string {
	products, seen := []string{}, map[string]bool{}
	for _, l := range o.Lines {
		if !seen[l.ProductID] && len(products) < maxOrdered {
			seen[l.ProductID] = true
			products = append(products, l.ProductID)
		}
	}
	return products
}

// happened is when an event's change was; another machine's clock may be ahead.
func happened(m events.Meta) time.Time {
	if now := time.Now(); m.Time.After(now) {
		return now
	}
	return m.Time
}

// userMerged gives an account what it did and wished for as a guest.
func (p *Profiles) userMerged(ctx context.Context, tx postgres.Tx, _ events.Meta, m events.UserMerge) error {
	if err := moveUser(ctx, tx, m.From, m.To); err != nil {
		return fmt.Errorf("move history: %w", err)
	}
	return nil
}

// userErased forgets who asked to be forgotten.
func (p *Profiles) userErased(ctx context.Context, tx postgres.Tx, _ events.Meta, u events.UserID) error {
	if err := deleteUser(ctx, tx, u.ID); err != nil {
		return fmt.Errorf("forget user: %w", err)
	}
	return nil
}
