// Package payments owns how orders are paid: one payment an order, up to three attempts each, and the money that goes
// back. It knows providers only through internal/provider (sandbox and cash on delivery so far).
//
// Tables:  payment, attempt (one try to be paid, and what a worker has to do for it), refund, webhook (verified
// messages, once each). The sandbox_* and cod_* tables are the books of those providers; payments never reads them.
// Sends:   payment_updated (every transition once an attempt began), payment_succeeded, payment_failed,
// payment_refunded.
// Hears:   order_created and inventory_reserved (charge when both were heard, in either order), order_confirmed
// (capture), order_cancelled (void, refund or tombstone), order_delivered (cash), return_received (refund),
// user_merged (owner).
//
// Read next.go first: next is the state machine, pure; duty (attempt.go) is what a state makes workers do. No provider
// is called inside a transaction: a transition makes an attempt due, a worker leases it (work.go), calls, and settles
// (settle.go) what the provider shows. Killed anywhere, the lease ends and the next worker reads from the state what
// is left to do; calls carry keys ask:{order}:{call}:{attempt}.
//
// Invariants:
//
//   - an order has at most one open attempt (attempt_open_once), and at most one charge with money at a provider that
//     can close a declined one;
//   - only what Lookup or a first answer shows changes a payment; an unknown outcome stays unknown;
//   - amount and currency come from order_created alone; a charge of another amount is parked and alerted;
//   - the refunds of a payment never exceed what was captured (checked under its row's lock);
//   - at rest a cancelled order has no money held or kept, a confirmed one is captured once (cash: when delivered).
package payments
