// Package idempotency lets a request that may be sent twice take effect once. The answer is stored
// in the same transaction as its effect (table idempotency), so there is never one without the
// other; a request that failed stores nothing and may be tried again with the same key.
package idempotency
