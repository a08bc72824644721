package notification

import (
	"context"
	"fmt"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres"
)

// productChanged keeps the copy of the catalogue and fires what waited for the change. An older snapshot changes nothing;
// SKUs that a newer one does not name any more are not sold.
func (n *Notices) productChanged(ctx context.Context, tx postgres.Tx, _ events.Meta, p events.Product) error {
	named := map[string]events.Variant{}
	skus := make([]string, 0, len(p.Variants))
	for _, v := range p.Variants {
		named[v.SKU] = v
		skus = append(skus, v.SKU)
	}
	newer, err := saveProduct(ctx, tx, p.ID, p.Version)
	if err != nil || !newer {
		return err
	}
	if err := dropOthers(ctx, tx, p.ID, skus); err != nil {
		return fmt.Errorf("take off sale: %w", err)
	}
	before, err := lockVariants(ctx, tx, skus)
	if err != nil {
		return fmt.Errorf("lock SKUs of %s: %w", p.ID, err)
	}
	after := make([]Variant, len(before))
	for i, v := range before {
		after[i] = v.merge(p, named[v.SKU])
	}
	if err := saveVariants(ctx, tx, p.ID, after); err != nil {
		return fmt.Errorf("keep product %s: %w", p.ID, err)
	}
	return fire(ctx, tx, before, after)
}

// stockChanged keeps the copy of what is available and fires what waited for the change.
func (n *Notices) stockChanged(ctx context.Context, tx postgres.Tx, _ events.Meta, s events.Stock) error {
	before, err := lockVariants(ctx, tx, []string{s.SKU})
	if err != nil {
		return fmt.Errorf("lock SKU: %w", err)
	}
	if s.Version <= before[0].StockVersion {
		return nil
	}
	after := before[0]
	after.Available, after.StockVersion = s.Available, s.Version
	if err := saveStock(ctx, tx, after); err != nil {
		return fmt.Errorf("keep stock: %w", err)
	}
	return fire(ctx, tx, before, []Variant{after})
}

// fire marks the alerts that waited for a change; workers tell their owners, of whom a popular SKU has many.
func fire(ctx context.Context, tx postgres.Tx, before, after []Variant) error {
	for i := range after {
		if before[i].same(after[i]) {
			continue
		}
		all, err := waitingFor(ctx, tx, after[i].SKU)
		if err != nil {
			return fmt.Errorf("find alerts: %w", err)
		}
		var ids []string
		var say []details
		for _, w := range all {
			if d, ok := w.fires(before[i], after[i]); ok {
				ids, say = append(ids, w.ID), append(say, d)
			}
		}
		if err := markFired(ctx, tx, ids, say); err != nil {
			return fmt.Errorf("fire alerts: %w", err)
		}
	}
	return nil
}
