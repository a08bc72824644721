package payments

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

// Run serves payments until ctx ends.
func Run(ctx context.Context, cfg Config, log *slog.Logger) (err error) {
	cfg = cfg.withDefaults()
	if err := cfg.check(); err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	migrations, err := fs.Sub(embedded, "migrations")
	if err != nil {
		return err
	}
	s, err := service.Open(ctx, "payments", cfg.Config, migrations, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	p := &Payments{
		db: s.DB, log: log, tracer: s.Tracer.Tracer("payments"), metrics: newMetrics(s.Metrics),
		providers: cfg.open(s.DB), limit: uint8(cfg.Attempts), timeout: cfg.Timeout, width: cfg.Workers,
		wake: make(chan struct{}, 1),
	}
	s.DB.AfterCommit(p.nudge)
	p.routes(s.API)
	s.Hear(p.subscriptions()...)
	s.Go(p.work)
	return s.Run(ctx)
}
