package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"
)

// checkerRole reads the services' schemas and can write nothing. It does not see the gateway's identity schema:
// accounts and keys are no part of the invariants.
const checkerRole = "askcart_checker"

// roleOf is the database role of a part; it owns the part's schema and sees no other.
func roleOf(p part) string { return "askcart_" + p.schema }

// makeRoles creates role and schema of every part, and the checker, or gives them the current passwords. Safe to
// call again.
func makeRoles(ctx context.Context, databaseURL string, s secrets) error {
	conn, err := pgx.Connect(ctx, databaseURL)
	if err != nil {
		return fmt.Errorf("make roles and schemas: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	statements := role(checkerRole, s.Checker)
	statements = append(statements, "alter role "+checkerRole+" set default_transaction_read_only = on")
	for _, p := range parts {
		if p.schema == "" {
			continue
		}
		statements = append(statements, role(roleOf(p), s.Roles[p.name])...)
		statements = append(statements, "create schema if not exists "+quoted(p.schema)+" authorization "+roleOf(p))
		if p.schema != identitySchema {
			statements = append(statements, readable(p)...)
		}
	}
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		for _, sql := range statements {
			if _, err := tx.Exec(ctx, sql); err != nil {
				return fmt.Errorf("make roles and schemas: %s: %w", strings.SplitN(sql, "password", 2)[0], err)
			}
		}
		return nil
	})
}

// role creates a role that may log in, and lets the administrator make schemas for it.
func role(name, password string) []string {
	return []string{
		fmt.Sprintf("do $$ begin if not exists (select from pg_roles where rolname = '%[1]s') then create role %[1]s; end if; end $$", name),
		fmt.Sprintf("alter role %s login password '%s'", name, strings.ReplaceAll(password, "'", "''")),
		fmt.Sprintf("grant %s to current_user", name),
	}
}

// readable lets the checker read the tables that p has and will have.
func readable(p part) []string {
	return []string{
		fmt.Sprintf("grant usage on schema %s to %s", quoted(p.schema), checkerRole),
		fmt.Sprintf("grant select on all tables in schema %s to %s", quoted(p.schema), checkerRole),
		fmt.Sprintf("alter default privileges for role %s in schema %s grant select on tables to %s", roleOf(p), quoted(p.schema), checkerRole),
	}
}

// quoted is needed for the schema order, which SQL knows as a word of its own.
func quoted(schema string) string { return pgx.Identifier{schema}.Sanitize() }

// as is databaseURL for another role.
func as(databaseURL, role, password string) (string, error) {
	u, err := url.Parse(databaseURL)
	if err != nil || u.Host == "" {
		return "", fmt.Errorf("DATABASE_URL must be a URL such as postgres://user:password@host/database")
	}
	u.User = url.UserPassword(role, password)
	return u.String(), nil
}
