// Package order owns quotes, coupons and orders, and decides the saga: an order's row is the only place where it is
// settled whether an order is confirmed or cancelled, and the only timer runs here.
//
// Start with state.go: the machine is a table and a pure function, Next. saga.go feeds it what other services
// say, orders_act.go what the shopper and the staff want, sweep.go the deadline.
//
// Tables:  orders; coupons; products, offers, stock (copies of the catalogue); lookup_tokens; and the common ones.
// Sends:   order_created, order_confirmed, order_cancelled, order_shipped, order_delivered.
// Hears:   product_created, product_updated, stock_changed (copies); inventory_reserved, inventory_rejected,
// inventory_released, payment_updated, payment_succeeded, payment_failed, payment_refunded (the saga);
// user_merged (orders move to the account).
//
// Invariants:
//   - A cancelled order stays cancelled; late money is given back by payments.
//   - total = subtotal − discount + shipping + tax, checked by the table; prices come from the catalogue only.
//   - One live order for each (shopper, cart, cart version); a cancelled one frees the cart.
//   - Every status change commits with the event that tells of it, under the order's row lock.
//   - An order that is pending or reserved has a deadline by the database's clock: 60 s from placing, 15 min
//     once the shopper has to act.
//
// Money is in minor units. Prices are net; tax is added for the destination country, rounded once an order.
package order
