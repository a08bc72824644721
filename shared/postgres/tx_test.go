package postgres_test

import (
	"context"
	"errors"
	"testing"
	"testing/fstest"

	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
)

func TestInTxAppliesAllOrNothing(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, stock)
	woken := 0
	db.AfterCommit(func() { woken++ })
	refused := errors.New("refused")
	err := db.InTx(t.Context(), func(tx postgres.Tx) error {
		add(t, tx, "C")
		return refused
	})
	if !errors.Is(err, refused) {
		t.Errorf("got %v, want the function's own error", err)
	}
	if got := count(t, db); got != 2 || woken != 0 {
		t.Errorf("after a refusal: %d rows, %d wake-ups, want 2 and 0", got, woken)
	}
	if err := db.InTx(t.Context(), func(tx postgres.Tx) error { add(t, tx, "C"); return nil }); err != nil {
		t.Fatal(err)
	}
	if got := count(t, db); got != 3 || woken != 1 {
		t.Errorf("after a commit: %d rows, %d wake-ups, want 3 and 1", got, woken)
	}
}

func TestInTxGivesConnectionBackAfterPanic(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, stock)
	func() {
		defer func() { _ = recover() }()
		_ = db.InTx(t.Context(), func(tx postgres.Tx) error { add(t, tx, "C"); panic("programmer's mistake") })
	}()
	if busy := db.Stat().AcquiredConns(); busy != 0 {
		t.Errorf("%d connections are still taken", busy)
	}
	if got := count(t, db); got != 2 {
		t.Errorf("%d rows, want 2", got)
	}
}

// A caller that goes away before the commit gets nothing applied; one that goes away later changes nothing.
func TestInTxOfCallerWhoLeft(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, stock)
	ctx, leave := context.WithCancel(t.Context())
	err := db.InTx(ctx, func(tx postgres.Tx) error { add(t, tx, "C"); leave(); return nil })
	if !errors.Is(err, context.Canceled) || errors.Is(err, postgres.ErrCommitUnknown) {
		t.Errorf("got %v, want only a cancelled context", err)
	}
	if got := count(t, db); got != 2 {
		t.Errorf("%d rows, want 2", got)
	}
}

// The server refuses at COMMIT: that is an answer, so the outcome is known.
func TestRefusedCommitIsKnown(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, fstest.MapFS{"00001_late.sql": {Data: []byte(`-- +goose Up
		create table late (n int constraint late_once unique deferrable initially deferred);`)}})
	woken := 0
	db.AfterCommit(func() { woken++ })
	err := db.InTx(t.Context(), func(tx postgres.Tx) error {
		_, err := postgres.Exec(t.Context(), tx, "insert into late values (1), (1)", nil)
		return err
	})
	if errors.Is(err, postgres.ErrCommitUnknown) || !postgres.Violates(err, "late_once") || woken != 0 {
		t.Errorf("got %v and %d wake-ups, want a known violation and none", err, woken)
	}
}

func TestLostCommitReplyIsUnknownAndWasApplied(t *testing.T) {
	t.Parallel()
	direct := postgrestest.New(t, stock)
	db := throughProxy(t, direct)
	woken := 0
	db.AfterCommit(func() { woken++ })
	err := db.InTx(t.Context(), func(tx postgres.Tx) error { add(t, tx, "C"); return nil })
	if !errors.Is(err, postgres.ErrCommitUnknown) || !postgres.Down(err) || woken != 1 {
		t.Errorf("got %v and %d wake-ups, want an unknown outcome, the database down, and one", err, woken)
	}
	if got := count(t, direct); got != 3 {
		t.Errorf("%d rows, want 3: the server had committed", got)
	}
}

func add(t *testing.T, tx postgres.Tx, sku string) {
	t.Helper()
	if _, err := postgres.Exec(t.Context(), tx, "insert into stock values (@sku, 1)", postgres.Args{"sku": sku}); err != nil {
		t.Error(err)
	}
}

func count(t *testing.T, db *postgres.DB) int {
	t.Helper()
	n, err := postgres.Value[int](t.Context(), db, "select count(*) from stock", nil)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
