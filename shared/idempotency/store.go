package idempotency

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/askcart/askcart/shared/postgres"
)

// answer is what the first request with a key was answered.
type answer struct {
	RequestHash []byte `db:"request_hash"`
	Status      int    `db:"status"`
	Response    []byte `db:"response"`
}

// replay reads the first answer into out, if the request was the same.
func (a *answer) replay(hash []byte, out any) error {
	if !bytes.Equal(a.RequestHash, hash) {
		return ErrKeyReused
	}
	if err := json.Unmarshal(a.Response, out); err != nil {
		return fmt.Errorf("read stored answer: %w", err)
	}
	return nil
}

// look returns the stored answer, if any, and whether this transaction may produce one: it then
// holds the key's lock to its end. The lock comes first, so that the read sees whatever its
// previous holder has committed.
func look(ctx context.Context, tx postgres.Tx, r Request) (first *answer, free bool, err error) {
	args := postgres.Args{"user_id": r.UserID, "route": r.Route, "key": r.Key}
	free, err = postgres.Value[bool](ctx, tx, `select pg_try_advisory_xact_lock(hashtextextended(
		concat_ws(' ', current_schema(), @user_id::text, @route::text, @key::text), 0))`, args)
	if err != nil {
		return nil, false, err
	}
	a, found, err := postgres.Maybe[answer](ctx, tx, `
		select request_hash, status, response from idempotency
		where user_id = @user_id and route = @route and key = @key and created_at > now() - interval '24 hours'`, args)
	if err != nil || !found {
		return nil, free, err
	}
	return &a, free, nil
}

// store keeps the answer; an expired one under the same key gives way.
func store(ctx context.Context, tx postgres.Tx, r Request, hash []byte, status int, out any) error {
	response, err := json.Marshal(out)
	if err != nil {
		return fmt.Errorf("store answer: %w", err)
	}
	n, err := postgres.Exec(ctx, tx, `
		insert into idempotency (user_id, route, key, request_hash, status, response)
		values (@user_id, @route, @key, @hash, @status, @response)
		on conflict (user_id, route, key) do update
		set request_hash = excluded.request_hash, status = excluded.status, response = excluded.response, created_at = now()
		where idempotency.created_at <= now() - interval '24 hours'`,
		postgres.Args{"user_id": r.UserID, "route": r.Route, "key": r.Key, "hash": hash, "status": status, "response": response})
	if err == nil && n != 1 {
		err = ErrInProgress // somebody without the lock was faster; nothing of ours may stay
	}
	return err
}

// Sweep deletes answers that are past their 24 hours and tells how many there were.
func Sweep(ctx context.Context, db *postgres.DB) (int64, error) {
	return postgres.Exec(ctx, db, `delete from idempotency where created_at <= now() - interval '24 hours'`, postgres.Args{})
}
