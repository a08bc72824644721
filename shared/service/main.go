package service

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/askcart/askcart/shared/env"
	"github.com/askcart/askcart/shared/telemetry"
)

// Configured is a service's own Config, which embeds this package's.
type Configured interface{ Common() Config }

// Common returns c itself; a Config that embeds it is Configured by that.
func (c Config) Common() Config { return c }

// Main runs a service in a process of its own: configuration from the environment, JSON logs
// on standard output, a clean stop at SIGINT and SIGTERM. With -healthcheck it asks the running
// service instead whether it is ready, for containers without a shell.
func Main[C Configured](name string, run func(context.Context, C, *slog.Logger) error) {
	cfg, err := env.Load[C](os.LookupEnv)
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(2)
	}
	if len(os.Args) > 1 && os.Args[1] == "-healthcheck" {
		os.Exit(healthcheck(cfg.Common().Addr))
	}
	log := telemetry.NewLogger(os.Stdout, name, cfg.Common().LogLevel)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	log.InfoContext(ctx, "starting", "config", env.Masked(cfg))
	if err := run(ctx, cfg, log); err != nil {
		log.ErrorContext(ctx, "stopped", "err", err)
		stop()
		os.Exit(1)
	}
}

// healthcheck returns the exit status of asking the service on addr whether it is ready.
func healthcheck(addr string) int {
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return 2
	}
	client := &http.Client{Timeout: 3 * time.Second}
	answer, err := client.Get("http://" + net.JoinHostPort("127.0.0.1", port) + "/readyz")
	if err != nil {
		return 1
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return 1
	}
	return 0
}
