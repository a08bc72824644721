// Package sandbox is a card processor that is built in: the default of a shop that is not connected to a real one,
// and the outsider in every test of money. It refuses production mode (see the payments service's Config).
//
// It keeps its own books (sandbox_charge, sandbox_refund, sandbox_answer) in its own transactions, as a real
// outsider would: when payments is killed between a call and its answer, the money has moved all the same. Its
// charges are the oracle of the shop's money invariants.
//
// It keeps idempotency as Stripe does: the first answer to a key is stored, be it a refusal or a 500, and is
// given again for the same key; the same key with another request is an error. What a charge does is chosen by
// the token it is paid with; Methods lists them.
//
// Its commits do not wait for the disk (synchronous_commit off): payments' own commit, which records what the
// sandbox did, is written after them in the same log and makes them durable. When both are lost, neither
// happened and payments asks again.
package sandbox
