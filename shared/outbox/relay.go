package outbox

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/kafka"
	"github.com/askcart/askcart/shared/postgres"
)

const (
	batch     = 500                    // events published and deleted together
	pollEvery = 100 * time.Millisecond // finds what other processes' commits left
	claimAll  = 2 * time.Second        // how often shards without a relay are looked for
	drainFor  = 2 * time.Second        // at most, when stopping
)

// Publisher takes events to the broker; it returns nil only when all are safe there.
type Publisher interface {
	Publish(ctx context.Context, messages ...kafka.Message) error
}

// Relay publishes a service's outbox. Any number may run: each shard is held by one of them,
// by an advisory lock that ends with its connection.
type Relay struct {
	db     *postgres.DB
	to     Publisher
	source string
	log    *slog.Logger
	wake   chan struct{}
	locks  int32 // class of this schema's advisory locks
}

// NewRelay returns a relay of db's outbox that names source as the sender. It is woken by
// every commit of db.
func NewRelay(db *postgres.DB, to Publisher, source string, log *slog.Logger) *Relay {
	r := &Relay{
		db: db, to: to, source: source, log: log,
		wake:  make(chan struct{}, 1),
		locks: int32(crc32.ChecksumIEEE([]byte("outbox " + db.Schema()))),
	}
	db.AfterCommit(r.Wake)
	return r
}

// Wake makes the relay look at once. It never blocks.
func (r *Relay) Wake() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Run publishes until ctx ends, and then, for a moment, what is still there.
func (r *Relay) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		if err := r.hold(ctx); err != nil && ctx.Err() == nil {
			r.log.WarnContext(ctx, "relay lost its database, trying again", "err", err)
			r.rest(ctx, 500*time.Millisecond)
		}
	}
	return nil
}

// hold keeps one connection with the locks of the shards and publishes them.
func (r *Relay) hold(ctx context.Context) error {
	conn, err := r.db.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("acquire: %w", err)
	}
	// The locks end with the connection, so it must not go back to the pool.
	defer func() { _ = conn.Hijack().Close(context.WithoutCancel(ctx)) }()
	// A step that is under way when ctx ends may finish: cutting it off would cost the connection.
	step, cancel := outliving(ctx, drainFor)
	defer cancel()
	if _, err := conn.Exec(step, `set synchronous_commit = off`); err != nil {
		return fmt.Errorf("prepare connection: %w", err)
	}
	return r.relay(ctx, step, conn)
}

// outliving returns a context that ends d after ctx has.
func outliving(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
			cancel()
		case <-longer.Done():
		}
	})
	return longer, func() { stop(); cancel() }
}

// relay publishes until ctx ends, and then what is still there, until step ends.
func (r *Relay) relay(ctx, step context.Context, conn *pgxpool.Conn) error {
	held := []int16{} // not nil, which would be null in SQL
	var claimed time.Time
	for ctx.Err() == nil {
		if len(held) < Shards && time.Since(claimed) > claimAll {
			more, err := r.claim(step, conn, held)
			if err != nil {
				return err
			}
			held, claimed = append(held, more...), time.Now()
		}
		n, err := r.publish(step, conn, held)
		if err != nil {
			return err
		}
		if n < batch {
			r.rest(ctx, pollEvery)
		}
	}
	for {
		n, err := r.publish(step, conn, held)
		if n == 0 || err != nil {
			return err
		}
	}
}

// claim takes the advisory locks of shards that no relay holds.
func (r *Relay) claim(ctx context.Context, conn *pgxpool.Conn, held []int16) ([]int16, error) {
	type shard struct{ N int16 }
	got, err := postgres.All[shard](ctx, conn, `
		select n::smallint as n from generate_series(0, @last::int) n
		where n <> all(@held::smallint[]) and pg_try_advisory_lock(@class, n)`,
		postgres.Args{"last": Shards - 1, "held": held, "class": r.locks})
	if err != nil {
		return nil, fmt.Errorf("claim shards: %w", err)
	}
	var more []int16
	for _, s := range got {
		more = append(more, s.N)
	}
	return more, nil
}

type row struct {
	ID        int64
	EventID   string
	Topic     string
	Key       string
	Payload   []byte
	Headers   []byte
	CreatedAt time.Time
}

// publish sends the oldest events of the shards and deletes what the broker has. It never
// remembers how far it was: an older id may commit after a newer one.
func (r *Relay) publish(ctx context.Context, conn *pgxpool.Conn, shards []int16) (int, error) {
	if len(shards) == 0 {
		return 0, nil
	}
	rows, err := postgres.All[row](ctx, conn, `
		select id, event_id::text as event_id, topic, key, payload, headers, created_at
		from outbox where shard = any(@shards) order by id limit @batch`,
		postgres.Args{"shards": shards, "batch": batch})
	if err != nil {
		return 0, fmt.Errorf("read outbox: %w", err)
	}
	if len(rows) == 0 {
		return 0, nil
	}
	ids, messages := make([]int64, len(rows)), make([]kafka.Message, len(rows))
	for i, row := range rows {
		ids[i], messages[i] = row.ID, kafka.Encode(r.event(row))
	}
	if err := r.to.Publish(ctx, messages...); err != nil {
		r.log.WarnContext(ctx, "broker took no events, they wait in the outbox", "events", len(rows), "err", err)
		r.rest(ctx, 500*time.Millisecond)
		return 0, ctx.Err()
	}
	if _, err := postgres.Exec(ctx, conn, `delete from outbox where id = any(@ids)`, postgres.Args{"ids": ids}); err != nil {
		return 0, fmt.Errorf("delete published: %w", err)
	}
	return len(rows), nil
}

func (r *Relay) event(row row) events.Event {
	var h header
	_ = json.Unmarshal(row.Headers, &h) // written by Add; without it the event only loses its trace
	return events.Event{
		Meta: events.Meta{
			ID: row.EventID, Topic: row.Topic, Key: row.Key, Source: r.source, Time: row.CreatedAt,
			CausationID: h.CausationID, Traceparent: h.Traceparent,
		},
		Data: row.Payload,
	}
}

// rest waits until woken, or for d, or for the end of ctx.
func (r *Relay) rest(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-r.wake:
	case <-timer.C:
	}
}
