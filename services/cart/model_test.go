package cart

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"
	"pgregory.net/rapid"

	"github.com/askcart/askcart/services/cart/cache"
	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/embedded"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
)

var skus = []string{"a", "b", "c", "d"}

// price is what a SKU costs, so that a subtotal tells what is in a cart.
var price = map[string]int64{"a": 1, "b": 1_000, "c": 1_000_000, "d": 1_000_000_000}

// direct is Carts without HTTP and broker, with its Redis.
func direct(t *testing.T) (*Carts, *redis.Client) {
	t.Helper()
	server, err := embedded.Redis(t.Context(), embedded.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stopped(t, server) })
	kept, err := cache.Open("redis://"+server.Addr, prometheus.NewRegistry(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(kept.Close)
	client := redis.NewClient(&redis.Options{Addr: server.Addr})
	t.Cleanup(func() { _ = client.Close() })
	c := &Carts{db: postgrestest.New(t, migrations), cache: kept, currency: money.USD}
	p := events.Product{ID: uuid.NewString(), Version: 1, Status: "active", Name: "x"}
	for _, sku := range skus {
		p.Variants = append(p.Variants, events.Variant{SKU: sku, Prices: []money.Money{money.Of(price[sku], money.USD)}})
	}
	if err := c.db.InTx(t.Context(), func(tx postgres.Tx) error {
		return c.productChanged(t.Context(), tx, events.Meta{}, p)
	}); err != nil {
		t.Fatal(err)
	}
	return c, client
}

func as(user string) context.Context {
	return auth.With(context.Background(), auth.Identity{UserID: user, Role: auth.Guest})
}

// model is what should be in the carts of two users, and which orders were subtracted.
type model struct {
	carts  map[string]map[string]int // user, SKU
	bought map[string]bool
}

func (m *model) add(user, sku string, n int) bool {
	if m.carts[user][sku]+n > maxQuantity {
		return false
	}
	m.carts[user][sku] += n
	return true
}

func (m *model) put(user, sku string, n int) {
	m.carts[user][sku] = n
	if n == 0 {
		delete(m.carts[user], sku)
	}
}

func (m *model) merge(from, to string) {
	for sku, n := range m.carts[from] {
		m.carts[to][sku] = min(m.carts[to][sku]+n, maxQuantity)
	}
	m.carts[from] = map[string]int{}
}

func (m *model) buy(o events.Order) {
	if m.bought[o.ID] {
		return
	}
	m.bought[o.ID] = true
	for _, l := range o.Lines {
		m.put(o.UserID, l.SKU, max(0, m.carts[o.UserID][l.SKU]-l.Quantity))
	}
}

// TestAnyHistoryAgreesWithTheModel plays random changes of two users' carts, while Redis is flushed, or given answers of
// the past; every answer must be what the model says.
func TestAnyHistoryAgreesWithTheModel(t *testing.T) {
	t.Parallel()
	c, r := direct(t)
	rapid.Check(t, func(t *rapid.T) {
		users := []string{uuid.NewString(), uuid.NewString()}
		m := &model{map[string]map[string]int{users[0]: {}, users[1]: {}}, map[string]bool{}}
		past := map[string][]string{} // by key of Redis, what it held
		versions := map[string]int64{}
		for range rapid.IntRange(1, 25).Draw(t, "length") {
			user := rapid.SampledFrom(users).Draw(t, "user")
			before := maps.Clone(m.carts[user])
			step(t, c, m, users, user)
			meddle(t, r, past)
			v, err := c.Cart(as(user), "")
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]int{}
			for _, l := range v.Lines {
				got[l.SKU] = l.Quantity
			}
			if diff := cmp.Diff(m.carts[user], got); diff != "" {
				t.Fatalf("cart (-want +got):\n%s", diff)
			}
			if changed := !maps.Equal(before, got); changed && v.Version <= versions[v.ID] {
				t.Fatalf("the cart changed but its version is still %d", v.Version)
			}
			versions[v.ID] = v.Version
			if want := worth(got); v.Subtotal != want {
				t.Fatalf("subtotal = %v, want %v", v.Subtotal, want)
			}
		}
	})
}

func worth(lines map[string]int) money.Money {
	sum := money.Of(0, money.USD)
	for sku, n := range lines {
		sum.Amount += price[sku] * int64(n)
	}
	return sum
}

