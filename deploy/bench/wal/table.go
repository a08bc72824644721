package wal

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Table is what a record of the log is about.
type Table struct{ Schema, Name string }

// lazy are the tables whose transactions do not wait for the disk when they write nothing else: the providers' books,
// which belong to outsiders, and the work list of payments, which is found again when its last state is lost.
func (t Table) lazy() bool {
	return strings.HasPrefix(t.Name, "sandbox_") || strings.HasPrefix(t.Name, "cod_") || t == Table{"payments", "attempt"}
}

// readTables returns all tables by the number of their file; what is too long for a table's rows counts as the table.
func readTables(ctx context.Context, conn *pgx.Conn) (map[string]Table, error) {
	rows, err := conn.Query(ctx, `
		select pg_relation_filenode(f.oid)::text, n.nspname, c.relname
		from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_class f on f.oid in (c.oid, c.reltoastrelid)
		where c.relkind = 'r' and n.nspname !~ '^pg_|^information_schema$'`)
	if err != nil {
		return nil, fmt.Errorf("read the tables' files: %w", err)
	}
	tables := map[string]Table{}
	var file *string
	var t Table
	_, err = pgx.ForEachRow(rows, []any{&file, &t.Schema, &t.Name}, func() error {
		if file != nil {
			tables[*file] = t
		}
		return nil
	})
	return tables, err
}
