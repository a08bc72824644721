package order

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/askcart/askcart/shared/env"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
	"github.com/askcart/askcart/shared/service"
	"github.com/askcart/askcart/shared/service/servicetest"
	"github.com/google/uuid"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

const unknownID = "01890000-0000-7000-8000-000000000000"

// shop is a running order service; the test plays catalogue, inventory and payments.
type shop struct {
	*servicetest.Running
	t      testing.TB
	env    *servicetest.Env
	db     *postgres.DB
	change func(*Config)
}

// openShop starts a shop that sells a "desk" of 349.00 of which there are many, and whatever stock adds.
func openShop(t testing.TB, change func(*Config)) *shop {
	t.Helper()
	s := &shop{t: t, env: servicetest.New(t), change: change}
	s.Running = servicetest.Start(t, s.env, "order", s.run)
	s.db = s.env.DB("order")
	s.sell("desk", 34_900, 1_000_000)
	return s
}

func (s *shop) run(ctx context.Context, common service.Config, log *slog.Logger) error {
	cfg, err := env.Load[Config](func(name string) (string, bool) {
		return map[string]string{"DATABASE_URL": "-", "KAFKA_BROKERS": "-"}[name], true
	})
	if err != nil {
		return err
	}
	cfg.Config, cfg.TaxRates = common, "US=825,DE=1900"
	if s.change != nil {
		s.change(&cfg)
	}
	return Run(ctx, cfg, log)
}

// sell puts a SKU on sale, as product and inventory would, and waits until the shop knows.
func (s *shop) sell(sku string, price, available int64) (productID string) {
	s.t.Helper()
	id := uuid.NewString()
	s.handled(servicetest.Publish(s.env, events.ProductCreated, id, product(id, sku, price, 1)))
	s.handled(servicetest.Publish(s.env, events.StockChanged, sku, events.Stock{SKU: sku, Available: available, Version: 1}))
	return id
}

func product(id, sku string, price, version int64) events.Product {
	return events.Product{
		ID: id, Slug: sku, Name: "The " + sku, Status: "active", Version: version,
		Images:   []events.Image{{URL: "/media/" + sku + ".webp", Alt: sku}},
		Variants: []events.Variant{{SKU: sku, Options: map[string]string{"wood": "oak"}, Prices: []money.Money{money.Of(price, money.USD)}}},
	}
}

// handled waits until the service has handled events.
func (s *shop) handled(ids ...string) {
	s.t.Helper()
	servicetest.Eventually(s.t, func() bool {
		n, err := postgres.Value[int](s.t.Context(), s.db, `select count(*) from inbox where event_id = any(@ids::uuid[])`, postgres.Args{"ids": ids})
		return err == nil && n == len(ids)
	}, "events to be handled")
}

