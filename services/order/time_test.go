package order

import (
	"bufio"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/outbox"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
	"github.com/askcart/askcart/shared/service/servicetest"
	"github.com/prometheus/client_golang/prometheus"
)

// hasty decides within half a second, or two when the shopper has to act.
func hasty(c *Config) {
	c.Deadline, c.ShopperDeadline = 500*time.Millisecond, 2*time.Second
	c.SweepEvery, c.RelayPatience = 20*time.Millisecond, 100*time.Millisecond
}

func TestDeadline(t *testing.T) {
	t.Parallel()
	s := openShop(t, hasty)
	b := s.shopper()
	forgotten, held, paid, acting := b.buy(), b.buy(), b.buy(), b.buy()
	s.payment(acting.ID, 1, "requires_action", "challenge")
	s.reserved(held.ID)
	s.paid(paid.ID)
	for _, order := range []Order{forgotten, held} {
		if got := s.await(order.ID, Cancelled); got.CancelReason == nil || *got.CancelReason != "deadline" {
			t.Errorf("cancelled for %v, want the deadline", got.CancelReason)
		}
		c := servicetest.Await(s.env, events.OrderCancelled, func(c events.Cancelled) bool { return c.ID == order.ID })
		if c.Reason != "deadline" {
			t.Errorf("order_cancelled says %q", c.Reason)
		}
	}
	if got := s.order(paid.ID).Status; got != Confirmed {
		t.Errorf("a paid order is %s after its deadline", got)
	}
	got := s.await(acting.ID, Cancelled)
	at := got.Timeline[len(got.Timeline)-1].At
	if after := at.Sub(got.CreatedAt); after < 2*time.Second {
		t.Errorf("cancelled %s after placing, although the shopper had 2s", after)
	}
	if got := s.journal(acting.ID); got != "placed payment_action_required deadline_extended cancelled" {
		t.Errorf("journal: %s", got)
	}
}

func TestTwoSweepersCancelOnce(t *testing.T) {
	t.Parallel()
	s := openShop(t, hasty)
	servicetest.Start(t, s.env, "order", s.run) // a second replica on the same schema
	b := s.shopper()
	var ids []string
	for range 30 {
		ids = append(ids, b.buy().ID)
	}
	for _, id := range ids {
		s.await(id, Cancelled)
	}
	told := sent(s, events.OrderCancelled, cancelledID)
	for _, id := range ids {
		if told[id] != 1 {
			t.Errorf("order_cancelled sent %d times, want once", told[id])
		}
	}
}

