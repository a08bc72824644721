// Package pricing computes what a basket costs: subtotal, discount, shipping and tax, in integer minor
// units. It knows nothing of databases or requests; rates and prices are given to it.
//
// total = subtotal − discount + shipping + tax, always, and no part is ever negative.
package pricing
