package orchestrator

import (
	"context"
	"fmt"

	"github.com/askcart/askcart/shared/changes"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres"
)

// productChanged keeps the copy of the catalogue; an older snapshot changes nothing.
func (s *Search) productChanged(ctx context.Context, tx postgres.Tx, _ events.Meta, p events.Product) error {
	newer, err := saveDocument(ctx, tx, p)
	if err != nil || !newer {
		return err
	}
	return changes.Add(ctx, tx, changedProduct, p.ID)
}

// stockChanged keeps the copy of what is available; an older one changes nothing.
func (s *Search) stockChanged(ctx context.Context, tx postgres.Tx, _ events.Meta, e events.Stock) error {
	newer, err := saveStock(ctx, tx, e)
	if err != nil || !newer {
		return err
	}
	return changes.Add(ctx, tx, changedStock, e.SKU)
}

// reviewChanged keeps the copy of a review; events of one product keep their order.
func (s *Search) reviewChanged(ctx context.Context, tx postgres.Tx, _ events.Meta, r events.Review) error {
	if err := saveReview(ctx, tx, r); err != nil {
		return fmt.Errorf("keep review %s: %w", r.ID, err)
	}
	return nil
}

// behaviourRecorded counts a click on a result of a query.
func (s *Search) behaviourRecorded(ctx context.Context, tx postgres.Tx, _ events.Meta, b events.Behaviour) error {
	if query := normalised(b.Query); b.Kind == "click" && query != "" {
		return countClick(ctx, tx, query, b.At)
	}
	return nil
}
