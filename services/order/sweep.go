package order

import (
	"context"
	"fmt"
	"time"

	"github.com/askcart/askcart/shared/postgres"
)

const sweepBatch = 50 // orders cancelled in one transaction

// sweep cancels orders whose deadline has passed, until ctx ends. Several replicas may sweep: each order is
// locked by one and decided by the machine.
//
// While the own relay is blocked nothing is cancelled: the rest of the shop has not even heard of these
// orders. When the broker is back, what piled up is given twice the patience to be answered; so is what
// came while this replica was not there to hear it.
func (o *Orders) sweep(ctx context.Context) error {
	tick := time.NewTicker(o.sweepEvery)
	defer tick.Stop()
	for blockedUntil := time.Now().Add(2 * o.patience); ; {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		blocked, err := o.relayBlocked(ctx)
		switch {
		case err != nil:
		case blocked:
			blockedUntil = time.Now().Add(2 * o.patience)
		case time.Now().After(blockedUntil):
			err = o.cancelOverdue(ctx)
		}
		if err != nil && ctx.Err() == nil {
			o.log.WarnContext(ctx, "cannot sweep overdue orders", "err", err)
		}
	}
}

func (o *Orders) relayBlocked(ctx context.Context) (bool, error) {
	age, err := oldestUnsent(ctx, o.db)
	if err != nil {
		return false, fmt.Errorf("look at the outbox: %w", err)
	}
	return age > o.patience, nil
}

// cancelOverdue cancels, batch by batch, every order past its deadline.
func (o *Orders) cancelOverdue(ctx context.Context) error {
	for ctx.Err() == nil {
		var found int
		err := o.db.InTx(ctx, func(tx postgres.Tx) error {
			orders, err := overdue(ctx, tx, sweepBatch)
			if err != nil {
				return err
			}
			found = len(orders)
			for _, order := range orders {
				if _, err := o.decide(ctx, tx, order, DeadlinePassed, note{}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("cancel overdue orders: %w", err)
		}
		if found < sweepBatch {
			return dropExpiredTokens(ctx, o.db)
		}
	}
	return nil
}
