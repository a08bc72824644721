// Package load is shoppers: it buys through the gateway as the storefront does, many at a time,
// sends a request again under the same key when its answer was lost, follows each order to its
// end, and says how long that took. The benchmark, the fault runs and CI drive the shop with it.
package load
