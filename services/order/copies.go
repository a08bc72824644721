package order

import (
	"context"
	"fmt"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres"
)

// productChanged keeps the copy of names, prices and what is on sale.
func (o *Orders) productChanged(ctx context.Context, tx postgres.Tx, _ events.Meta, p events.Product) error {
	if err := saveProduct(ctx, tx, p); err != nil {
		return fmt.Errorf("copy product %s: %w", p.ID, err)
	}
	return nil
}

// stockChanged keeps the copy of what can be bought.
func (o *Orders) stockChanged(ctx context.Context, tx postgres.Tx, _ events.Meta, s events.Stock) error {
	if err := saveStock(ctx, tx, s); err != nil {
		return fmt.Errorf("copy stock of %s: %w", s.SKU, err)
	}
	return nil
}

// userMerged moves a guest's orders to the account that the guest turned out to have.
func (o *Orders) userMerged(ctx context.Context, tx postgres.Tx, _ events.Meta, m events.UserMerge) error {
	if m.From == m.To {
		return nil
	}
	if err := moveOrders(ctx, tx, m.From, m.To); err != nil {
		return fmt.Errorf("move orders to %s: %w", m.To, err)
	}
	return nil
}
