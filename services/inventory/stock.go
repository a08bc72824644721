package inventory

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/idempotency"
	"github.com/askcart/askcart/shared/postgres"
)

// Stock is the service: every way in, by HTTP or by event, ends in one of its methods (those of events are in
// saga.go and seed.go).
type Stock struct{ db *postgres.DB }

// Level returns the stock of a SKU, or ErrNotFound.
func (s *Stock) Level(ctx context.Context, sku string) (Level, error) {
	levels, err := s.Levels(ctx, []string{sku})
	if err == nil && len(levels) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Level{}, err
	}
	return levels[0], nil
}

// Levels returns the stock of each SKU once, sorted by SKU; unknown ones are absent.
func (s *Stock) Levels(ctx context.Context, skus []string) ([]Level, error) {
	skus = slices.DeleteFunc(slices.Clone(skus), func(sku string) bool { return !possible(sku) })
	levels, err := findLevels(ctx, s.db, skus)
	if err != nil {
		return nil, fmt.Errorf("levels of %d SKUs: %w", len(skus), err)
	}
	return levels, nil
}

// Count sets what is on hand of a SKU, as counted by staff. It answers ErrNotFound, or ErrBelowReserved when
// orders hold more than that; counting what is there already changes nothing.
func (s *Stock) Count(ctx context.Context, sku string, onHand int64) (Level, error) {
	var l Level
	err := s.db.InTx(ctx, func(tx postgres.Tx) (err error) {
		l, err = s.correct(ctx, tx, sku, reasonCounted, func(Level) int64 { return onHand })
		return err
	})
	return l, err
}

// Adjust adds delta pieces, once for each key: the same key and adjustment answer as the first time, and again is
// true. The errors are those of Count, ErrNoDelta, ErrOutOfRange, and idempotency's.
func (s *Stock) Adjust(ctx context.Context, sku, key string, a Adjustment) (status int, out Availability, err error) {
	if a.Delta == 0 {
		return 0, out, ErrNoDelta
	}
	request := idempotency.Request{
		UserID: auth.From(ctx).UserID, Route: "adjust-stock", Key: key,
		Body: struct {
			SKU string
			Adjustment
		}{sku, a},
	}
	status, out, _, err = idempotency.Do(ctx, s.db, request, func(ctx context.Context, tx postgres.Tx) (int, Availability, error) {
		l, err := s.correct(ctx, tx, sku, a.Reason, func(l Level) int64 { return l.OnHand + a.Delta })
		return 200, l.full(), err
	})
	return status, out, err
}

// correct brings what is on hand of a SKU to what to says of its present level.
func (s *Stock) correct(ctx context.Context, tx postgres.Tx, sku, reason string, to func(Level) int64) (Level, error) {
	if !possible(sku) {
		return Level{}, ErrNotFound
	}
	l, err := lockLevel(ctx, tx, sku)
	if err != nil {
		return Level{}, err
	}
	move, err := l.count(to(l))
	if err != nil || move.OnHand == 0 {
		return l, err
	}
	after, err := moveStock(ctx, tx, []Level{l}, []Move{move}, cause{reason: reason, actor: auth.From(ctx).UserID})
	if err != nil {
		return Level{}, fmt.Errorf("correct stock: %w", err)
	}
	return after[0], nil
}

// Movements returns up to limit movements of a SKU before the one with the id before (0: from the newest), newest
// first, or ErrNotFound.
func (s *Stock) Movements(ctx context.Context, sku string, before int64, limit int) ([]Movement, error) {
	if _, err := s.Level(ctx, sku); err != nil {
		return nil, err
	}
	if before <= 0 {
		before = math.MaxInt64
	}
	return listMovements(ctx, s.db, sku, before, limit)
}
