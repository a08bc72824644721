// Package journal keeps, in each service, what happened to an order: the lines of the staff's
// saga view. A line commits or not with the change it tells of.
package journal

import (
	"context"
	"fmt"
	"time"

	"go.opentelemetry.io/otel/trace"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres"
)

// Entry is one line of an order's story as one service saw it.
type Entry struct {
	At      time.Time `json:"at"`
	Kind    string    `json:"kind" doc:"What happened, in the past tense"`
	Detail  string    `json:"detail"`
	EventID *string   `json:"event_id" doc:"The event that caused it"`
	TraceID *string   `json:"trace_id"`
}

// Add writes a line within tx. The event being handled and the trace are taken from ctx.
func Add(ctx context.Context, tx postgres.Tx, orderID, kind, detail string) error {
	_, err := postgres.Exec(ctx, tx, `
		insert into journal (order_id, kind, detail, event_id, trace_id)
		values (@order, @kind, @detail, nullif(@event, '')::uuid, nullif(@trace, ''))`,
		postgres.Args{"order": orderID, "kind": kind, "detail": detail, "event": events.Cause(ctx).ID, "trace": traceID(ctx)})
	if err != nil {
		return fmt.Errorf("journal %s of order %s: %w", kind, orderID, err)
	}
	return nil
}

// Of returns an order's lines, oldest first; none is an empty slice.
func Of(ctx context.Context, q postgres.Querier, orderID string) ([]Entry, error) {
	return postgres.All[Entry](ctx, q, `
		select at, kind, detail, event_id::text as event_id, trace_id
		from journal where order_id = @order order by id`, postgres.Args{"order": orderID})
}

func traceID(ctx context.Context) string {
	if span := trace.SpanContextFromContext(ctx); span.HasTraceID() {
		return span.TraceID().String()
	}
	return ""
}