// count is the only value of a query.
func (s *shop) count(sql string, args postgres.Args) int {
	s.t.Helper()
	n, err := postgres.Value[int](s.t.Context(), s.db, sql, args)
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

// order reads an order as staff.
func (s *shop) order(id string) Order {
	s.t.Helper()
	return servicetest.JSON[Order](s.As(s.env.Admin()).Get("/api/v1/orders/" + id).Want(200))
}

// await waits until an order is as wanted.
func (s *shop) await(id string, want Status) Order {
	s.t.Helper()
	var order Order
	servicetest.Eventually(s.t, func() bool { order = s.order(id); return order.Status == want }, "the order to be "+string(want))
	return order
}

// hear publishes what inventory or payments says of an order and waits until it was handled.
func hear[T any](s *shop, topic events.Topic[T], id string, data T) {
	s.t.Helper()
	s.handled(servicetest.Publish(s.env, topic, id, data))
}

func (s *shop) reserved(id string) {
	hear(s, events.InventoryReserved, id, events.Reservation{OrderID: id})
}

func (s *shop) paid(id string) {
	hear(s, events.PaymentSucceeded, id, events.PaymentSuccess{OrderID: id, PaymentID: unknownID})
}

// payment publishes a transition of an order's payment.
func (s *shop) payment(id string, version int64, status, action string) {
	hear(s, events.PaymentUpdated, id, events.Payment{
		OrderID: id, PaymentID: unknownID, Provider: "sandbox", Status: status, Attempt: 1, Version: version, ClientAction: action,
	})
}

// journal is the kinds of an order's journal lines.
func (s *shop) journal(id string) string {
	s.t.Helper()
	lines := servicetest.JSON[struct {
		Items []struct{ Kind, Detail string }
	}](s.As(s.env.Admin()).Get("/journal?order_id=" + id).Want(200))
	var kinds []string
	for _, l := range lines.Items {
		kinds = append(kinds, l.Kind)
	}
	return strings.Join(kinds, " ")
}

// shopper is somebody who buys.
type shopper struct {
	*servicetest.Client
	shop *shop
	id   string
}

func (s *shop) shopper() shopper {
	id := uuid.NewString()
	return shopper{s.As(s.env.Guest(id)), s, id}
}

// draft is a good order of one SKU from a new cart.
func (b shopper) draft(sku string, quantity int) map[string]any {
	b.shop.t.Helper()
	quoted := servicetest.JSON[Quote](b.Post("/api/v1/orders/quote", map[string]any{
		"lines": []Wish{{sku, quantity}}, "shipping_address": home(),
	}).Want(200))
	return map[string]any{
		"cart_id": uuid.NewString(), "cart_version": 3, "lines": []Wish{{sku, quantity}}, "email": "ada@example.com",
		"shipping_address": home(), "shipping_method": "standard",
		"payment":        map[string]any{"provider": "sandbox", "method": "tok_ok"},
		"expected_total": quoted.Totals.Total,
	}
}

func home() Address {
	return Address{Name: "Ada Lovelace", Line1: "1 Main St", City: "Springfield", Region: "IL", PostalCode: "62701", Country: "US"}
}

// post places a draft under a key.
func (b shopper) post(draft any, key string) *servicetest.Response {
	b.shop.t.Helper()
	return b.Post("/api/v1/orders", draft, "Idempotency-Key: "+key)
}

// buy places an order of one desk.
func (b shopper) buy() Order {
	b.shop.t.Helper()
	return servicetest.JSON[Order](b.post(b.draft("desk", 1), uuid.NewString()).Want(201))
}

// with returns a copy of a draft with one member replaced; nil removes it.
func with(draft map[string]any, path string, value any) map[string]any {
	text, err := json.Marshal(draft)
	if err != nil {
		panic(err)
	}
	var c map[string]any
	if err := json.Unmarshal(text, &c); err != nil {
		panic(err)
	}
	at, names := c, strings.Split(path, ".")
	for _, name := range names[:len(names)-1] {
		at = at[name].(map[string]any)
	}
	if last := names[len(names)-1]; value == nil {
		delete(at, last)
	} else {
		at[last] = value
	}
	return c
}

// sent counts the events on a topic, once all are out, by the order they tell of.
func sent[T any](s *shop, topic events.Topic[T], id func(T) string) map[string]int {
	s.t.Helper()
	before := s.count(`select coalesce(max(id), 0)::int from outbox`, postgres.Args{})
	servicetest.Eventually(s.t, func() bool {
		return s.count(`select count(*) from outbox where id <= @before`, postgres.Args{"before": before}) == 0
	}, "the outbox to be sent")
	n := map[string]int{}
	for _, e := range servicetest.Events(s.env, topic) {
		n[id(e)]++
	}
	return n
}

func idOf(o events.Order) string            { return o.ID }
func cancelledID(o events.Cancelled) string { return o.ID }

// types is an order's timeline in short.
func types(o Order) string {
	var all []string
	for _, item := range o.Timeline {
		all = append(all, item.Type)
	}
	return strings.Join(all, " ")
}

func path(format string, args ...any) string { return "/api/v1/orders" + fmt.Sprintf(format, args...) }
