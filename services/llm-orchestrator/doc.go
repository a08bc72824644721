// Package orchestrator finds products and answers shoppers' questions about them (the service llm-orchestrator).
//
// Tables:  document (each product as it was last told), stock, review; synonym; asked (what was searched for, by day);
// conversation, message, message_event (everything a shopper was told, to resume a stream), feedback.
// Sends:   nothing.
// Hears:   product_created, product_updated, review_changed, stock_changed (the catalogue's copy), behaviour_recorded
// (which results are clicked), user_merged (a guest's conversations become the account's), user_erased.
//
// Invariants: only active products are ever found or spoken of; the index in memory is made of the tables alone, every
// replica follows them by the changes table, and a write is found within a second; what an older event says never
// replaces what a newer one said.
//
// The assistant reads and never writes: it proposes actions that the shopper's click carries out. It reads orders, carts
// and stock with the caller's own token. Every number, price, word on stock and product name in an answer is
// compared with what its tools returned before it is sent; a sentence that is not supported is dropped.
package orchestrator
