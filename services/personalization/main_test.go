package personalization

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

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

const root = "/api/v1"

// shop is a running personalization service and the rest of the shop, played by the test.
type shop struct {
	*servicetest.Env
	t   testing.TB
	api *servicetest.Running
	db  *postgres.DB
}

func open(t testing.TB) shop {
	t.Helper()
	env := servicetest.New(t)
	api := servicetest.Start(t, env, "personalization", func(ctx context.Context, c service.Config, log *slog.Logger) error {
		return Run(ctx, Config{Config: c, Currency: money.USD}, log)
	})
	return shop{env, t, api, env.DB("personalization")}
}

// item is an active product with one variant, named as its SKU, at $10.00 or €9.00. path is its category, a/b/c.
func item(name, brand, path string) events.Product {
	return events.Product{
		ID: uuid.NewString(), Version: 1, Status: "active", Slug: strings.ToLower(name), Name: name, Brand: brand,
		Category: strings.Split(path, "/"), Images: []events.Image{{URL: "/media/" + name + ".webp", Alt: "A " + name}},
		Variants: []events.Variant{{SKU: name, Prices: []money.Money{money.Of(1000, money.USD), money.Of(900, money.EUR)}}},
	}
}

// sell publishes products and five pieces of each of their SKUs, and waits until all is known.
func (s shop) sell(products ...events.Product) {
	s.t.Helper()
	for _, p := range products {
		topic := events.ProductCreated
		if p.Version > 1 {
			topic = events.ProductUpdated
		}
		servicetest.Publish(s.Env, topic, p.ID, p)
		for _, v := range p.Variants {
			servicetest.Publish(s.Env, events.StockChanged, v.SKU, events.Stock{SKU: v.SKU, Available: 5, Version: 1})
		}
	}
	for _, p := range products {
		s.until("product "+p.Name, `select exists (select from product where id = @id and version >= @version)`,
			postgres.Args{"id": p.ID, "version": p.Version})
		for _, v := range p.Variants {
			s.until("stock of "+v.SKU, `select exists (select from stock where sku = @sku and version > 0)`, postgres.Args{"sku": v.SKU})
		}
	}
}

// until waits until a question to the service's tables is answered with true.
func (s shop) until(what, sql string, args postgres.Args) {
	s.t.Helper()
	servicetest.Eventually(s.t, func() bool { return s.ask(sql, args) }, what)
}

func (s shop) ask(sql string, args postgres.Args) bool {
	s.t.Helper()
	yes, err := postgres.Value[bool](s.t.Context(), s.db, sql, args)
	if err != nil {
		s.t.Fatal(err)
	}
	return yes
}

// happen publishes an event and waits until it has had its effect.
func happen[T any](s shop, topic events.Topic[T], key string, data T) {
	s.t.Helper()
	id := servicetest.Publish(s.Env, topic, key, data)
	s.until("event "+id, `select exists (select from inbox where event_id = @id)`, postgres.Args{"id": id})
}

// did reports acts as a shopper and waits until they are counted.
func (s shop) did(user string, acts ...map[string]any) {
	s.t.Helper()
	s.report(user, acts...)
	s.counted()
}

func (s shop) report(user string, acts ...map[string]any) {
	s.t.Helper()
	s.api.As(s.Shopper(user)).Post(root+"/events", map[string]any{"events": acts}).Want(202)
}

func (s shop) counted() {
	s.t.Helper()
	s.until("counting", `select not exists (select from uncounted)`, nil)
}

// crowd is n new shoppers who all do the same.
func (s shop) crowd(n int, acts ...map[string]any) {
	s.t.Helper()
	for range n {
		s.report(uuid.NewString(), acts...)
	}
	s.counted()
}

// look is a view of a product so long ago.
func look(p events.Product, ago time.Duration) map[string]any {
	return map[string]any{"type": "view", "product_id": p.ID, "at": time.Now().Add(-ago).Format(time.RFC3339Nano)}
}

// buy is a confirmed order of a new shopper.
func buy(products ...events.Product) events.Order {
	o := events.Order{ID: uuid.NewString(), UserID: uuid.NewString()}
	for _, p := range products {
		o.Lines = append(o.Lines, events.OrderLine{SKU: p.Variants[0].SKU, ProductID: p.ID, Name: p.Name, Quantity: 1})
	}
	return o
}

// recommended lists what is recommended, as "Name: reason".
func recommended(c *servicetest.Client, query string) []string {
	type page struct{ Items []Recommendation }
	list := []string{}
	for _, r := range servicetest.JSON[page](c.Get(root + "/recommendations?" + query).Want(200)).Items {
		list = append(list, r.Product.Name+": "+r.Reason)
	}
	return list
}

// names lists the products of a page of cards.
func names(c *servicetest.Client, path string) []string {
	type page struct{ Items []Card }
	list := []string{}
	for _, card := range servicetest.JSON[page](c.Get(root + path).Want(200)).Items {
		list = append(list, card.Name)
	}
	return list
}

func report(acts ...string) string { return fmt.Sprintf(`{"events":[%s]}`, strings.Join(acts, ",")) }
