package order

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/askcart/askcart/shared/service"
)

//go:embed migrations/*.sql
var embedded embed.FS

var migrations, _ = fs.Sub(embedded, "migrations")

// Run serves orders and decides them until ctx ends.
func Run(ctx context.Context, cfg Config, log *slog.Logger) (err error) {
	rates, err := cfg.rules()
	if err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	s, err := service.Open(ctx, "order", cfg.Config, migrations, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	orders := &Orders{
		db: s.DB, changes: s.Changes, log: log, meter: newMeter(s.Metrics, s.DB),
		currency: cfg.Currency, rates: rates, deadline: cfg.Deadline, shopperDeadline: cfg.ShopperDeadline,
		sweepEvery: cfg.SweepEvery, patience: cfg.RelayPatience,
	}
	orders.routes(s.API)
	s.Hear(orders.subscriptions()...)
	s.Go(orders.sweep)
	return s.Run(ctx)
}
