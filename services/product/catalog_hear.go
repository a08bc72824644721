package product

import (
	"context"
	"fmt"
	"slices"

	"github.com/askcart/askcart/shared/changes"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres"
)

// stockChanged keeps what can be bought of a SKU. An older or repeated version has no effect, and no product's version
// rises by it.
func (c *Catalog) stockChanged(ctx context.Context, tx postgres.Tx, _ events.Meta, s events.Stock) error {
	flip, err := writeStock(ctx, tx, s)
	if err != nil {
		return fmt.Errorf("write stock: %w", err)
	}
	if flip == 0 {
		return nil
	}
	products, err := flipListings(ctx, tx, s.SKU, flip)
	if err != nil {
		return fmt.Errorf("write availability: %w", err)
	}
	return changes.Add(ctx, tx, changedProduct, slices.Compact(products)...)
}

// orderConfirmed remembers who bought what; reviews written before that become those of a buyer.
func (c *Catalog) orderConfirmed(ctx context.Context, tx postgres.Tx, _ events.Meta, o events.Order) error {
	products := []string{}
	for _, l := range o.Lines {
		products = append(products, l.ProductID)
	}
	if err := addPurchases(ctx, tx, o.UserID, products); err != nil {
		return fmt.Errorf("write purchases: %w", err)
	}
	verified, err := verifyReviews(ctx, tx, o.UserID, products)
	if err != nil {
		return fmt.Errorf("verify reviews: %w", err)
	}
	return sendReviews(ctx, tx, verified)
}

// userChanged keeps what to call the author of a review.
func (c *Catalog) userChanged(ctx context.Context, tx postgres.Tx, _ events.Meta, u events.User) error {
	return nameShopper(ctx, tx, u.ID, shownName(u.Name))
}

// userMerged gives an account what it bought and wrote as a guest.
func (c *Catalog) userMerged(ctx context.Context, tx postgres.Tx, _ events.Meta, m events.UserMerge) error {
	return moveShopper(ctx, tx, m.From, m.To)
}

// userErased removes a person's name and id from reviews; the stars stay.
func (c *Catalog) userErased(ctx context.Context, tx postgres.Tx, _ events.Meta, u events.UserID) error {
	return forgetShopper(ctx, tx, u.ID)
}
