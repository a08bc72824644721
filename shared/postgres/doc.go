// Package postgres opens a service's schema, brings it up to date and runs its statements.
//
// A service reads with One, All, Maybe and Value on any Querier and writes inside DB.InTx. Values are named
// (Args): a name that is used but not given, or given but not used, is an error. Rows become structs by column
// name only, never by position.
//
// Migrate first applies the tables every service has (common/: outbox, inbox, dead_letters, journal, changes,
// idempotency), then the service's own files. The schema itself is created by whoever operates the database.
//
// Two rules about failure: a COMMIT whose reply is lost is unknown (ErrCommitUnknown), not a rollback; and an
// unreachable database (Down) is something to wait for, never a reason to give up on an event.
package postgres
