package idempotency

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/problem"
)

// Errors that the sender of a keyed request reads.
var (
	ErrKeyRequired = problem.New(problem.Malformed, "idempotency_key_required", "an Idempotency-Key header of 1–255 visible ASCII characters is required")
	ErrKeyReused   = problem.New(problem.Invalid, "idempotency_key_reused", "this Idempotency-Key was used with another request body")
	ErrInProgress  = problem.New(problem.Conflict, "idempotency_in_progress", "the first request with this Idempotency-Key is still running").After(time.Second)
)

// Request identifies a request: the same user, route and key mean the same intention.
type Request struct {
	UserID string // a UUID
	Route  string // the operation, not the concrete path, unless ids in the path are part of the scope
	Key    string // the client's Idempotency-Key
	Body   any    // what was asked, compared by its JSON
}

// Do runs fn in a transaction and stores its answer under r for 24 hours. A repetition with the
// same body gets that answer, with replayed true, and fn is not run. Errors: ErrKeyRequired,
// ErrKeyReused, ErrInProgress, those of fn (nothing is stored then), or the database's.
func Do[T any](ctx context.Context, db *postgres.DB, r Request, fn func(context.Context, postgres.Tx) (int, T, error)) (status int, out T, replayed bool, err error) {
	if !validKey(r.Key) {
		return 0, out, false, ErrKeyRequired
	}
	hash, err := hashOf(r.Body)
	if err != nil {
		return 0, out, false, err
	}
	err = db.InTx(ctx, func(tx postgres.Tx) error {
		first, free, err := look(ctx, tx, r)
		switch {
		case err != nil:
			return err
		case first != nil:
			status, replayed = first.Status, true
			return first.replay(hash, &out)
		case !free:
			return ErrInProgress
		}
		status, out, err = fn(ctx, tx)
		if err != nil {
			return err
		}
		return store(ctx, tx, r, hash, status, out)
	})
	if err != nil {
		var none T
		return 0, none, false, err
	}
	return status, out, replayed, nil
}

// validKey reports whether key is 1–255 visible ASCII characters.
func validKey(key string) bool {
	for i := range len(key) {
		if key[i] < 0x21 || key[i] > 0x7e {
			return false
		}
	}
	return len(key) >= 1 && len(key) <= 255
}

func hashOf(body any) ([]byte, error) {
	b, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("hash request body: %w", err)
	}
	sum := sha256.Sum256(b)
	return sum[:], nil
}
