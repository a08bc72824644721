package inventory

import (
	"context"
	"embed"
	"io/fs"
	"log/slog"

	"github.com/askcart/askcart/shared/service"
)

//go:embed migrations/*.sql
var files embed.FS

var migrations, _ = fs.Sub(files, "migrations")

// Run serves the stock until ctx ends.
func Run(ctx context.Context, cfg Config, log *slog.Logger) error {
	s, err := service.Open(ctx, "inventory", cfg.Config, migrations, log)
	if err != nil {
		return err
	}
	defer s.Close()
	stock := &Stock{db: s.DB}
	stock.routes(s.API)
	s.Hear(stock.subscriptions()...)
	return s.Run(ctx)
}
