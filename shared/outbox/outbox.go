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
)

// Shards is into how many parts the outbox falls; all events of a key are in one of them.
const Shards = 8

// header is what the envelope needs besides the columns of an outbox row.
type header struct {
	CausationID string `json:"causation_id,omitempty"`
	Traceparent string `json:"traceparent,omitempty"`
}

// Add writes an event to the outbox within tx and returns its id. The event names as its cause
// the event that is being handled in ctx, and continues ctx's trace.
func Add[T any](ctx context.Context, tx postgres.Tx, topic events.Topic[T], key string, data T) (string, error) {
	payload, err := json.Marshal(data)
	if err != nil {
		return "", fmt.Errorf("encode %s: %w", topic, err)
	}
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carrier)
	h, err := json.Marshal(header{CausationID: events.Cause(ctx).ID, Traceparent: carrier["traceparent"]})
	if err != nil {
		return "", fmt.Errorf("encode envelope of %s: %w", topic, err)
	}
	id := events.NewID()
	_, err = tx.Exec(ctx, `
		insert into outbox (event_id, topic, key, payload, headers)
		values (@id, @topic, @key, @payload, @headers)`,
		postgres.Args{"id": id, "topic": topic.Name(), "key": key, "payload": payload, "headers": h})
	if err != nil {
		return "", fmt.Errorf("write %s to the outbox: %w", topic, err)
	}
	return id, nil
}
