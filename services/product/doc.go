// Package product owns the catalogue: what is sold, at which prices, in which category, and what shoppers think of it.
//
// Tables:  product (one row an aggregate: variants, prices, images and FAQs are parts of it), sku (which product a SKU
// belongs to), category, listing (what a list shows, one row for each product and currency), facet (how many listings
// carry a value), stock (what inventory says can be bought), review, purchase (who bought what), shopper (names).
//
// Sends:   product_created, product_updated (full snapshots; a SKU taken away is sent once more, marked removed),
// review_changed.
//
// Hears:   stock_changed (availability; never raises a product's version), order_confirmed (verified buyers),
// user_changed, user_merged, user_erased (the names under reviews).
//
// Invariants:
//   - A product's version rises by one with every change of it, rating included; its event is in the same transaction.
//   - A SKU belongs to one product. Only active products with a price in a currency are listed in that currency.
//   - listing and facet follow from product and stock: every write of a product ends in Catalog.save, which writes all.
//   - Locks are taken in the order product, sku, stock, listing, facet, each sorted, so writers queue and do not deadlock.
//   - Prices are minor units of their currency. A price of zero is allowed (a gift), a negative one is not.
package product
