package main

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/askcart/askcart/shared/embedded"
)

func TestRolesSeeOnlyTheirOwnSchema(t *testing.T) {
	t.Parallel()
	url, keys := serverWithRoles(t)
	product, _ := partNamed("product")
	cart, _ := partNamed("cart")
	owner := connect(t, url, roleOf(product), keys.Roles["product"])
	other := connect(t, url, roleOf(cart), keys.Roles["cart"])
	checker := connect(t, url, checkerRole, keys.Checker)
	gateway := connect(t, url, "askcart_identity", keys.Roles[gatewayName])
	for _, row := range []struct {
		what string
		conn *pgx.Conn
		sql  string
		code string // of the refusal
	}{
		{"owner makes a table", owner, "create table product.shelf (n int)", ""},
		{"owner writes", owner, "insert into product.shelf values (1)", ""},
		{"another service reads", other, "select n from product.shelf", "42501"},
		{"another service makes a schema", other, "create schema mine", "42501"},
		{"checker reads a table made later", checker, "select n from product.shelf", ""},
		{"checker writes", checker, "insert into product.shelf values (2)", "25006"},
		{"checker writes all the same", checker, "begin read write; insert into product.shelf values (2)", "42501"},
		{"checker gives up", checker, "rollback", ""},
		{"gateway makes a table", gateway, "create table identity.users (n int)", ""},
		{"checker reads accounts", checker, "select n from identity.users", "42501"},
	} {
		_, err := row.conn.Exec(t.Context(), row.sql)
		if got := code(err); got != row.code {
			t.Errorf("%s: %q (%v), want %q", row.what, got, err, row.code)
		}
	}
}

func TestRolesTakeNewPasswords(t *testing.T) {
	t.Parallel()
	url, keys := serverWithRoles(t)
	keys.Roles["order"], keys.Checker = "another", "it's another"
	if err := makeRoles(t.Context(), url, keys); err != nil {
		t.Fatal(err)
	}
	connect(t, url, "askcart_order", "another")
	connect(t, url, checkerRole, "it's another")
}

// serverWithRoles is a server of this test alone: roles belong to all databases of a server.
func serverWithRoles(t *testing.T) (string, secrets) {
	t.Helper()
	server, err := embedded.Postgres(t.Context(), embedded.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	keys, err := loadSecrets(t.TempDir() + "/secrets.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := makeRoles(t.Context(), server.URL, keys); err != nil {
		t.Fatal(err)
	}
	return server.URL, keys
}

func connect(t *testing.T, url, role, password string) *pgx.Conn {
	t.Helper()
	address, err := as(url, role, password)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatalf("as %s: %v", role, err)
	}
	t.Cleanup(func() { conn.Close(context.WithoutCancel(t.Context())) })
	return conn
}

func code(err error) string {
	if err == nil {
		return ""
	}
	if refused, ok := errors.AsType[*pgconn.PgError](err); ok {
		return refused.Code
	}
	return err.Error()
}
