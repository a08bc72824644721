package cart

import (
	"fmt"
	"log/slog"
	"testing"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/askcart/askcart/services/cart/cache"
	"github.com/askcart/askcart/shared/embedded"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
)

// BenchmarkRead reads a cart of some lines with and without Redis; BenchmarkAdd adds a piece to it.
func BenchmarkRead(b *testing.B) {
	server, err := embedded.Redis(b.Context(), embedded.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = server.Stop(b.Context()) }()
	for _, lines := range []int{2, 50} {
		for _, url := range []string{"", "redis://" + server.Addr} {
			b.Run(fmt.Sprintf("lines=%d/redis=%t", lines, url != ""), func(b *testing.B) {
				c, user := stocked(b, url, lines)
				b.ResetTimer()
				for b.Loop() {
					if _, err := c.Cart(as(user), ""); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkAdd(b *testing.B) {
	c, user := stocked(b, "", 2)
	for n := 0; b.Loop(); n++ {
		if _, err := c.Put(as(user), "S-0", 1+n%50, ""); err != nil {
			b.Fatal(err)
		}
	}
}

// stocked is a user with a cart of so many lines.
func stocked(b *testing.B, redis string, lines int) (*Carts, string) {
	kept, err := cache.Open(redis, prometheus.NewRegistry(), slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(kept.Close)
	c := &Carts{db: postgrestest.New(b, migrations), cache: kept, currency: money.USD}
	p := desk()
	p.Variants = nil
	for i := range lines {
		p.Variants = append(p.Variants, events.Variant{SKU: fmt.Sprint("S-", i), Options: map[string]string{"size": "42"}, Prices: []money.Money{money.Of(1, money.USD)}})
	}
	if err := c.db.InTx(b.Context(), func(tx postgres.Tx) error { return c.productChanged(b.Context(), tx, events.Meta{}, p) }); err != nil {
		b.Fatal(err)
	}
	user := uuid.NewString()
	for _, v := range p.Variants {
		if _, err := c.Add(as(user), v.SKU, 1, ""); err != nil {
			b.Fatal(err)
		}
	}
	return c, user
}
