// Command local runs the whole shop on one machine: infrastructure, services, gateway and storefront.
//
//	up          start everything and stay in the foreground; Ctrl-C stops it cleanly
//	down        stop the stack of this folder from another terminal
//	service     one service in its own process, with the environment that up prepared
//	dev         rebuild and restart one service on every save, the rest running beside it
//	seed        put the demo catalogue into a running shop
//	import      put a file of product drafts (NDJSON) into a running shop
//	invariants  ask the databases of a running shop whether anything was lost or doubled
//	bench       measure the goals of docs/performance.md on a shop of its own, beside their baselines
//
// Data lives in .askcart of the checkout, or in ASKCART_DIR. ASKCART_PORT_BASE (8000) shifts all ports by its
// distance from 8000. DATABASE_URL, REDIS_URL and KAFKA_BROKERS name real infrastructure to use in place of the
// embedded one. Roles and schemas are made here, as compose's init and Helm's job do elsewhere; services never make
// them.
package main
