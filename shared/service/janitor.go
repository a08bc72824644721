package service

import (
	"context"
	"time"

	"github.com/askcart/askcart/shared/postgres"
)

// How long rows of the common tables live. Inbox rows outlive the topics' retention of a week
// by a day, so that no event can come back after its row has gone.
const (
	keepInbox       = 8 * 24 * time.Hour
	keepIdempotency = 24 * time.Hour
	sweepEvery      = 10 * time.Minute
	portion         = 10_000 // rows deleted in one transaction
)

// janitor deletes what is too old to matter, in small portions, until ctx ends.
func (s *Service) janitor(ctx context.Context) error {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		s.forgetOld(ctx)
	}
}

// forgetOld deletes all of it, as long as ctx lasts: at 20 orders a second the inbox grows by 100,000 rows in a tick.
func (s *Service) forgetOld(ctx context.Context) {
	s.forget(ctx, `delete from inbox where event_id in (select event_id from inbox where at < now() - @age::interval limit @portion)`, keepInbox)
	s.forget(ctx, `delete from idempotency where (user_id, route, key) in
		(select user_id, route, key from idempotency where created_at < now() - @age::interval limit @portion)`, keepIdempotency)
}

// forget repeats sql until it finds less than a portion.
func (s *Service) forget(ctx context.Context, sql string, age time.Duration) {
	for {
		n, err := postgres.Exec(ctx, s.DB, sql, postgres.Args{"age": age, "portion": portion})
		if err != nil && ctx.Err() == nil {
			s.Log.WarnContext(ctx, "cannot delete old rows", "err", err)
		}
		if err != nil || n < portion {
			return
		}
	}
}
