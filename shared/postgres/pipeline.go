package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Pipeline runs fn with a Tx whose Exec only queues, and then sends all that was queued in one round trip, in order. It
// is for the writing end of a step: several statements, the outbox and the journal among them, whose row counts nobody
// needs. Inside fn Exec always reports success and no rows; Pipeline returns the first error. Queries are not queued.
func Pipeline(ctx context.Context, tx Tx, fn func(Tx) error) error {
	p := &pipeline{Tx: tx}
	if err := fn(p); err != nil {
		return err
	}
	if p.queued.Len() == 0 {
		return nil
	}
	return Send(ctx, tx, &p.queued)
}

// Send runs the statements of batch in one round trip and in order, calls their callbacks, and returns the first error.
// Each statement sees what is committed when its turn comes.
func Send(ctx context.Context, tx Tx, batch *pgx.Batch) error {
	return mark(tx.SendBatch(ctx, batch).Close())
}

type pipeline struct {
	Tx
	queued pgx.Batch
}

// Exec queues a statement.
func (p *pipeline) Exec(_ context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	p.queued.Queue(sql, args...)
	return pgconn.CommandTag{}, nil
}
