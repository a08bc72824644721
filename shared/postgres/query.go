package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Args names the values of a statement; a name used but not given, or given but not used, is an error.
type Args = pgx.StrictNamedArgs

// ErrNoRows is what One and Value return when nothing matched.
var ErrNoRows = pgx.ErrNoRows

// Querier is what both a DB and a Tx can do.
type Querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// One returns the single row of a statement as a struct T, its columns matched to fields by name (`db` tags).
// No row is ErrNoRows; more than one is an error.
func One[T any](ctx context.Context, q Querier, sql string, args Args) (T, error) {
	return one(ctx, q, sql, args, pgx.RowToStructByName[T])
}

// Maybe returns the single row of a statement and true, or false when there is none.
func Maybe[T any](ctx context.Context, q Querier, sql string, args Args) (T, bool, error) {
	row, err := One[T](ctx, q, sql, args)
	if errors.Is(err, ErrNoRows) {
		return row, false, nil
	}
	return row, err == nil, err
}

// All returns every row of a statement as structs T; no rows is an empty slice, never nil.
func All[T any](ctx context.Context, q Querier, sql string, args Args) ([]T, error) {
	return all(ctx, q, sql, args, pgx.RowToStructByName[T])
}

// Value returns the only column of the single row of a statement: a count, an id, a flag. No row is ErrNoRows.
func Value[T any](ctx context.Context, q Querier, sql string, args Args) (T, error) {
	return one(ctx, q, sql, args, pgx.RowTo[T])
}

// Values returns the only column of every row; no rows is an empty slice, never nil.
func Values[T any](ctx context.Context, q Querier, sql string, args Args) ([]T, error) {
	return all(ctx, q, sql, args, pgx.RowTo[T])
}

// Exec runs a statement that returns no rows and tells how many it changed.
func Exec(ctx context.Context, q Querier, sql string, args Args) (int64, error) {
	tag, err := q.Exec(ctx, sql, args)
	return tag.RowsAffected(), mark(err)
}

func one[T any](ctx context.Context, q Querier, sql string, args Args, scan pgx.RowToFunc[T]) (T, error) {
	rows, err := q.Query(ctx, sql, args)
	if err != nil {
		var none T
		return none, mark(err)
	}
	row, err := pgx.CollectExactlyOneRow(rows, scan)
	return row, mark(err)
}

func all[T any](ctx context.Context, q Querier, sql string, args Args, scan pgx.RowToFunc[T]) ([]T, error) {
	rows, err := q.Query(ctx, sql, args)
	if err != nil {
		return nil, mark(err)
	}
	list, err := pgx.CollectRows(rows, scan)
	return list, mark(err)
}
