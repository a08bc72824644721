package orchestrator

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/askcart/askcart/services/llm-orchestrator/internal/peers"
	"github.com/askcart/askcart/shared/service"
)

//go:embed migrations/*.sql
var files embed.FS

var migrations, _ = fs.Sub(files, "migrations")

// Run serves search and the assistant until ctx ends.
func Run(ctx context.Context, cfg Config, log *slog.Logger) (err error) {
	if err := cfg.check(); err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	s, err := service.Open(ctx, "llm-orchestrator", cfg.Config, migrations, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	finder := newSearch(s.DB, cfg.Currency, log)
	defer s.Changes.Follow(changedProduct, finder.dirty.product)()
	defer s.Changes.Follow(changedStock, finder.dirty.stock)()
	defer s.Changes.Follow(changedSynonyms, finder.dirty.synonyms)()
	if err := finder.load(ctx); err != nil {
		return err
	}
	reach := peers.New(cfg.OrderURL, cfg.CartURL, cfg.InventoryURL, cfg.ToolTimeout)
	defer reach.Close()
	answerer := newAssistant(s.DB, s.Changes, finder, reach, s.Metrics, log)
	finder.routes(s.API)
	answerer.routes(s.API)
	s.Go(finder.follow)
	s.Go(finder.recordAsked)
	s.Go(answerer.attend)
	s.Hear(append(finder.subscriptions(), answerer.subscriptions()...)...)
	return s.Run(ctx)
}
