// Package personalization remembers what shoppers do and recommends from it, always saying why.
//
// Tables:  behaviour (raw acts, kept 90 days), uncounted (acts that tally.go has still to count), together (pairs of products,
// bought or viewed), standing (how much each product is wanted), purchase (orders that were counted), wish; copies:
// product, variant, stock.
// Sends:   behaviour_recorded, once for each act.
// Hears:   product_created, product_updated, stock_changed (the copies), order_confirmed (bought together), order_cancelled
// (takes that back), user_merged (the guest's history and wishes become the account's), user_erased.
//
// Invariants: the same act reported twice is one act; an order counts once, and one that is cancelled does not count; nothing is
// recommended that is archived, sold out in the asked currency, or on the page already; a reason is a fact that is in
// the tables when it is told; equal evidence gives equal lists, in the same order; one shopper's history never shows in
// another's lists except as sums.
//
// How it decides: rank.go adds up the evidence for each product (bought together, viewed together, alike, popular) and shows
// the strongest as the reason. Interest fades with a half-life of 30 days (decay.go). A product without any history is
// recommended by what it has in common with others (likeness in product.go), then by reviews and place in the shop. Of
// one shopper only the first act of a kind on a product in a day is counted.
//
// Acts are counted a moment after they were recorded, from this service's own table: its own events need no way through the
// broker, and a thousand acts are counted by one statement.
package personalization
