package cart

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/askcart/askcart/services/cart/cache"
	"github.com/askcart/askcart/shared/service"
)

//go:embed migrations/*.sql
var files embed.FS

var migrations, _ = fs.Sub(files, "migrations")

// Run serves carts until ctx ends.
func Run(ctx context.Context, cfg Config, log *slog.Logger) error {
	if !cfg.Currency.Known() {
		return fmt.Errorf("SHOP_CURRENCY must be USD, EUR or INR")
	}
	s, err := service.Open(ctx, "cart", cfg.Config, migrations, log)
	if err != nil {
		return err
	}
	defer s.Close()
	kept, err := cache.Open(cfg.RedisURL, s.Metrics, log)
	if err != nil {
		return err
	}
	defer kept.Close()
	carts := &Carts{db: s.DB, cache: kept, currency: cfg.Currency}
	carts.routes(s.API)
	s.Hear(carts.subscriptions()...)
	return s.Run(ctx)
}
