package inventory

import (
	"context"
	"fmt"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/outbox"
	"github.com/askcart/askcart/shared/postgres"
)

// productChanged gives every variant a stock row. The initial stock counts only for a SKU without one, so an event
// that comes again does no harm, and a removed variant keeps its row. product_created may come after product_updated,
// they are two topics: then what the earlier version says is put right.
func (s *Stock) productChanged(ctx context.Context, tx postgres.Tx, _ events.Meta, p events.Product) error {
	var skus []string
	var first []int64
	for _, v := range p.Variants {
		if !v.Removed && possible(v.SKU) {
			skus, first = append(skus, v.SKU), append(first, v.InitialStock)
		}
	}
	if len(skus) == 0 {
		return nil
	}
	if err := takeTurn(ctx, tx); err != nil {
		return err
	}
	fresh, err := insertStock(ctx, tx, p.ID, p.Version, skus, first)
	if err != nil {
		return fmt.Errorf("stock of product %s: %w", p.ID, err)
	}
	err = postgres.Pipeline(ctx, tx, func(tx postgres.Tx) error {
		for _, l := range fresh {
			if _, err := outbox.Add(ctx, tx, events.StockChanged, l.SKU, l.event(reasonInitial)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(fresh) == len(skus) {
		return nil
	}
	return correctSeeds(ctx, tx, p, skus, first)
}

// correctSeeds gives SKUs that got their first pieces from a later version of their product those of this one. What
// orders already hold cannot be taken away again.
func correctSeeds(ctx context.Context, tx postgres.Tx, p events.Product, skus []string, first []int64) error {
	late, err := reseed(ctx, tx, p.ID, p.Version, skus, first)
	if err != nil {
		return fmt.Errorf("first stock of product %s: %w", p.ID, err)
	}
	var levels []Level
	var moves []Move
	for _, l := range late {
		if n := max(l.Missing, -l.Available()); n != 0 {
			levels, moves = append(levels, l.Level), append(moves, Move{SKU: l.SKU, OnHand: n})
		}
	}
	_, err = moveStock(ctx, tx, levels, moves, cause{reason: reasonInitial})
	return err
}
