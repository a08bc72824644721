// Package server serves the storefront: the built React app with its assets compressed once,
// the gateway's /api and /media on the same origin, and the head of every page written here, so
// that a crawler or a shared link sees name, price and picture, and an unknown product is a
// true 404.
//
// It keeps nothing and owns nothing. While the gateway is away the pages still come, without
// their first data; the app then tells the shopper.
package server
