package wal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/jackc/pgx/v5"
)

// Log is the write-ahead log of a Postgres on this machine.
type Log struct {
	conn    *pgx.Conn
	program string
	folder  string
	from    string // place in the log
}

// ErrNoWaldump means that the folder of the Postgres binaries has no pg_waldump.
var ErrNoWaldump = errors.New("no pg_waldump beside the Postgres in use")

// Open finds the log of the server behind conn, whose role must be the administrator.
func Open(ctx context.Context, conn *pgx.Conn, binaries string) (*Log, error) {
	l := &Log{conn: conn, program: filepath.Join(binaries, "pg_waldump")}
	if _, err := os.Stat(l.program); err != nil {
		return nil, ErrNoWaldump
	}
	var data string
	if err := conn.QueryRow(ctx, `select setting from pg_settings where name = 'data_directory'`).Scan(&data); err != nil {
		return nil, err
	}
	l.folder = filepath.Join(data, "pg_wal")
	return l, nil
}

// Mark begins a count.
func (l *Log) Mark(ctx context.Context) (err error) {
	l.from, err = l.here(ctx)
	return err
}

// here is the end of what is on disk; the switch of nothing but time: records still in memory belong to what comes.
func (l *Log) here(ctx context.Context) (at string, err error) {
	return at, l.conn.QueryRow(ctx, `select pg_current_wal_flush_lsn()::text`).Scan(&at)
}

// Commits are those since Mark, by schema. Transactions that do not wait for the disk may be missing in the last
// fifth of a second. It fails when Postgres has recycled that part of the log.
func (l *Log) Commits(ctx context.Context) (map[string]Commits, error) {
	to, err := l.here(ctx)
	if err != nil {
		return nil, err
	}
	if to == l.from {
		return map[string]Commits{}, nil
	}
	tables, err := readTables(ctx, l.conn)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, l.program, "-p", l.folder, "-s", l.from, "-e", to, "-r", "Heap", "-r", "Heap2", "-r", "Transaction")
	dump, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	commits, err := count(dump, tables)
	if wait := cmd.Wait(); wait != nil {
		err = errors.Join(err, fmt.Errorf("pg_waldump: %w", wait))
	}
	return commits, err
}
