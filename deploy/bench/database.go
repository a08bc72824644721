package bench

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Written is what Postgres counted of its database and its log since it started.
type Written struct {
	Transactions int64 // every read outside a transaction is one too
	WAL          int64 // bytes
	Syncs        int64 // of the log: one may serve several commits
}

// ReadWritten reads the counters. Postgres keeps what sessions did for up to a second before it tells.
func ReadWritten(ctx context.Context, conn *pgx.Conn) (w Written, err error) {
	err = conn.QueryRow(ctx, `
		select d.xact_commit, w.wal_bytes::bigint, w.wal_sync
		from pg_stat_database d, pg_stat_wal w where d.datname = current_database()`).Scan(&w.Transactions, &w.WAL, &w.Syncs)
	return w, err
}

// Since is what was counted after an earlier reading.
func (w Written) Since(before Written) Written {
	return Written{w.Transactions - before.Transactions, w.WAL - before.WAL, w.Syncs - before.Syncs}
}

// Less takes away what an idle database counts in the same time; idle was counted in the given share of it.
func (w Written) Less(idle Written, share float64) Written {
	part := func(all, rest int64) int64 { return all - int64(float64(rest)*share) }
	return Written{part(w.Transactions, idle.Transactions), part(w.WAL, idle.WAL), part(w.Syncs, idle.Syncs)}
}
