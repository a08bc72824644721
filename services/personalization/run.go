package personalization

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
var files embed.FS

var migrations, _ = fs.Sub(files, "migrations")

// Run serves recommendations and what they are made from until ctx ends.
func Run(ctx context.Context, cfg Config, log *slog.Logger) (err error) {
	if !cfg.Currency.Known() {
		return fmt.Errorf("SHOP_CURRENCY must be USD, EUR or INR")
	}
	s, err := service.Open(ctx, "personalization", cfg.Config, migrations, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	profiles := &Profiles{db: s.DB, log: log, currency: cfg.Currency}
	profiles.routes(s.API)
	s.Hear(profiles.subscriptions()...)
	s.Go(profiles.tally)
	s.Go(profiles.sweep)
	return s.Run(ctx)
}
