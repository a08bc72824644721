// Package saga measures the bound that Postgres sets to orders: the ten commits that a saga over four schemas takes at
// least when every step commits with its inbox row and its outbox row, run by pgbench without any service, broker or
// network between. What the shop reaches is told as a share of it.
package saga
