package product

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

// Run serves the catalogue until ctx ends.
func Run(ctx context.Context, cfg Config, log *slog.Logger) (err error) {
	if err := cfg.check(); err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	shelf, err := openShelf(cfg.MediaDir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, shelf.Close()) }()
	s, err := service.Open(ctx, "product", cfg.Config, migrations, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	catalog := &Catalog{db: s.DB, shelf: shelf, seen: &answers{}, currency: cfg.Currency}
	defer s.Changes.Follow(changedProduct, func(string) { catalog.seen.forget() })()
	catalog.routes(s.API)
	s.Hear(catalog.subscriptions()...)
	return s.Run(ctx)
}
