// Command storefront serves the built React app.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/askcart/askcart/frontend/server"
	"github.com/askcart/askcart/shared/env"
	"github.com/askcart/askcart/shared/telemetry"
)

func main() {
	cfg, err := env.Load[server.Config](os.LookupEnv)
	if err != nil {
		fmt.Fprintln(os.Stderr, "storefront:", err)
		os.Exit(2)
	}
	log := telemetry.NewLogger(os.Stdout, "storefront", cfg.LogLevel)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := server.Run(ctx, cfg, log); err != nil {
		log.ErrorContext(ctx, "stopped", "err", err)
		stop()
		os.Exit(1)
	}
}
