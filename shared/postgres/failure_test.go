package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"testing"
	"time"

	"github.com/askcart/askcart/shared/embedded"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
	"github.com/jackc/pgx/v5/pgconn"
	"golang.org/x/sync/errgroup"
)

func itoa(port uint16) string { return strconv.Itoa(int(port)) }

func TestDownTellsServerFromStatement(t *testing.T) {
	t.Parallel()
	sqlState := func(code string) error { return fmt.Errorf("read orders: %w", &pgconn.PgError{Code: code}) }
	for name, row := range map[string]struct {
		err  error
		want bool
	}{
		"nothing":                  {nil, false},
		"connection failure":       {sqlState("08006"), true},
		"shutting down":            {sqlState("57P01"), true},
		"crashed":                  {sqlState("57P02"), true},
		"starting":                 {sqlState("57P03"), true},
		"too many connections":     {sqlState("53300"), true},
		"disk full":                {sqlState("53100"), true},
		"read-only after failover": {sqlState("25006"), true},
		"connection closed":        {fmt.Errorf("read: %w", pgconn.ErrConnClosed), true},
		"unique violation":         {sqlState("23505"), false},
		"no such column":           {sqlState("42703"), false},
		"deadlock":                 {sqlState("40P01"), false},
		"cancelled statement":      {sqlState("57014"), false},
		"cancelled caller":         {fmt.Errorf("read: %w", context.Canceled), false},
		"truncated message":        {fmt.Errorf("decode: %w", io.ErrUnexpectedEOF), false},
		"another server's network": {&net.OpError{Op: "dial", Err: errors.New("refused")}, false},
		"no rows":                  {postgres.ErrNoRows, false},
	} {
		if got := postgres.Down(row.err); got != row.want {
			t.Errorf("%s: Down = %t, want %t", name, got, row.want)
		}
	}
}

func TestDownWhenServerStops(t *testing.T) {
	t.Parallel()
	server, err := embedded.Postgres(t.Context(), embedded.Options{})
	if err != nil {
		t.Fatal(err)
	}
	stop := func() error { return server.Stop(context.WithoutCancel(t.Context())) }
	t.Cleanup(func() { _ = stop() })
	db, err := postgres.Open(t.Context(), server.URL, "public")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var cut error
	outer := db.InTx(t.Context(), func(tx postgres.Tx) error {
		if err := stop(); err != nil {
			t.Error(err)
		}
		_, cut = postgres.Value[int](t.Context(), tx, "select 1", nil)
		return cut
	})
	_, later := postgres.Value[int](t.Context(), db, "select 1", nil)
	_, opening := postgres.Open(t.Context(), server.URL, "public")
	for name, err := range map[string]error{"statement": cut, "transaction": outer, "later": later, "open": opening,
		"begin": db.InTx(t.Context(), func(postgres.Tx) error { return nil })} {
		if !postgres.Down(err) {
			t.Errorf("%s: Down is false for %v", name, err)
		}
	}
}

func TestDownWhenNoConnectionIsFree(t *testing.T) {
	t.Parallel()
	url, schema := postgrestest.Schema(t)
	db, err := postgres.Open(t.Context(), url, schema, postgres.WithMaxConns(1))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	taken, err := db.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Release()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := postgres.Value[int](ctx, db, "select 1", nil); !postgres.Down(err) {
		t.Errorf("Down is false for %v", err)
	}
}

func TestDeadlockIsRetryable(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, stock)
	take := func(tx postgres.Tx, sku string) error {
		_, err := postgres.Exec(t.Context(), tx, "update stock set on_hand = 9 where sku = @sku", postgres.Args{"sku": sku})
		return err
	}
	var both errgroup.Group
	held := map[string]chan struct{}{"A": make(chan struct{}), "B": make(chan struct{})}
	for first, second := range map[string]string{"A": "B", "B": "A"} {
		both.Go(func() error {
			return db.InTx(t.Context(), func(tx postgres.Tx) error {
				if err := take(tx, first); err != nil {
					return err
				}
				close(held[first])
				<-held[second]
				return take(tx, second)
			})
		})
	}
	if err := both.Wait(); !postgres.Retryable(err) {
		t.Errorf("Retryable is false for %v", err)
	}
}
