package service_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/fstest"

	"github.com/google/uuid"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/inbox"
	"github.com/askcart/askcart/shared/journal"
	"github.com/askcart/askcart/shared/kafka"
	"github.com/askcart/askcart/shared/outbox"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
	"github.com/askcart/askcart/shared/service"
	"github.com/askcart/askcart/shared/service/servicetest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

var migrations = fstest.MapFS{"00001_counter.sql": {Data: []byte(`-- +goose Up
create table counter (order_id uuid primary key, n int not null, log text not null default '');
`)}}

// counter is the smallest service there can be: it counts an order's creations, says so, and
// chokes on orders of the user "bad" for as long as choke is set.
type counter struct{ choke bool }

func (c *counter) run(ctx context.Context, cfg service.Config, log *slog.Logger) error {
	s, err := service.Open(ctx, "order", cfg, migrations, log)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	s.Hear(inbox.On(events.OrderCreated, c.created), inbox.On(events.InventoryReserved, c.reserved))
	return s.Run(ctx)
}

func (c *counter) created(ctx context.Context, tx postgres.Tx, _ events.Meta, o events.Order) error {
	if c.choke && o.UserID == "bad" {
		return errors.New("choking")
	}
	_, err := postgres.Exec(ctx, tx, `insert into counter (order_id, n, log) values (@id, 1, 'c')
		on conflict (order_id) do update set n = counter.n + 1, log = counter.log || 'c'`, postgres.Args{"id": o.ID})
	if err != nil {
		return err
	}
	if err := journal.Add(ctx, tx, o.ID, "counted", ""); err != nil {
		return err
	}
	_, err = outbox.Add(ctx, tx, events.OrderConfirmed, o.ID, o)
	return err
}

func (c *counter) reserved(ctx context.Context, tx postgres.Tx, _ events.Meta, r events.Reservation) error {
	_, err := postgres.Exec(ctx, tx, `insert into counter (order_id, n, log) values (@id, 0, 'r')
		on conflict (order_id) do update set log = counter.log || 'r'`, postgres.Args{"id": r.OrderID})
	return err
}

func start(t *testing.T, c *counter) (*servicetest.Env, *servicetest.Running, *postgres.DB) {
	t.Helper()
	e := servicetest.New(t)
	r := servicetest.Start(t, e, "order", c.run)
	return e, r, e.DB("order")
}

