package postgres_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
)

func TestPipelineSendsStatementsInOrderAfterFn(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, stock)
	err := db.InTx(t.Context(), func(tx postgres.Tx) error {
		return postgres.Pipeline(t.Context(), tx, func(later postgres.Tx) error {
			add(t, later, "C")
			got, err := postgres.Value[int](t.Context(), later, `select count(*) from stock`, nil)
			if err != nil || got != 2 {
				t.Errorf("%d rows before the end of fn (%v), want 2", got, err)
			}
			_, err = postgres.Exec(t.Context(), later, `delete from stock where sku = @sku`, postgres.Args{"sku": "C"})
			add(t, later, "D")
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := count(t, db); got != 3 {
		t.Errorf("%d rows, want 3", got)
	}
}

func TestPipelineReturnsTheFirstError(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, stock)
	refused := errors.New("refused")
	err := db.InTx(t.Context(), func(tx postgres.Tx) error {
		return postgres.Pipeline(t.Context(), tx, func(later postgres.Tx) error { add(t, later, "C"); return refused })
	})
	if !errors.Is(err, refused) {
		t.Errorf("got %v, want fn's own error", err)
	}
	err = db.InTx(t.Context(), func(tx postgres.Tx) error {
		return postgres.Pipeline(t.Context(), tx, func(later postgres.Tx) error {
			add(t, later, "C")
			add(t, later, "C")
			return nil
		})
	})
	if !postgres.Violates(err, "stock_sku_once") {
		t.Errorf("got %v, want the broken constraint", err)
	}
	if got := count(t, db); got != 2 {
		t.Errorf("%d rows after two failures, want 2", got)
	}
}

func TestSendTellsALostServerFromABadStatement(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, stock)
	err := db.InTx(t.Context(), func(tx postgres.Tx) error {
		var batch pgx.Batch
		batch.Queue(`select 1`)
		batch.Queue(`select pg_terminate_backend(pg_backend_pid())`)
		return postgres.Send(t.Context(), tx, &batch)
	})
	if !postgres.Down(err) {
		t.Errorf("Down(%v) = false after the server ended the connection", err)
	}
}
