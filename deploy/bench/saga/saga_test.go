package saga

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/askcart/askcart/shared/embedded"
)

func TestAnOrderIsTenCommitsAndLeavesNothingWaiting(t *testing.T) {
	t.Parallel()
	server, err := embedded.Postgres(t.Context(), embedded.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Stop(context.Background()) })
	binaries, err := embedded.Binaries()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(binaries, "pgbench")); err != nil {
		t.Skip("no pgbench on this machine")
	}
	bound, err := Open(t.Context(), binaries, t.TempDir(), server.URL)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	before := number(t, conn, `select pg_current_xact_id()::text::bigint`)
	rate, err := bound.Run(t.Context(), 2, time.Second)
	if err != nil || rate <= 0 {
		t.Fatalf("Run = %v, %v; want some orders a second", rate, err)
	}
	after := number(t, conn, `select pg_current_xact_id()::text::bigint`)
	orders := number(t, conn, `select count(*) from bench_order.orders where status = 'confirmed'`)
	if got, want := after-before-1, orders*Commits; got != want {
		t.Errorf("%d transactions for %d orders, want %d", got, orders, want)
	}
	for _, schema := range []string{"bench_order", "bench_inventory", "bench_payments", "bench_cart"} {
		if n := number(t, conn, `select count(*) from `+schema+`.outbox`); n != 0 {
			t.Errorf("%d rows wait in the outbox of %s, want none", n, schema)
		}
	}
	if err := bound.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := number(t, conn, `select count(*) from pg_namespace where nspname like 'bench%'`); n != 0 {
		t.Errorf("%d schemas are left, want none", n)
	}
}

func number(t *testing.T, conn *pgx.Conn, sql string) (n int64) {
	t.Helper()
	if err := conn.QueryRow(t.Context(), sql).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTheRateIsRead(t *testing.T) {
	t.Parallel()
	const printed = "scaling factor: 1\nlatency average = 9.673 ms\ninitial connection time = 6.1 ms\ntps = 827.041 (without initial connection time)\n"
	if rate, err := parse([]byte(printed)); err != nil || rate != 827.041 {
		t.Errorf("parse = %v, %v; want 827.041", rate, err)
	}
	for _, bad := range []string{"", "pgbench: error: client 3 script 0 aborted in command 4\n" + printed} {
		if rate, err := parse([]byte(bad)); err == nil {
			t.Errorf("parse(%.30q) = %v, want an error", bad, rate)
		}
	}
}
