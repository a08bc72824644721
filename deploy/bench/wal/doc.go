// Package wal counts commits by service, exactly, from Postgres's write-ahead log: which tables a transaction wrote
// says whose it is. pg_stat_database cannot: it counts every read as a commit and does not know schemas.
package wal
