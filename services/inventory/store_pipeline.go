package inventory

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/askcart/askcart/shared/postgres"
)

// pipeline is a transaction whose Exec only queues. All that was queued goes to the server at once and in order
// when it is flushed: a step of an order is five statements or more, and one round trip instead of five doubles
// what a hot SKU can take. What a statement did, and whether it failed, is known only then.
type pipeline struct {
	postgres.Tx
	queued pgx.Batch
}

// Exec queues a statement.
func (p *pipeline) Exec(_ context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	p.queued.Queue(sql, args...)
	return pgconn.CommandTag{}, nil
}

// flush runs what is queued and returns the first error.
func (p *pipeline) flush(ctx context.Context) error {
	if p.queued.Len() == 0 {
		return nil
	}
	return p.SendBatch(ctx, &p.queued).Close()
}
