// Package auth says who is calling. The gateway signs short-lived access tokens (JWT, EdDSA only);
// every service verifies them itself against the gateway's published keys, so no identity header
// is ever trusted. What an operation demands is an Access value, declared where it is registered
// and enforced by httpapi.
package auth
