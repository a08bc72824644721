// Package httpapi is how every AskCart service offers HTTP: typed handlers on chi, an OpenAPI 3.1
// document that cannot drift from them, one shape of error, and access declared with the operation
// and enforced from that same declaration.
//
// It wraps huma once and changes the defaults that do not suit a public shop: errors never echo
// what was sent, unknown fields and query parameters, duplicate keys and wrong-case keys are
// refused, and documentation needs no network.
package httpapi
