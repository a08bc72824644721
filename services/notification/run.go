package notification

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"log/slog"

	"github.com/askcart/askcart/services/notification/internal/mail"
	"github.com/askcart/askcart/services/notification/internal/mail/logonly"
	"github.com/askcart/askcart/services/notification/internal/mail/smtp"
	"github.com/askcart/askcart/shared/service"
)

//go:embed migrations/*.sql
var embedded embed.FS

// Run tells shoppers what happened until ctx ends.
func Run(ctx context.Context, cfg Config, log *slog.Logger) (err error) {
	cfg = cfg.withDefaults()
	if err := cfg.check(); err != nil {
		return err
	}
	sender, err := cfg.sender(log)
	if err != nil {
		return err
	}
	words, err := newWords(cfg.PublicURL)
	if err != nil {
		return err
	}
	migrations, err := fs.Sub(embedded, "migrations")
	if err != nil {
		return err
	}
	s, err := service.Open(ctx, "notification", cfg.Config, migrations, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	n := &Notices{
		db: s.DB, changes: s.Changes, log: log, words: words, sender: sender, metrics: newMetrics(s.Metrics, s.DB),
		currency: cfg.Currency, workers: cfg.Workers, timeout: cfg.Timeout, retry: cfg.Retry, giveUp: cfg.GiveUp,
		wake: make(chan struct{}, 1),
	}
	s.DB.AfterCommit(n.nudge)
	n.routes(s.API)
	s.Hear(n.subscriptions()...)
	s.Go(n.deliver)
	s.Go(n.tellAlerts)
	return s.Run(ctx)
}

// sender is how mail leaves.
func (c Config) sender(log *slog.Logger) (mail.Sender, error) {
	if c.SMTPURL == "" {
		return logonly.New(log), nil
	}
	return smtp.New(c.SMTPURL, c.From)
}
