package kafka

import (
	"errors"
	"time"

	"github.com/askcart/askcart/shared/events"
)

// ErrNoEnvelope is what Decode returns for a message without the headers of an event.
var ErrNoEnvelope = errors.New("kafka: message has no CloudEvents envelope")

// Encode puts e into CloudEvents 1.0 binary mode: the envelope in headers, the data as value.
func Encode(e events.Event) Message {
	h := map[string]string{
		"ce_specversion":   "1.0",
		"ce_id":            e.ID,
		"ce_type":          e.Topic,
		"ce_source":        e.Source,
		"ce_subject":       e.Key,
		"ce_time":          e.Time.UTC().Format(time.RFC3339Nano),
		"ce_schemaversion": events.SchemaVersion,
		"content-type":     "application/json",
	}
	if e.CausationID != "" {
		h["ce_causationid"] = e.CausationID
	}
	if e.Traceparent != "" {
		h["traceparent"] = e.Traceparent
	}
	return Message{Topic: e.Topic, Key: e.Key, Value: e.Data, Headers: h}
}

// Decode returns the event that m carries, or ErrNoEnvelope.
func Decode(m Message) (events.Event, error) {
	id := m.Headers["ce_id"]
	if id == "" || m.Headers["ce_specversion"] != "1.0" {
		return events.Event{}, ErrNoEnvelope
	}
	at, err := time.Parse(time.RFC3339Nano, m.Headers["ce_time"])
	if err != nil {
		at = m.Time
	}
	return events.Event{
		Meta: events.Meta{
			ID:          id,
			Topic:       m.Topic,
			Key:         m.Key,
			Source:      m.Headers["ce_source"],
			Time:        at,
			CausationID: m.Headers["ce_causationid"],
			Traceparent: m.Headers["traceparent"],
		},
		Data: m.Value,
	}, nil
}
