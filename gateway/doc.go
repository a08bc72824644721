// Package gateway is the shop's only public door: it knows which service answers a path, who may
// ask at all, and how often. It passes the caller's bearer token on and adds no identity of its
// own; every service checks the token again. Accounts and the keys that sign tokens are in
// gateway/identity.
//
// routes.go is the one table of prefixes. edge.go is what every request passes first, proxy.go
// how it reaches a service, limit/ how often. docs.go serves one documentation page over all
// services; saga.go tells an order's story from all their journals.
//
// Two listeners: the public one, and an internal one (METRICS_ADDR) with /metrics, the journal and
// dead letters, none of which the public one reaches.
package gateway
