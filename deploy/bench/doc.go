// Package bench is what `make bench` measures with: goals and verdicts, medians, the CPU and memory of processes as
// /proc tells them, and what Postgres counts. The rows themselves are in deploy/local, which can start the shop.
//
// Beside it: fire sends requests, goods makes the products, bare is a plain chi + pgx server over the same tables that
// rows are compared to, saga is the bound that Postgres sets to orders, wal counts commits by service.
package bench
