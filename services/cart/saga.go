package cart

import (
	"context"
	"fmt"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/journal"
	"github.com/askcart/askcart/shared/postgres"
)

// productChanged keeps the copy of the catalogue; an older snapshot changes nothing.
func (c *Carts) productChanged(ctx context.Context, tx postgres.Tx, _ events.Meta, p events.Product) error {
	if err := saveProduct(ctx, tx, p.ID, p.Version, variants(p)); err != nil {
		return fmt.Errorf("keep product %s: %w", p.ID, err)
	}
	return nil
}

// stockChanged keeps the copy of what is available; an older one changes nothing.
func (c *Carts) stockChanged(ctx context.Context, tx postgres.Tx, _ events.Meta, s events.Stock) error {
	if err := saveStock(ctx, tx, s); err != nil {
		return fmt.Errorf("keep stock: %w", err)
	}
	return nil
}

// orderConfirmed takes what was bought out of the cart it was ordered from, once, and leaves what was added since. The
// cart must be the buyer's: whoever orders names it, and could name anyone's.
func (c *Carts) orderConfirmed(ctx context.Context, tx postgres.Tx, _ events.Meta, o events.Order) error {
	fresh, err := insertCheckout(ctx, tx, o.ID)
	if err != nil || !fresh {
		return err
	}
	owner, ok, err := findOwner(ctx, tx, o.CartID, o.UserID)
	if err != nil || !ok {
		return err
	}
	found, _, err := lockCarts(ctx, tx, []string{owner}, "")
	if err != nil {
		return err
	}
	before, ok := found[owner]
	if !ok {
		return nil
	}
	after := before.copied()
	after.Subtract(o.Lines)
	if difference(before, after).none() {
		return nil
	}
	if err := save(ctx, tx, before, &after); err != nil {
		return err
	}
	return journal.Add(ctx, tx, o.ID, "cart_reduced", fmt.Sprintf("cart %s, now version %d with %d lines", after.ID, after.Version, len(after.Lines)))
}

// userMerged adds the guest's cart to the account's, unless a request of the account already did.
func (c *Carts) userMerged(ctx context.Context, tx postgres.Tx, _ events.Meta, m events.UserMerge) error {
	found, _, err := lockCarts(ctx, tx, []string{m.From, m.To}, "")
	if err != nil {
		return err
	}
	_, _, err = unite(ctx, tx, found, m.From, m.To)
	return err
}

// userErased forgets the cart of whoever asked to be forgotten.
func (c *Carts) userErased(ctx context.Context, tx postgres.Tx, _ events.Meta, u events.UserID) error {
	return deleteCartOf(ctx, tx, u.ID)
}
