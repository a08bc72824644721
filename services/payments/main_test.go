package payments

import (
	"context"
	"log/slog"
	"testing"

	"github.com/google/uuid"

	"github.com/askcart/askcart/services/payments/internal/provider"
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

const root = "/api/v1/payments"

// shop is a running payments service and the rest of the shop, played by the test.
type shop struct {
	*servicetest.Env
	t    *testing.T
	api  *servicetest.Running
	db   *postgres.DB
	user string
}

func open(t *testing.T, edits ...func(*Config)) *shop {
	t.Helper()
	s := &shop{Env: servicetest.New(t), t: t, user: uuid.NewString()}
	s.start(edits...)
	s.db = s.DB("payments")
	return s
}

// start runs the service, also again after a stop.
func (s *shop) start(edits ...func(*Config)) {
	s.t.Helper()
	s.api = servicetest.Start(s.t, s.Env, "payments", func(ctx context.Context, c service.Config, log *slog.Logger) error {
		cfg := Config{Config: c}
		for _, edit := range edits {
			edit(&cfg)
		}
		return Run(ctx, cfg, log)
	})
}

// order is one of the test's shopper, to be paid by method.
func (s *shop) order(providerName, method string) events.Order {
	id := uuid.NewString()
	return events.Order{
		ID: id, Number: "A-1", UserID: s.user, Payment: events.PaymentWish{Provider: providerName, Method: method},
		Totals: events.Totals{Total: money.Of(13900, money.USD)},
	}
}

// place plays order and inventory up to the held stock.
func (s *shop) place(providerName, method string) events.Order {
	s.t.Helper()
	o := s.order(providerName, method)
	servicetest.Publish(s.Env, events.OrderCreated, o.ID, o)
	servicetest.Publish(s.Env, events.InventoryReserved, o.ID, events.Reservation{OrderID: o.ID})
	return o
}

func (s *shop) confirm(o events.Order) { servicetest.Publish(s.Env, events.OrderConfirmed, o.ID, o) }

func (s *shop) cancel(o events.Order) {
	servicetest.Publish(s.Env, events.OrderCancelled, o.ID, events.Cancelled{Order: o, Reason: "shopper"})
}

// await waits until the payment of o has reached a status, and returns what was told of it.
func (s *shop) await(o events.Order, status Status) events.Payment {
	s.t.Helper()
	return servicetest.Await(s.Env, events.PaymentUpdated, func(p events.Payment) bool {
		return p.OrderID == o.ID && p.Status == status.shown()
	})
}

// rests waits until the stored payment of o is in a status.
func (s *shop) rests(o events.Order, status Status) Payment {
	s.t.Helper()
	var last Payment
	servicetest.Eventually(s.t, func() bool {
		found, err := paymentOfOrder(s.t.Context(), s.db, o.ID)
		if err != nil {
			s.t.Fatal(err)
		}
		if len(found) == 1 {
			last = found[0]
		}
		return last.Status == status
	}, "the payment to be "+string(status))
	return last
}

// charge is a row of the sandbox's books.
type charge struct {
	ID       string
	Attempt  int
	State    provider.State
	Captured int64
	Refunded int64
}

// charges reads the sandbox's books: the oracle.
func (s *shop) charges(o events.Order) []charge {
	s.t.Helper()
	all, err := postgres.All[charge](s.t.Context(), s.db, `
		select id, attempt, state, captured, refunded from sandbox_charge where order_id = @order order by attempt`,
		postgres.Args{"order": o.ID})
	if err != nil {
		s.t.Fatal(err)
	}
	return all
}

// wantCharges compares the sandbox's books with state/captured/refunded of each attempt.
func (s *shop) wantCharges(o events.Order, want ...charge) {
	s.t.Helper()
	got := s.charges(o)
	for i := range got {
		got[i].ID = ""
		if want[min(i, len(want)-1)].Attempt == 0 && i < len(want) {
			want[i].Attempt = i + 1
		}
	}
	if len(got) != len(want) {
		s.t.Fatalf("the sandbox has %d charges %v, want %v", len(got), got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			s.t.Errorf("attempt %d in the sandbox = %+v, want %+v", i+1, got[i], want[i])
		}
	}
}

func (s *shop) mine() *servicetest.Client { return s.api.As(s.Shopper(s.user)) }

// view reads the payment of o as its owner sees it.
func (s *shop) view(o events.Order) View {
	s.t.Helper()
	page := servicetest.JSON[struct{ Items []View }](s.mine().Get(root + "?order_id=" + o.ID).Want(200))
	if len(page.Items) != 1 {
		s.t.Fatalf("order %s has %d payments, want 1", o.ID, len(page.Items))
	}
	return page.Items[0]
}

// inboxed is how many events the service has handled.
func (s *shop) inboxed() int64 {
	s.t.Helper()
	n, err := postgres.Value[int64](s.t.Context(), s.db, `select count(*) from inbox`, postgres.Args{})
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

// handled waits until the service has handled n events.
func (s *shop) handled(n int64) {
	s.t.Helper()
	servicetest.Eventually(s.t, func() bool { return s.inboxed() >= n }, "the events to be handled")
}