// step does one random thing to the model and to the service.
func step(t *rapid.T, c *Carts, m *model, users []string, user string) {
	ctx := as(user)
	sku, n := rapid.SampledFrom(skus).Draw(t, "sku"), rapid.IntRange(1, 60).Draw(t, "n")
	var err error
	switch rapid.SampledFrom([]string{"add", "put", "remove", "clear", "buy", "merge"}).Draw(t, "what") {
	case "add":
		ok := m.add(user, sku, n)
		if _, err = c.Add(ctx, sku, n, ""); !ok && errors.Is(err, ErrQuantity) {
			err = nil
		}
	case "put":
		m.put(user, sku, n-1)
		_, err = c.Put(ctx, sku, n-1, "")
	case "remove":
		m.put(user, sku, 0)
		_, err = c.Remove(ctx, sku, "")
	case "clear":
		m.carts[user] = map[string]int{}
		_, err = c.Clear(ctx, "")
	case "buy":
		v, _ := c.Cart(ctx, "")
		o := events.Order{ID: uuid.NewString(), UserID: user, CartID: v.ID, Lines: []events.OrderLine{{SKU: sku, Quantity: n}}}
		for range rapid.IntRange(1, 2).Draw(t, "deliveries") {
			m.buy(o)
			err = errors.Join(err, c.db.InTx(ctx, func(tx postgres.Tx) error { return c.orderConfirmed(ctx, tx, events.Meta{}, o) }))
		}
	case "merge":
		for range rapid.IntRange(1, 2).Draw(t, "deliveries") {
			m.merge(users[0], users[1])
			err = errors.Join(err, c.db.InTx(ctx, func(tx postgres.Tx) error {
				return c.userMerged(ctx, tx, events.Meta{}, events.UserMerge{From: users[0], To: users[1]})
			}))
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// meddle flushes Redis, or puts back anything that it ever held.
func meddle(t *rapid.T, r *redis.Client, past map[string][]string) {
	ctx := context.Background()
	for _, k := range r.Keys(ctx, "askcart:cart:*").Val() {
		past[k] = append(past[k], r.Get(ctx, k).Val())
	}
	if rapid.IntRange(0, 9).Draw(t, "flush") == 0 {
		r.FlushAll(ctx)
	}
	for k, held := range past {
		if rapid.Bool().Draw(t, "meddle") {
			r.Set(ctx, k, rapid.SampledFrom(held).Draw(t, "stale"), 0)
		}
	}
}

// TestConcurrentHistoriesAddUp lets several goroutines change one cart: each sets a SKU of its own and adds to a
// shared one. Every change counts, whatever the order.
func TestConcurrentHistoriesAddUp(t *testing.T) {
	t.Parallel()
	c, _ := direct(t)
	rapid.Check(t, func(t *rapid.T) {
		user := uuid.NewString()
		want := map[string]int{}
		var plans [][]func() error
		for _, own := range skus[1:] {
			var plan []func() error
			last := 0
			for range rapid.IntRange(1, 6).Draw(t, "length") {
				n := rapid.IntRange(0, 9).Draw(t, "n")
				if rapid.Bool().Draw(t, "own") {
					last = n
					plan = append(plan, func() error { _, err := c.Put(as(user), own, n, ""); return err })
				} else if n > 0 && want["a"]+n <= maxQuantity {
					want["a"] += n
					plan = append(plan, func() error { _, err := c.Add(as(user), "a", n, ""); return err })
				}
			}
			if last > 0 {
				want[own] = last
			}
			plans = append(plans, plan)
		}
		var all sync.WaitGroup
		errs := make([]error, len(plans))
		for i, plan := range plans {
			all.Go(func() {
				for _, do := range plan {
					errs[i] = errors.Join(errs[i], do())
				}
			})
		}
		all.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		if want["a"] == 0 {
			delete(want, "a")
		}
		v, err := c.Cart(as(user), "")
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]int{}
		for _, l := range v.Lines {
			got[l.SKU] = l.Quantity
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("cart (-want +got):\n%s", diff)
		}
		announced(t, c, v)
	})
}

// announced checks that each version of a cart was sent once, and the last as it is.
func announced(t *rapid.T, c *Carts, v View) {
	type row struct {
		Versions, Last int64
		Lines          int
	}
	r, err := postgres.One[row](context.Background(), c.db, `
		select count(distinct e ->> 'version') as versions, coalesce(max((e ->> 'version')::bigint), 1) as last,
			coalesce((array_agg(jsonb_array_length(e -> 'lines') order by (e ->> 'version')::bigint desc))[1], 0) as lines
		from outbox, lateral (select convert_from(payload, 'utf8')::jsonb as e) p where key = @cart`, postgres.Args{"cart": v.ID})
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprint(v.Version-1, v.Version, len(v.Lines))
	if got := fmt.Sprint(r.Versions, r.Last, r.Lines); got != want {
		t.Fatalf("announced versions, last version, its lines = %s, want %s", got, want)
	}
}
