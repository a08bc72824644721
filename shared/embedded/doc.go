// Package embedded starts the infrastructure of a laptop: a real Postgres from the binaries on this machine, Redis,
// and a broker that speaks the Kafka protocol inside the process. Only the launcher and tests import it; services
// are given addresses and never know who runs behind them.
//
// Nothing outlives the process that started it, even when that process is killed: a small watchdog holds the other
// end of a pipe and stops Postgres when the pipe closes. Postgres never runs as root: under root it runs as the
// user postgres or nobody, in a folder which that user can reach.
package embedded
