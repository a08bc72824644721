package servicetest

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/kafka"
)

// Publish sends an event, as another service would, and returns its id.
func Publish[T any](e *Env, topic events.Topic[T], key string, data T) string {
	e.t.Helper()
	id := events.NewID()
	PublishAs(e, id, topic, key, data)
	return id
}

// PublishAs sends an event under a given id: the same id again is the same event again.
func PublishAs[T any](e *Env, id string, topic events.Topic[T], key string, data T) {
	e.t.Helper()
	payload, err := json.Marshal(data)
	if err != nil {
		e.t.Fatal(err)
	}
	PublishRaw(e, kafka.Encode(events.Event{
		Meta: events.Meta{ID: id, Topic: topic.Name(), Key: key, Source: "test", Time: time.Now()}, Data: payload,
	}))
}

// PublishRaw sends any message, also one that is no event.
func PublishRaw(e *Env, m kafka.Message) {
	e.t.Helper()
	if err := e.kafka.Publish(e.t.Context(), m); err != nil {
		e.t.Fatal(err)
	}
}

// Await waits until an event on topic satisfies want, also one sent before, and returns it.
func Await[T any](e *Env, topic events.Topic[T], want func(T) bool) T {
	e.t.Helper()
	var found T
	ok := follow(e, topic, patience, func(data T) bool {
		if want(data) {
			found = data
			return true
		}
		return false
	})
	if !ok {
		e.t.Fatalf("waited %s in vain for an event on %s", patience, topic)
	}
	return found
}

// Events returns all that was sent on topic up to now.
func Events[T any](e *Env, topic events.Topic[T]) []T {
	e.t.Helper()
	// A marker of the test's own in every partition tells when all before it has been read.
	marker := uuid.NewString()
	for p := range 64 {
		PublishRaw(e, kafka.Message{Topic: topic.Name(), Key: markerKey(marker, p), Headers: map[string]string{"marker": marker}})
	}
	all := []T{}
	seen := map[int]bool{}
	read(e, topic.Name(), patience, func(m kafka.Message) bool {
		if m.Headers["marker"] == marker {
			seen[m.Partition] = true
			return len(seen) == partitions
		}
		if data, ok := decode[T](m); ok {
			all = append(all, data)
		}
		return false
	})
	return all
}

func markerKey(marker string, n int) string { return marker + string(rune('A'+n)) }

func follow[T any](e *Env, topic events.Topic[T], limit time.Duration, done func(T) bool) bool {
	e.t.Helper()
	return read(e, topic.Name(), limit, func(m kafka.Message) bool {
		data, ok := decode[T](m)
		return ok && done(data)
	})
}

func decode[T any](m kafka.Message) (data T, ok bool) {
	if _, err := kafka.Decode(m); err != nil {
		return data, false
	}
	return data, json.Unmarshal(m.Value, &data) == nil
}

// read shows done every message of a topic from its beginning until done returns true.
func read(e *Env, topic string, limit time.Duration, done func(kafka.Message) bool) bool {
	e.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	var once sync.Once
	found := false
	err := e.kafka.Consume(ctx, "test-"+uuid.NewString(), []string{topic}, func(ctx context.Context, messages []kafka.Message) error {
		for _, m := range messages {
			if ctx.Err() == nil && !found && done(m) {
				once.Do(func() { found = true; cancel() })
			}
		}
		return nil
	})
	if err != nil {
		e.t.Fatal(err)
	}
	return found
}
