package personalization

import (
	"context"
	"fmt"
	"time"

	"github.com/askcart/askcart/shared/postgres"
)

const (
	tallyEvery   = 500 * time.Millisecond
	tallyPortion = 1000 // acts counted in one transaction
	sweepEvery   = time.Hour
	sweepPortion = 10_000
	keepOrders   = 365 * 24 * time.Hour
)

// tally counts what shoppers did, a moment after they did it, until ctx ends. Recording stays quick that way, and many
// acts are counted in one statement. Of several replicas one counts at a time.
func (p *Profiles) tally(ctx context.Context) error {
	return p.every(ctx, tallyEvery, "count behaviour", p.count)
}

// sweep deletes what is too old to keep, until ctx ends.
func (p *Profiles) sweep(ctx context.Context) error {
	return p.every(ctx, sweepEvery, "delete old behaviour", p.forget)
}

// every does something now and after each pause until ctx ends; what fails is done again after the next pause.
func (p *Profiles) every(ctx context.Context, pause time.Duration, what string, do func(context.Context) error) error {
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for {
		if err := do(ctx); err != nil && ctx.Err() == nil {
			p.log.WarnContext(ctx, "background work failed", "work", what, "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// count empties the queue, portion by portion.
func (p *Profiles) count(ctx context.Context) error {
	for {
		var done counted
		err := p.db.InTx(ctx, func(tx postgres.Tx) error {
			mine, err := claimTally(ctx, tx)
			if err != nil || !mine {
				return err
			}
			if done, err = countActs(ctx, tx, tallyPortion); err != nil {
				return fmt.Errorf("count acts: %w", err)
			}
			return trimPairs(ctx, tx, done.Products)
		})
		if err != nil || done.Acts < tallyPortion {
			return err
		}
	}
}

// forget deletes raw behaviour after keepFor and orders after a year, portion by portion. What they added to scores stays,
// and fades.
func (p *Profiles) forget(ctx context.Context) error {
	for table, age := range map[string]time.Duration{"behaviour": keepFor, "purchase": keepOrders} {
		for deleted := int64(sweepPortion); deleted == sweepPortion; {
			var err error
			if deleted, err = deleteOld(ctx, p.db, table, age, sweepPortion); err != nil {
				return fmt.Errorf("delete old rows of %s: %w", table, err)
			}
		}
	}
	return nil
}
