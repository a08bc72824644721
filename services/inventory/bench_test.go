package inventory

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/inbox"
	"github.com/askcart/askcart/shared/kafka"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
)

// BenchmarkReserve applies order_created in the consumer's batches of 100: one op is one order of one line, with all that
// it writes (inbox, stock, ledger, reservation, outbox, journal). Hot is one SKU for all, spread is 200.
func BenchmarkReserve(b *testing.B) {
	for name, skus := range map[string]int{"hot": 1, "spread": 200} {
		b.Run(name, func(b *testing.B) {
			db := postgrestest.New(b, migrations)
			s := &Stock{db: db}
			consumer := inbox.New(db, slog.New(slog.DiscardHandler), noop.NewTracerProvider(), prometheus.NewRegistry(), s.subscriptions()...)
			product := events.Product{ID: uuid.NewString()}
			for i := range skus {
				product.Variants = append(product.Variants, events.Variant{SKU: fmt.Sprint("S-", i), InitialStock: maxOnHand})
			}
			if err := consumer.Apply(b.Context(), []kafka.Message{message(b, events.ProductCreated, product)}); err != nil {
				b.Fatal(err)
			}
			for done := 0; b.Loop(); {
				var batch []kafka.Message
				for range 100 {
					batch = append(batch, message(b, events.OrderCreated, placed(uuid.NewString(), fmt.Sprint("S-", done%skus), 1)))
					done++
				}
				if err := consumer.Apply(b.Context(), batch); err != nil {
					b.Fatal(err)
				}
			}
			n, err := postgres.Value[int](b.Context(), db, `select coalesce(sum(reserved), 0) from stock`, postgres.Args{})
			if err != nil || n != 100*b.N {
				b.Fatalf("%d reserved (%v), want %d", n, err, 100*b.N)
			}
			b.ReportMetric(float64(100*b.N)/b.Elapsed().Seconds(), "orders/s")
		})
	}
}

func message[T any](b *testing.B, topic events.Topic[T], data T) kafka.Message {
	payload, err := json.Marshal(data)
	if err != nil {
		b.Fatal(err)
	}
	return kafka.Encode(events.Event{Meta: events.Meta{ID: events.NewID(), Topic: topic.Name(), Key: events.NewID()}, Data: payload})
}
