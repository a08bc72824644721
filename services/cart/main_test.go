package cart

import (
	"context"
	"fmt"
	"log/slog"
	"testing"

	"github.com/google/uuid"

	"github.com/askcart/askcart/shared/archtest"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
	"github.com/askcart/askcart/shared/service"
	"github.com/askcart/askcart/shared/service/servicetest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

func TestShape(t *testing.T) { archtest.Check(t, ".") }

const root = "/api/v1/cart"

// shop is a running cart service and the rest of the shop, played by the test.
type shop struct {
	*servicetest.Env
	t   testing.TB
	api *servicetest.Running
	db  *postgres.DB
}

func open(t *testing.T, redis string) shop {
	t.Helper()
	env := servicetest.New(t)
	api := servicetest.Start(t, env, "cart", func(ctx context.Context, c service.Config, log *slog.Logger) error {
		return Run(ctx, Config{Config: c, RedisURL: redis, Currency: money.USD}, log)
	})
	return shop{env, t, api, env.DB("cart")}
}

// desk is a product with two variants: D-1 at $349.00 or €329.00, and D-2 at $399.00 only.
func desk() events.Product {
	return events.Product{
		ID: uuid.NewString(), Version: 1, Status: "active", Name: "Walnut desk", Images: []events.Image{{URL: "/media/desk.webp", Alt: "A desk"}},
		Variants: []events.Variant{
			{SKU: "D-1", Options: map[string]string{"width": "120"}, Prices: []money.Money{money.Of(34900, money.USD), money.Of(32900, money.EUR)}},
			{SKU: "D-2", Prices: []money.Money{money.Of(39900, money.USD)}},
		},
	}
}

// sell publishes a product and waits until the copy has it.
func (s shop) sell(p events.Product) {
	s.t.Helper()
	topic := events.ProductCreated
	if p.Version > 1 {
		topic = events.ProductUpdated
	}
	servicetest.Publish(s.Env, topic, p.ID, p)
	s.until("the product", `select exists (select from product where id = @id and version >= @version)`,
		postgres.Args{"id": p.ID, "version": p.Version})
}

// stock publishes what is available of a SKU and waits until the copy has it.
func (s shop) stock(sku string, available, version int64) {
	s.t.Helper()
	servicetest.Publish(s.Env, events.StockChanged, sku, events.Stock{SKU: sku, Available: available, OnHand: available, Version: version})
	s.until("the stock", `select exists (select from stock where sku = @sku and version >= @version)`,
		postgres.Args{"sku": sku, "version": version})
}

// until waits until a question to the service's tables is answered with true.
func (s shop) until(what, sql string, args postgres.Args) {
	s.t.Helper()
	servicetest.Eventually(s.t, func() bool {
		yes, err := postgres.Value[bool](s.t.Context(), s.db, sql, args)
		if err != nil {
			s.t.Fatal(err)
		}
		return yes
	}, what)
}

// handled waits until the event with the id has had its effect.
func (s shop) handled(id string) {
	s.t.Helper()
	s.until("event "+id, `select exists (select from inbox where event_id = @id)`, postgres.Args{"id": id})
}

// full is a shop with the desk in stock.
func full(t *testing.T) shop {
	s := open(t, "")
	s.sell(desk())
	s.stock("D-1", 10, 1)
	s.stock("D-2", 10, 1)
	return s
}

func quantity(n int) string { return fmt.Sprintf(`{"quantity":%d}`, n) }

func item(sku string, n int) string { return fmt.Sprintf(`{"sku":%q,"quantity":%d}`, sku, n) }
