package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Tx is a transaction in progress.
type Tx = pgx.Tx

// ErrCommitUnknown means that COMMIT was sent and its reply never came: the transaction may or may not have been
// applied. Repeat the whole piece of work; its inbox row or idempotency key decides. (pgx calls some of these
// errors safe to retry although the commit was applied, so its own verdict is never asked.)
var ErrCommitUnknown = errors.New("commit outcome unknown")

// endTimeout bounds COMMIT and ROLLBACK, which run to their end even when the caller has gone away.
const endTimeout = 10 * time.Second

// InTx runs fn in a transaction that commits only if fn returns nil. After a commit that succeeded or whose
// outcome is unknown it calls every AfterCommit hook. An error of fn is returned as it is.
func (db *DB) InTx(ctx context.Context, fn func(Tx) error) error {
	tx, err := db.Begin(ctx)
	if err != nil {
		return fmt.Errorf("begin: %w", mark(err))
	}
	defer rollback(ctx, tx)
	if err := fn(tx); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := commit(ctx, tx); err != nil {
		if errors.Is(err, ErrCommitUnknown) {
			db.committed()
		}
		return err
	}
	db.committed()
	return nil
}

// AfterCommit registers hook to be called after each transaction of InTx; it must return at once and may be
// called when nothing was applied. The outbox relay uses it to wake up.
func (db *DB) AfterCommit(hook func()) {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.hooks = append(db.hooks, hook)
}

func (db *DB) committed() {
	db.mu.RLock()
	defer db.mu.RUnlock()
	for _, hook := range db.hooks {
		hook()
	}
}

// commit ends tx. Only an answer of the server proves a rollback; anything else leaves the outcome unknown.
func commit(ctx context.Context, tx Tx) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTimeout)
	defer cancel()
	err := tx.Commit(ctx)
	if err == nil || errors.Is(err, pgx.ErrTxCommitRollback) || errors.Is(err, pgx.ErrTxClosed) {
		return err
	}
	if refusal, ok := errors.AsType[*pgconn.PgError](err); ok && refusal.SeverityUnlocalized == "ERROR" {
		return fmt.Errorf("commit: %w", err)
	}
	return fmt.Errorf("%w: %w", ErrCommitUnknown, mark(err))
}

// rollback gives the connection back whatever fn did; after a commit it does nothing.
func rollback(ctx context.Context, tx Tx) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTimeout)
	defer cancel()
	_ = tx.Rollback(ctx)
}
