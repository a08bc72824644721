package notification

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/askcart/askcart/services/notification/internal/mail/mailtest"
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

const root = "/api/v1/notifications"

// shop is a running notification service, the rest of the shop played by the test, and a mail server.
type shop struct {
	*servicetest.Env
	t    *testing.T
	api  *servicetest.Running
	db   *postgres.DB
	smtp *mailtest.Server
	cfg  Config
}

// open starts the service; change may alter its configuration.
func open(t *testing.T, server *mailtest.Server, change ...func(*Config)) *shop {
	t.Helper()
	s := &shop{Env: servicetest.New(t), t: t, smtp: server}
	s.cfg = Config{PublicURL: "https://shop.example", From: "Shop <shop@example.org>", Retry: 20 * time.Millisecond, Timeout: 5 * time.Second}
	if server != nil {
		s.cfg.SMTPURL = server.URL()
	}
	for _, c := range change {
		c(&s.cfg)
	}
	s.api = s.start()
	s.db = s.DB("notification")
	return s
}

// start runs one (more) replica.
func (s *shop) start() *servicetest.Running {
	s.t.Helper()
	return servicetest.Start(s.t, s.Env, "notification", func(ctx context.Context, c service.Config, log *slog.Logger) error {
		cfg := s.cfg
		cfg.Config = c
		return Run(ctx, cfg, log)
	})
}

// hear publishes an event and waits until it had its effect.
func hear[T any](s *shop, topic events.Topic[T], key string, data T) {
	s.t.Helper()
	id := servicetest.Publish(s.Env, topic, key, data)
	s.until("event on "+topic.Name(), `select exists (select from inbox where event_id = @id)`, postgres.Args{"id": id})
}

// until waits until a question to the service's tables is answered with true.
func (s *shop) until(what, sql string, args postgres.Args) {
	s.t.Helper()
	servicetest.Eventually(s.t, func() bool {
		yes, err := postgres.Value[bool](s.t.Context(), s.db, sql, args)
		if err != nil {
			s.t.Fatal(err)
		}
		return yes
	}, what)
}

// idle waits until there is no mail left to send and nobody left to tell.
func (s *shop) idle() {
	s.t.Helper()
	s.until("all mail", `select not exists (select from mail where state = 'waiting')
		and not exists (select from alert where fired_at is not null and told_at is null)`, postgres.Args{})
}

// box are the messages of whoever has the token, newest first.
func (s *shop) box(token string) Inbox {
	s.t.Helper()
	return servicetest.JSON[Inbox](s.api.As(token).Get(root + "?limit=100").Want(200))
}

// order is one of two articles for $25.00, of a user with an address.
func order(user, email string) events.Order {
	id := uuid.NewString()
	return events.Order{
		ID: id, Number: "A-" + id[:6], UserID: user, Email: email, Payment: events.PaymentWish{Provider: "sandbox"},
		Lines: []events.OrderLine{
			{SKU: "MUG-RED", Name: `Mug <b onclick="x">"red"</b>`, Quantity: 2, UnitPrice: money.Of(1000, money.USD)},
		},
		Totals: events.Totals{Total: money.Of(2500, money.USD)},
	}
}

// mug is a product with MUG-RED at $10.00 or €9.00 and MUG-BLUE at $12.00.
func mug(version int64) events.Product {
	return events.Product{
		ID: "0192d2a0-0000-7000-8000-000000000001", Slug: "mug", Name: "Mug", Version: version, Status: "active",
		Variants: []events.Variant{
			{SKU: "MUG-RED", Prices: []money.Money{money.Of(1000, money.USD), money.Of(900, money.EUR)}},
			{SKU: "MUG-BLUE", Prices: []money.Money{money.Of(1200, money.USD)}},
		},
	}
}

func (s *shop) sell(p events.Product) {
	s.t.Helper()
	topic := events.ProductCreated
	if p.Version > 1 {
		topic = events.ProductUpdated
	}
	hear(s, topic, p.ID, p)
}

func (s *shop) stock(sku string, available, version int64) {
	s.t.Helper()
	hear(s, events.StockChanged, sku, events.Stock{SKU: sku, Available: available, Version: version})
}

func (s *shop) account(user, email string) {
	s.t.Helper()
	hear(s, events.UserChanged, user, events.User{ID: user, Email: email, Name: "Ada"})
}