func count(t *testing.T, db *postgres.DB, id string) int {
	t.Helper()
	n, err := postgres.Value[int](t.Context(), db, `select coalesce((select n from counter where order_id = @id), 0)`, postgres.Args{"id": id})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTheSameEventHasItsEffectOnce(t *testing.T) {
	t.Parallel()
	e, _, db := start(t, &counter{})
	first, second := uuid.NewString(), uuid.NewString()
	id := servicetest.Publish(e, events.OrderCreated, first, events.Order{ID: first})
	servicetest.PublishAs(e, id, events.OrderCreated, first, events.Order{ID: first})
	servicetest.PublishAs(e, id, events.OrderCreated, first, events.Order{ID: first})
	servicetest.Publish(e, events.OrderCreated, second, events.Order{ID: second})
	servicetest.Await(e, events.OrderConfirmed, func(o events.Order) bool { return o.ID == second })
	servicetest.Await(e, events.OrderConfirmed, func(o events.Order) bool { return o.ID == first })
	servicetest.PublishAs(e, id, events.OrderCreated, first, events.Order{ID: first})
	last := uuid.NewString()
	servicetest.Publish(e, events.OrderCreated, last, events.Order{ID: last})
	servicetest.Eventually(t, func() bool { return count(t, db, last) == 1 }, "the last order to be counted")
	if got := count(t, db, first); got != 1 {
		t.Errorf("an event delivered four times had its effect %d times", got)
	}
	if got := len(servicetest.Events(e, events.OrderConfirmed)); got != 3 {
		t.Errorf("three orders caused %d events, want 3", got)
	}
}

func TestGoesOnAfterARestart(t *testing.T) {
	t.Parallel()
	c := &counter{}
	e, r, db := start(t, c)
	r.Stop()
	id := uuid.NewString()
	servicetest.Publish(e, events.OrderCreated, id, events.Order{ID: id})
	servicetest.Start(t, e, "order", c.run)
	servicetest.Eventually(t, func() bool { return count(t, db, id) == 1 }, "the event sent while nobody listened")
}

func TestAPoisonMessageStopsNobody(t *testing.T) {
	t.Parallel()
	e, r, db := start(t, &counter{})
	key, id := uuid.NewString(), uuid.NewString()
	servicetest.PublishRaw(e, kafka.Message{Topic: "order_created", Key: key, Value: []byte("\x00\xff junk")})
	bad := kafka.Encode(events.Event{Meta: events.Meta{ID: events.NewID(), Topic: "order_created", Key: key}, Data: []byte(`{"id":7}`)})
	servicetest.PublishRaw(e, bad)
	servicetest.Publish(e, events.OrderCreated, "x", events.Order{ID: "no uuid"})
	servicetest.Publish(e, events.OrderCreated, key, events.Order{ID: key})
	servicetest.Publish(e, events.OrderCreated, id, events.Order{ID: id})
	servicetest.Eventually(t, func() bool { return count(t, db, id) == 1 && count(t, db, key) == 1 }, "the good orders behind the poison")
	staff := r.As(e.Admin())
	servicetest.Eventually(t, func() bool {
		return len(servicetest.JSON[struct{ Items []inbox.DeadLetter }](staff.Get("/dead-letters")).Items) == 3
	}, "three dead letters")
	r.As(e.Shopper(uuid.NewString())).Get("/dead-letters").Want(403, `"code":"forbidden"`)
	r.As("").Get("/dead-letters").Want(401, `"code":"unauthorized"`)
}

func TestEventsWaitBehindABadOneOfTheirKeyUntilItIsReplayed(t *testing.T) {
	t.Parallel()
	c := &counter{choke: true}
	e, r, db := start(t, c)
	bad, good := uuid.NewString(), uuid.NewString()
	servicetest.Publish(e, events.OrderCreated, bad, events.Order{ID: bad, UserID: "bad"})
	staff := r.As(e.Admin())
	letters := func() []inbox.DeadLetter {
		return servicetest.JSON[struct{ Items []inbox.DeadLetter }](staff.Get("/dead-letters")).Items
	}
	servicetest.Eventually(t, func() bool { return len(letters()) == 1 }, "the bad event to be kept")
	servicetest.Publish(e, events.InventoryReserved, bad, events.Reservation{OrderID: bad})
	servicetest.Publish(e, events.OrderCreated, good, events.Order{ID: good})
	servicetest.Eventually(t, func() bool { return len(letters()) == 2 && count(t, db, good) == 1 }, "the later event to park, the other order to flow")
	if !letters()[0].Parked || letters()[1].Parked {
		t.Errorf("parked = %v, %v; want only the later event to be parked", letters()[0].Parked, letters()[1].Parked)
	}
	staff.Post("/dead-letters/"+letters()[1].ID+"/replay", nil).Want(409, `"code":"replay_failed"`)
	r.Stop()
	c.choke = false
	again := servicetest.Start(t, e, "order", c.run)
	list := servicetest.JSON[struct{ Items []inbox.DeadLetter }](again.As(e.Admin()).Get("/dead-letters")).Items
	again.As(e.Admin()).Post("/dead-letters/"+list[1].ID+"/replay", nil).Want(200)
	log, err := postgres.Value[string](t.Context(), db, `select log from counter where order_id = @id`, postgres.Args{"id": bad})
	if err != nil || log != "cr" {
		t.Errorf("replayed in the order %q (%v), want cr", log, err)
	}
	again.As(e.Admin()).Post("/dead-letters/"+uuid.NewString()+"/replay", nil).Want(404)
}

func TestTellsStaffAnOrdersStory(t *testing.T) {
	t.Parallel()
	e, r, _ := start(t, &counter{})
	id := uuid.NewString()
	event := servicetest.Publish(e, events.OrderCreated, id, events.Order{ID: id})
	servicetest.Await(e, events.OrderConfirmed, func(o events.Order) bool { return o.ID == id })
	r.As(e.Admin()).Get("/journal?order_id="+id).Want(200, `"kind":"counted"`, event)
	r.As(e.Shopper(id)).Get("/journal?order_id=" + id).Want(403)
	r.As(e.Admin()).Get("/journal?order_id=x").Want(422)
}

func TestProbesAndDocs(t *testing.T) {
	t.Parallel()
	_, r, _ := start(t, &counter{})
	r.Get("/healthz").Want(200)
	r.Get("/readyz").Want(200)
	r.Get("/metrics").Want(200, "outbox_depth 0", "go_goroutines")
	r.Get("/openapi.json").Want(200, `"openapi":"3.1`, "replay-dead-letter")
	r.Get("/docs").Want(200, "swagger")
}
