package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/jackc/pgx/v5"
)

//go:embed invariants/*.sql
var invariantFiles embed.FS

// invariant is a statement that finds what must not be. Its file's first line says what it means.
type invariant struct{ name, meaning, sql string }

// invariants runs all statements until none finds anything or the wait is over: some hold only when nothing is under
// way any more.
func invariants(ctx context.Context, args []string, out io.Writer) error {
	flags := newFlags("invariants", out)
	wait := flags.Duration("wait", 90*time.Second, "how long the shop may take to come to rest")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		return errUsage
	}
	pl, err := here()
	if err != nil {
		return err
	}
	d, err := readDemo(pl)
	if err != nil {
		return err
	}
	conn, err := pgx.Connect(ctx, d.Checker)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	checks, err := loadInvariants()
	if err != nil {
		return err
	}
	found, err := settle(ctx, conn, checks, *wait)
	if err != nil {
		return err
	}
	return report(out, checks, found)
}

// loadInvariants reads the statements in the order of their names.
func loadInvariants() ([]invariant, error) {
	files, err := fs.Glob(invariantFiles, "invariants/*.sql")
	if err != nil {
		return nil, err
	}
	var all []invariant
	for _, file := range files {
		text, err := invariantFiles.ReadFile(file)
		if err != nil {
			return nil, err
		}
		first, _, _ := strings.Cut(string(text), "\n")
		all = append(all, invariant{strings.TrimSuffix(path.Base(file), ".sql"), strings.TrimPrefix(first, "-- "), string(text)})
	}
	return all, nil
}

// settle asks until nothing is found or wait is over, and returns the last findings.
func settle(ctx context.Context, conn *pgx.Conn, checks []invariant, wait time.Duration) (map[string][]string, error) {
	over := time.After(wait)
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		found, err := findings(ctx, conn, checks)
		if err != nil || len(found) == 0 {
			return found, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-over:
			return found, nil
		case <-tick.C:
		}
	}
}

// findings runs all statements against one snapshot, so that they speak about the same moment.
func findings(ctx context.Context, conn *pgx.Conn, checks []invariant) (map[string][]string, error) {
	found := map[string][]string{}
	err := pgx.BeginTxFunc(ctx, conn, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		for _, c := range checks {
			rows, err := tx.Query(ctx, "select row_to_json(found)::text from ("+c.sql+") found limit 20")
			if err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
			if err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			if len(lines) > 0 {
				found[c.name] = lines
			}
		}
		return nil
	})
	return found, err
}

// report prints one line an invariant, and what was found.
func report(out io.Writer, checks []invariant, found map[string][]string) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, c := range checks {
		fmt.Fprintf(table, "%s\t%d rows\t%s\n", c.name, len(found[c.name]), c.meaning)
		for _, line := range found[c.name] {
			fmt.Fprintf(table, "\t\t  %s\n", line)
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if len(found) > 0 {
		return errors.New("the shop's books do not agree")
	}
	return nil
}