// TestSweeperWaitsWhileTheRelayIsBlocked runs the sweeper alone: nothing sends the outbox.
func TestSweeperWaitsWhileTheRelayIsBlocked(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, migrations)
	o := &Orders{
		db: db, log: slog.New(slog.DiscardHandler), meter: newMeter(prometheus.NewRegistry(), db),
		sweepEvery: time.Millisecond, patience: 300 * time.Millisecond,
	}
	if _, err := db.Exec(t.Context(), `
		insert into orders (id, user_id, placed_by, email, locale, cart_id, cart_version, currency, subtotal, discount, shipping,
			tax, total, lines, shipping_address, shipping_method, payment, deadline)
		select $1::uuid, $1::uuid, $1::uuid, 'a@b.co', 'en', $1::uuid, 1, 'USD', 0, 0, 0, 0, 0, '[]', '{}', 'standard', '{}', now()`,
		unknownID); err != nil {
		t.Fatal(err)
	}
	if err := db.InTx(t.Context(), func(tx postgres.Tx) error {
		_, err := outbox.Add(t.Context(), tx, events.OrderCreated, unknownID, events.Order{})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	age := func(by string) {
		if _, err := db.Exec(t.Context(), `update outbox set created_at = now() - $1::interval`, by); err != nil {
			t.Fatal(err)
		}
	}
	status := func() Status {
		order, err := findOrder(t.Context(), db, unknownID)
		if err != nil {
			t.Fatal(err)
		}
		return order.Status
	}
	age("1 hour")
	ctx, stop := context.WithCancel(t.Context())
	swept := make(chan error, 1)
	began, looks := time.Now(), db.Stat().AcquireCount()+20
	go func() { swept <- o.sweep(ctx) }()
	servicetest.Eventually(t, func() bool { // for longer than it waits after any start
		return db.Stat().AcquireCount() > looks && time.Since(began) > 3*o.patience
	}, "the sweeper to look often")
	if got := status(); got != Pending {
		t.Fatalf("%s while the relay was blocked", got)
	}
	if _, err := db.Exec(t.Context(), `delete from outbox`); err != nil {
		t.Fatal(err)
	}
	freed := time.Now()
	servicetest.Eventually(t, func() bool { return status() == Cancelled }, "the order to be cancelled")
	if waited := time.Since(freed); waited < o.patience {
		t.Errorf("cancelled %s after the relay was free, want time for the answers to come", waited)
	}
	stop()
	if err := <-swept; err != nil {
		t.Error(err)
	}
}

// TestStream follows an order from placing to its end.
func TestStream(t *testing.T) {
	t.Parallel()
	s := openShop(t, nil)
	b := s.shopper()
	id := b.buy().ID
	orders := follow(t, s, id, "Authorization: Bearer "+s.env.Guest(b.id))
	next := func(want Status) Order {
		t.Helper()
		order, open := <-orders
		if !open || order.Status != want {
			t.Fatalf("the stream said %q, open %t; want %s", order.Status, open, want)
		}
		return order
	}
	next(Pending)
	s.reserved(id)
	next(Reserved)
	s.payment(id, 1, "requires_action", "challenge")
	if order := next(Reserved); order.Payment.ClientAction == nil || order.Payment.ClientAction.Type != "challenge" {
		t.Errorf("payment = %+v, want the challenge", order.Payment)
	}
	s.paid(id)
	next(Confirmed)
	b.Post(path("/%s/cancel", id), nil).Want(200)
	next(Cancelled)
	if order, open := <-orders; open {
		t.Errorf("the stream went on after the end: %+v", order)
	}
	again := follow(t, s, id, "Authorization: Bearer "+s.env.Guest(b.id))
	if order := <-again; order.Status != Cancelled {
		t.Errorf("a new stream begins with %s", order.Status)
	}
	if _, open := <-again; open {
		t.Error("a stream of a final order goes on")
	}
	s.As("").Get(path("/%s/stream", id)).Want(401, `"unauthorized"`)
}

// TestStreamOfAnotherReplica learns of what this one decides.
func TestStreamOfAnotherReplica(t *testing.T) {
	t.Parallel()
	s := openShop(t, nil)
	b := s.shopper()
	id := b.buy().ID
	found := servicetest.JSON[Found](s.As("").Post(path("/lookup"), map[string]string{"number": s.order(id).Number, "email": "ada@example.com"}))
	other := *s
	other.Running = servicetest.Start(t, s.env, "order", s.run)
	orders := follow(t, &other, id, "X-Order-Token: "+found.Token)
	if order := <-orders; order.Status != Pending {
		t.Errorf("began with %s", order.Status)
	}
	b.Post(path("/%s/cancel", id), nil).Want(200)
	if order := <-orders; order.Status != Cancelled {
		t.Errorf("went on with %s", order.Status)
	}
}

// follow reads an order's stream; the channel is closed at its end.
func follow(t *testing.T, s *shop, id, header string) <-chan Order {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL(path("/%s/stream", id)), nil)
	if err != nil {
		t.Fatal(err)
	}
	name, value, _ := strings.Cut(header, ": ")
	r.Header.Set(name, value)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if kind := answer.Header.Get("Content-Type"); answer.StatusCode != 200 || !strings.HasPrefix(kind, "text/event-stream") {
		t.Fatalf("stream: %d %s", answer.StatusCode, kind)
	}
	orders := make(chan Order)
	go func() {
		defer close(orders)
		defer answer.Body.Close()
		for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
			data, ok := strings.CutPrefix(lines.Text(), "data: ")
			if !ok {
				continue
			}
			var order Order
			if json.Unmarshal([]byte(data), &order) != nil {
				return
			}
			select {
			case orders <- order:
			case <-t.Context().Done():
				return
			}
		}
	}()
	return orders
}
