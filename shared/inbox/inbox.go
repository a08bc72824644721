// Package inbox makes at-least-once delivery into once: the id of an event, its effect and the
// events it causes commit in one transaction. What cannot be handled goes to dead_letters,
// where the staff see and replay it; nothing is dropped.
package inbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres"
)

// errDecode marks an event whose data is not what its topic promises.
var errDecode = errors.New("event cannot be decoded")

// Subscription is a topic and what is done with each of its events.
type Subscription struct {
	Topic  string
	handle func(ctx context.Context, tx postgres.Tx, e events.Event) error
}

// On subscribes handle to topic. handle must do nothing but read and write through tx, so that
// it can be repeated: it runs again when its transaction is lost. It returns nil for an event
// that has no effect any more; an error is tried again and then kept as a dead letter.
func On[T any](topic events.Topic[T], handle func(ctx context.Context, tx postgres.Tx, m events.Meta, data T) error) Subscription {
	return Subscription{
		Topic: topic.Name(),
		handle: func(ctx context.Context, tx postgres.Tx, e events.Event) error {
			var data T
			if err := json.Unmarshal(e.Data, &data); err != nil {
				return fmt.Errorf("%w: %w", errDecode, err)
			}
			return handle(ctx, tx, e.Meta, data)
		},
	}
}

// record writes the ids of events to the inbox and returns those that were not there yet.
func record(ctx context.Context, tx postgres.Tx, es []events.Event) (map[string]bool, error) {
	ids, topics := make([]string, len(es)), make([]string, len(es))
	for i, e := range es {
		ids[i], topics[i] = e.ID, e.Topic
	}
	fresh, err := postgres.Values[string](ctx, tx, `
		insert into inbox (event_id, topic)
		select * from unnest(@ids::uuid[], @topics::text[])
		on conflict do nothing returning event_id::text`,
		postgres.Args{"ids": ids, "topics": topics})
	if err != nil {
		return nil, fmt.Errorf("write inbox: %w", err)
	}
	set := make(map[string]bool, len(fresh))
	for _, id := range fresh {
		set[id] = true
	}
	return set, nil
}
