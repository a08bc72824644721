package inbox

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/kafka"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/problem"
)

// What can go wrong with a replay.
var (
	ErrNoLetter     = problem.New(problem.NotFound, "dead_letter_not_found", "no such dead letter")
	ErrReplayFailed = problem.New(problem.Conflict, "replay_failed", "the event failed again and is kept")
)

// DeadLetter is an event that could not be handled, or that waits behind one.
type DeadLetter struct {
	ID         string     `json:"id"`
	Topic      string     `json:"topic"`
	Key        string     `json:"key"`
	EventID    *string    `json:"event_id"`
	Reason     string     `json:"reason"`
	Parked     bool       `json:"parked" doc:"Not itself bad: waits behind a bad one of the same key"`
	At         time.Time  `json:"at"`
	ReplayedAt *time.Time `json:"replayed_at"`
}

// letter is a dead letter to be.
type letter struct {
	message kafka.Message
	eventID *string
	reason  string
	blocks  bool
	parked  bool
}

// keep stores a dead letter once, in a transaction of its own.
func (c *Consumer) keep(ctx context.Context, l letter) error {
	return c.db.InTx(ctx, func(tx postgres.Tx) error { return c.store(ctx, tx, l) })
}

func (c *Consumer) store(ctx context.Context, tx postgres.Tx, l letter) error {
	headers := make(map[string]string, len(l.message.Headers))
	for k, v := range l.message.Headers {
		headers[storable(k)] = storable(v)
	}
	h, err := json.Marshal(headers)
	if err != nil {
		return fmt.Errorf("encode headers: %w", err)
	}
	// An event is known by its id. A place in a topic says little: a topic that is made anew begins again at 0.
	n, err := postgres.Exec(ctx, tx, `
		insert into dead_letters (id, topic, partition, "offset", key, event_id, payload, headers, reason, blocks, parked)
		select @id, @topic, @partition, @offset, @key, @event, @payload, @headers, @reason, @blocks, @parked
		where not exists (select from dead_letters where event_id = @event::uuid)
		and not exists (select from dead_letters where event_id is null and @event::uuid is null
			and topic = @topic and partition = @partition and "offset" = @offset and payload = @payload)
		and not exists (select from inbox where event_id = @event)`,
		postgres.Args{
			"id": events.NewID(), "topic": l.message.Topic, "partition": l.message.Partition, "offset": l.message.Offset,
			"key": storable(l.message.Key), "event": l.eventID, "payload": append([]byte{}, l.message.Value...), "headers": h,
			"reason": storable(l.reason), "blocks": l.blocks, "parked": l.parked,
		})
	if err != nil {
		return fmt.Errorf("keep dead letter: %w", err)
	}
	if n > 0 {
		c.metrics.dead.WithLabelValues(l.message.Topic).Inc()
	}
	return nil
}

// storable is s without what Postgres takes in no text; the broker takes anything, and all of it must be kept.
func storable(s string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", "\uFFFD"), "\uFFFD")
}

// park puts aside the events whose key has a blocking dead letter and returns the others. It
// holds that letter until tx ends: a replay that is about to finish waits, and finds what was parked.
func (c *Consumer) park(ctx context.Context, tx postgres.Tx, batch []delivery) ([]delivery, error) {
	keys := make([]string, len(batch))
	for i, d := range batch {
		keys[i] = d.event.Key
	}
	blocked, err := postgres.Values[string](ctx, tx, `
		select distinct key from (select key from dead_letters
		where replayed_at is null and (blocks or parked) and key = any(@keys) for share) letters`, postgres.Args{"keys": keys})
	if err != nil {
		return nil, fmt.Errorf("read blocked keys: %w", err)
	}
	if len(blocked) == 0 {
		return batch, nil
	}
	stop := make(map[string]bool, len(blocked))
	for _, k := range blocked {
		stop[k] = true
	}
	var flow []delivery
	for _, d := range batch {
		if !stop[d.event.Key] {
			flow = append(flow, d)
			continue
		}
		l := letter{message: d.message, eventID: &d.event.ID, reason: "waits behind a dead letter of its key", parked: true}
		if err := c.store(ctx, tx, l); err != nil {
			return nil, err
		}
	}
	return flow, nil
}

// List returns up to limit dead letters older than before (an id, or empty), newest first.
func List(ctx context.Context, q postgres.Querier, before string, limit int) ([]DeadLetter, error) {
	return postgres.All[DeadLetter](ctx, q, `
		select id::text as id, topic, key, event_id::text as event_id, reason, parked, at, replayed_at
		from dead_letters where @before = '' or id < nullif(@before, '')::uuid
		order by id desc limit @limit`, postgres.Args{"before": before, "limit": limit})
}

type kept struct {
	ID      string
	Topic   string
	Key     string
	Payload []byte
	Headers map[string]string
}

// Replay handles a dead letter again, and with it, oldest first, all that waits for the same
// key, also what arrives meanwhile. It stops at the first one that fails again, with
// ErrReplayFailed; those before it are done. ErrNoLetter for an unknown id; one that was
// replayed already is no error.
func (c *Consumer) Replay(ctx context.Context, id string) error {
	n, err := postgres.Value[int](ctx, c.db, `select count(*) from dead_letters where id = @id`, postgres.Args{"id": id})
	if err != nil {
		return fmt.Errorf("read dead letter: %w", err)
	}
	if n == 0 {
		return ErrNoLetter
	}
	for {
		letters, err := postgres.All[kept](ctx, c.db, `
			select o.id::text as id, o.topic, o.key, o.payload, o.headers
			from dead_letters d join dead_letters o
			on o.id = d.id or (o.key = d.key and (o.blocks or o.parked))
			where d.id = @id and o.replayed_at is null order by o.id`, postgres.Args{"id": id})
		if err != nil {
			return fmt.Errorf("read dead letters: %w", err)
		}
		if len(letters) == 0 {
			return nil
		}
		for _, l := range letters {
			if err := c.replay(ctx, l); err != nil {
				c.log.WarnContext(ctx, "replay failed", "dead_letter", l.ID, "topic", l.Topic, "err", err)
				return ErrReplayFailed
			}
		}
	}
}

// replay handles one letter in a transaction that also marks it as replayed.
func (c *Consumer) replay(ctx context.Context, l kept) error {
	e, err := decode(kafka.Message{Topic: l.Topic, Key: l.Key, Value: l.Payload, Headers: l.Headers})
	if err != nil {
		return err
	}
	return c.db.InTx(ctx, func(tx postgres.Tx) error {
		n, err := postgres.Exec(ctx, tx, `update dead_letters set replayed_at = now() where id = @id and replayed_at is null`, postgres.Args{"id": l.ID})
		if err != nil || n == 0 {
			return err
		}
		fresh, err := record(ctx, tx, []events.Event{e})
		if err != nil || !fresh[e.ID] {
			return err
		}
		return c.run(ctx, tx, e)
	})
}
