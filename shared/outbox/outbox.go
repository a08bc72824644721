// Package outbox sends events exactly when the change they tell of commits: Add writes the
// event in the transaction, a Relay publishes it afterwards, at least once and in order for
// each key.
package outbox

import (
	"context"
	"encoding/json"
	"fmt"

	"go.opentelemetry.io/otel/propagation"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/problem"
)

// Shards is into how many parts the outbox falls; all events of a key are in one of them.
const Shards = 8

// MaxPayload is how many bytes the data of an event may have. A broker takes no message of more than 1 MiB with its
// envelope, and one that it never takes would hold up all behind it.
const MaxPayload = 1_000_000

// ErrTooLarge is what Add returns for an event of more than MaxPayload.
var ErrTooLarge = problem.New(problem.TooLarge, "event_too_large", "this is too large to tell the rest of the shop of it")

// header is what the envelope needs besides the columns of an outbox row.
type header struct {
	CausationID string `json:"causation_id,omitempty"`
	Traceparent string `json:"traceparent,omitempty"`
}

// Add writes an event to the outbox within tx and returns its id. The event names as its cause
// the event that is being handled in ctx, and continues ctx's trace.
func Add[T any](ctx context.Context, tx postgres.Tx, topic events.Topic[T], key string, data T) (string, error) {
	ids, err := AddAll(ctx, tx, topic, []Keyed[T]{{key, data}})
	if err != nil {
		return "", err
	}
	return ids[0], nil
}

// Keyed is the data of an event and the key it is sent under.
type Keyed[T any] struct {
	Key  string
	Data T
}

// AddAll is Add for many events of one topic at once; they are sent in the order given.
func AddAll[T any](ctx context.Context, tx postgres.Tx, topic events.Topic[T], all []Keyed[T]) (ids []string, err error) {
	keys, payloads := make([]string, len(all)), make([][]byte, len(all))
	ids = make([]string, len(all))
	for i, e := range all {
		ids[i], keys[i] = events.NewID(), e.Key
		if payloads[i], err = json.Marshal(e.Data); err != nil {
			return nil, fmt.Errorf("encode %s: %w", topic, err)
		}
		if len(payloads[i]) > MaxPayload {
			return nil, fmt.Errorf("%s of %s has %d bytes: %w", topic, e.Key, len(payloads[i]), ErrTooLarge)
		}
	}
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carrier)
	h, err := json.Marshal(header{CausationID: events.Cause(ctx).ID, Traceparent: carrier["traceparent"]})
	if err != nil {
		return nil, fmt.Errorf("encode envelope of %s: %w", topic, err)
	}
	_, err = postgres.Exec(ctx, tx, `
		insert into outbox (event_id, topic, key, payload, headers)
		select id, @topic, key, payload, @headers
		from unnest(@ids::uuid[], @keys::text[], @payloads::bytea[]) with ordinality as e(id, key, payload, n)
		order by n`,
		postgres.Args{"ids": ids, "topic": topic.Name(), "keys": keys, "payloads": payloads, "headers": h})
	if err != nil {
		return nil, fmt.Errorf("write %s to the outbox: %w", topic, err)
	}
	return ids, nil
}
