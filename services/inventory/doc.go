// Package inventory owns what is in stock: how many pieces of each SKU are on hand, and how many of those are
// held for orders. Available is on hand minus reserved.
//
// Tables:  stock (one row for every variant there ever was), reservation and reservation_line (what an order
// holds or took), return_receipt (returns already restocked), ledger (every movement, append-only).
// Sends:   inventory_reserved, inventory_rejected, inventory_released, stock_changed.
// Hears:   product_created, product_updated (stock rows), order_created (reserve), order_confirmed (commit),
// order_cancelled (release), return_received (restock).
//
// Invariants, at every instant:
//
//	I1  0 <= reserved <= on_hand                  (checks of the table)
//	I2  reserved = the sum over reservations in state reserved
//	I3  on_hand  = the sum of the ledger
//
// An order is held as a whole or not at all. The step an order takes is decided by Next (reservation.go), a pure
// table; events may arrive in any order and any number of times. A reservation never expires by itself: only the
// order decides, and says so by order_cancelled.
//
// Handlers of order events take turns (an advisory lock until commit), because a batch of orders locks stock rows
// in no common order and two replicas would deadlock on hot SKUs. A stock_changed carries the row's version, which
// every movement raises, and is sent only when available changed.
package inventory
