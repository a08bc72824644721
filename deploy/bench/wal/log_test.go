package wal

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/askcart/askcart/shared/embedded"
)

func TestARealLogIsRead(t *testing.T) {
	t.Parallel()
	server, err := embedded.Postgres(t.Context(), embedded.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Stop(context.Background()) })
	conn, err := pgx.Connect(t.Context(), server.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	binaries, err := embedded.Binaries()
	if err != nil {
		t.Fatal(err)
	}
	log, err := Open(t.Context(), conn, binaries)
	if errors.Is(err, ErrNoWaldump) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	run(t, conn, `create schema shop; create table shop.thing (id int primary key, text text); create table shop.outbox (id int)`,
		`set synchronous_commit = on`) // a throwaway server commits late, and what is not on disk is not counted
	if err := log.Mark(t.Context()); err != nil {
		t.Fatal(err)
	}
	run(t, conn, `insert into shop.thing select n, repeat(md5(n::text), 500) from generate_series(1, 100) n`,
		`begin; update shop.thing set text = ''; insert into shop.outbox values (1); commit`,
		`begin; insert into shop.thing values (0); rollback`,
		`select * from shop.thing`,
		`delete from shop.outbox`)
	got, err := log.Commits(t.Context())
	if diff := cmp.Diff(map[string]Commits{"shop": {Waited: 2, Lazy: 1}}, got); err != nil || diff != "" {
		t.Errorf("Commits: %v\n%s", err, diff)
	}
}

func run(t *testing.T, conn *pgx.Conn, statements ...string) {
	t.Helper()
	for _, sql := range statements {
		if _, err := conn.PgConn().Exec(t.Context(), sql).ReadAll(); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
}
