package inbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/kafka"
	"github.com/askcart/askcart/shared/postgres"
)

const (
	tries      = 5                     // of an event that fails alone, before it is kept as a dead letter
	firstPause = 50 * time.Millisecond // between tries, doubled each time
)

// Consumer applies the events that a service subscribed to.
type Consumer struct {
	db      *postgres.DB
	subs    map[string]Subscription
	log     *slog.Logger
	tracer  trace.Tracer
	metrics *metrics
}

// New returns a consumer of subs over db; its metrics are registered with reg.
func New(db *postgres.DB, log *slog.Logger, tracer trace.TracerProvider, reg prometheus.Registerer, subs ...Subscription) *Consumer {
	c := &Consumer{
		db: db, log: log, subs: map[string]Subscription{},
		tracer: tracer.Tracer("github.com/askcart/askcart/shared/inbox"), metrics: newMetrics(reg),
	}
	for _, s := range subs {
		if _, twice := c.subs[s.Topic]; twice {
			panic("inbox: two subscriptions to " + s.Topic)
		}
		c.subs[s.Topic] = s
	}
	return c
}

// Topics lists what the consumer is subscribed to.
func (c *Consumer) Topics() []string {
	topics := make([]string, 0, len(c.subs))
	for t := range c.subs {
		topics = append(topics, t)
	}
	return topics
}

// Apply gives every message its effect, once, before it returns nil. While the database is
// down it waits.
func (c *Consumer) Apply(ctx context.Context, messages []kafka.Message) error {
	batch, bad := sort(messages)
	for _, l := range bad {
		if err := c.patiently(ctx, func() error { return c.keep(ctx, l) }); err != nil {
			return err
		}
	}
	if len(batch) == 0 {
		return nil
	}
	err := c.together(ctx, batch)
	if err == nil {
		return nil
	}
	c.log.DebugContext(ctx, "batch failed, handling its events one by one", "events", len(batch), "err", err)
	for _, d := range batch {
		if err := c.alone(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// delivery is an event and the message it came in.
type delivery struct {
	event   events.Event
	message kafka.Message
}

// decode returns the event that m carries, its id written as the database writes it: the inbox compares them.
func decode(m kafka.Message) (events.Event, error) {
	e, err := kafka.Decode(m)
	if err != nil {
		return e, err
	}
	id, err := uuid.Parse(e.ID)
	e.ID = id.String()
	return e, err
}

// sort tells events from messages that are none.
func sort(messages []kafka.Message) (batch []delivery, bad []letter) {
	for _, m := range messages {
		e, err := decode(m)
		if err != nil {
			bad = append(bad, letter{message: m, reason: err.Error()})
			continue
		}
		batch = append(batch, delivery{e, m})
	}
	return batch, bad
}

// together handles a batch in one transaction.
func (c *Consumer) together(ctx context.Context, batch []delivery) error {
	return c.db.InTx(ctx, func(tx postgres.Tx) error { return c.handle(ctx, tx, batch) })
}

// alone handles one event until it has its effect or is kept as a dead letter.
func (c *Consumer) alone(ctx context.Context, d delivery) error {
	var last error
	wait := firstPause
	for range tries {
		last = c.patiently(ctx, func() error { return c.together(ctx, []delivery{d}) })
		if last == nil || ctx.Err() != nil {
			return last
		}
		if hopeless(last) {
			break
		}
		if !postgres.Retryable(last) {
			c.log.WarnContext(ctx, "event failed", "topic", d.event.Topic, "event_id", d.event.ID, "err", last)
		}
		if !sleep(ctx, wait) {
			return ctx.Err()
		}
		wait *= 2
	}
	l := letter{message: d.message, eventID: &d.event.ID, reason: last.Error(), blocks: !hopeless(last)}
	c.log.ErrorContext(ctx, "event kept as a dead letter", "topic", d.event.Topic, "event_id", d.event.ID, "err", last)
	return c.patiently(ctx, func() error { return c.keep(ctx, l) })
}

// hopeless reports that the event itself is bad: its data cannot be decoded, or a value in it
// is not of the form the database asks for (SQLSTATE class 22). Trying again changes nothing.
func hopeless(err error) bool {
	refusal, ok := errors.AsType[*pgconn.PgError](err)
	return errors.Is(err, errDecode) || ok && strings.HasPrefix(refusal.Code, "22")
}

// handle records a batch and runs the handlers of what is new; events of a blocked key park.
func (c *Consumer) handle(ctx context.Context, tx postgres.Tx, batch []delivery) error {
	batch, err := c.park(ctx, tx, batch)
	if err != nil || len(batch) == 0 {
		return err
	}
	es := make([]events.Event, len(batch))
	for i, d := range batch {
		es[i] = d.event
	}
	fresh, err := record(ctx, tx, es)
	if err != nil {
		return err
	}
	for _, e := range es {
		if !fresh[e.ID] {
			c.metrics.duplicates.WithLabelValues(e.Topic).Inc()
			continue
		}
		delete(fresh, e.ID) // the same event twice in one batch
		if err := c.run(ctx, tx, e); err != nil {
			return fmt.Errorf("handle %s %s: %w", e.Topic, e.ID, err)
		}
	}
	return nil
}

// run calls the handler of one event in the trace that the event came from.
func (c *Consumer) run(ctx context.Context, tx postgres.Tx, e events.Event) (err error) {
	carrier := propagation.MapCarrier{"traceparent": e.Traceparent}
	ctx = propagation.TraceContext{}.Extract(ctx, carrier)
	ctx, span := c.tracer.Start(ctx, "process "+e.Topic, trace.WithSpanKind(trace.SpanKindConsumer),
		trace.WithAttributes(attribute.String("messaging.message.id", e.ID), attribute.String("messaging.destination.name", e.Topic)))
	defer span.End()
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
		if err != nil {
			span.SetStatus(codes.Error, "handler failed")
		}
		c.metrics.handled.WithLabelValues(e.Topic, outcome(err)).Inc()
	}()
	return c.subs[e.Topic].handle(events.WithCause(ctx, e.Meta), tx, e)
}

// patiently repeats do for as long as the database is down or its commit is unknown; the
// inbox makes repeating safe.
func (c *Consumer) patiently(ctx context.Context, do func() error) error {
	wait := firstPause
	for {
		err := do()
		if err == nil || ctx.Err() != nil || !postgres.Down(err) && !errors.Is(err, postgres.ErrCommitUnknown) {
			return err
		}
		c.log.WarnContext(ctx, "database is down, waiting", "err", err)
		if !sleep(ctx, wait) {
			return ctx.Err()
		}
		wait = min(2*wait, 2*time.Second)
	}
}

// sleep waits for d and reports whether ctx is still alive.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
