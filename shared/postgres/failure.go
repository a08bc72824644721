package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/puddle/v2"
)

// errUnreachable marks errors of the connection itself. Outside this package an io.EOF or a time-out may come
// from anywhere (a truncated message, another server); inside a statement it can only be the database.
var errUnreachable = errors.New("database unreachable")

// mark adds errUnreachable to an error that came from the connection rather than from the statement.
func mark(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	if _, answered := errors.AsType[*pgconn.PgError](err); answered {
		return err
	}
	_, network := errors.AsType[net.Error](err)
	if network || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%w: %w", errUnreachable, err)
	}
	return err
}

// Down reports whether err means that the database cannot be used now (unreachable, shutting down, read-only
// after a failover, out of connections, memory or disk, or too slow to answer in time) rather than that the
// statement was wrong. A caller waits and repeats, or answers 503. A cancelled context is not Down.
func Down(err error) bool {
	if err == nil || errors.Is(err, context.Canceled) {
		return false
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if answer, ok := errors.AsType[*pgconn.PgError](err); ok {
		return downCode(answer.Code)
	}
	return errors.Is(err, errUnreachable) || errors.Is(err, pgconn.ErrConnClosed) || errors.Is(err, puddle.ErrClosedPool)
}

// downCode knows the SQLSTATEs of a server that is not able to serve:
// https://www.postgresql.org/docs/current/errcodes-appendix.html
func downCode(code string) bool {
	switch code {
	case "57P01", "57P02", "57P03", "57P05", // shutting down, crashed, starting, session ended
		"25006": // read-only: a connection that outlived a failover
		return true
	}
	class := code[:min(2, len(code))]
	return class == "08" || class == "53" || class == "58"
}

// Retryable reports whether the transaction lost against another one (serialization failure or deadlock) and may
// succeed when the whole of it is repeated.
func Retryable(err error) bool {
	answer, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (answer.Code == "40001" || answer.Code == "40P01")
}

// Violates reports whether err breaks the named constraint.
func Violates(err error, constraint string) bool {
	answer, ok := errors.AsType[*pgconn.PgError](err)
	return ok && answer.ConstraintName == constraint
}
