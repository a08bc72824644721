// Package cart owns shopping carts: one for each user, guests included.
//
// Tables:  cart, line, moved_cart (which cart became part of which when a guest logged in), checkout (orders already
// subtracted); copies: product, variant, stock.
// Sends:   cart_updated, once for each effective change.
// Hears:   product_created, product_updated, stock_changed (the copies), order_confirmed (subtract what was
// ordered), user_merged (add the guest's cart to the account's), user_erased.
//
// Invariants: a line has 1 to 99 pieces and a cart at most 100 lines; every effective change raises the cart's version
// by one, and what changes nothing raises nothing and sends nothing; concurrent changes of a cart take turns by its
// row lock, so no addition is lost; an order is subtracted once, from a cart of whoever placed it; a guest's cart is
// added to the account's once, whether the event or a token that names the guest (prev) comes first.
//
// Names, prices and availability are not part of a cart: they are read from the copies whenever the cart is shown, so
// a price in it is always the present one. A line remembers only the prices it was written at, to tell of a change.
//
// Postgres is the truth. Redis keeps ready-made answers, each with its stamp: the cart's version and the sum of
// the revisions of what its lines show. A read asks Postgres for the stamp as it is now (index look-ups, no documents)
// and uses the kept answer only when its stamp is the same; versions and revisions only grow, so the same stamp means
// the same answer. Writes fill the cache after they committed. Whether Redis is dead, slow, flushed, or gets
// writes late and in the wrong order, it can make a read slower but never wrong. (For two lines it gains nothing, for fifty a read
// takes less than half: go test -bench Read.)
package cart
