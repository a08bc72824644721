package cart

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"

	"github.com/askcart/askcart/shared/embedded"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/service/servicetest"
)

// cached is a full shop with a Redis that the test can see into.
func cached(t *testing.T) (shop, *redis.Client, *embedded.Cache) {
	t.Helper()
	server, err := embedded.Redis(t.Context(), embedded.Options{})
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(&redis.Options{Addr: server.Addr})
	t.Cleanup(func() { _ = client.Close() })
	s := open(t, "redis://"+server.Addr)
	s.sell(desk())
	s.stock("D-1", 10, 1)
	s.stock("D-2", 10, 1)
	return s, client, server
}

func stopped(t *testing.T, server *embedded.Cache) {
	t.Helper()
	if err := server.Stop(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
}

// held is what Redis holds of a cart in dollars.
func held(t *testing.T, r *redis.Client, cartID string) string {
	t.Helper()
	text, err := r.Get(t.Context(), key(cartID, money.USD)).Result()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func put(t *testing.T, r *redis.Client, cartID, text string) {
	t.Helper()
	if err := r.Set(t.Context(), key(cartID, money.USD), text, time.Minute).Err(); err != nil {
		t.Fatal(err)
	}
}

func TestTheCacheAnswersWhileNothingChanged(t *testing.T) {
	t.Parallel()
	s, r, server := cached(t)
	defer stopped(t, server)
	me := s.api.As(s.Guest(uuid.NewString()))
	cart := servicetest.JSON[View](me.Put(root+"/items/D-1", quantity(2)).Want(200))
	first := me.Get(root).Want(200)
	put(t, r, cart.ID, strings.Replace(held(t, r, cart.ID), "Walnut desk", "From Redis", 1))
	me.Get(root).Want(200, "From Redis")
	if err := r.FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	if again := me.Get(root).Want(200); again.Body != first.Body {
		t.Errorf("after a flush = %s, want %s", again.Body, first.Body)
	}
	if !strings.Contains(held(t, r, cart.ID), "Walnut desk") {
		t.Error("a read after a flush did not fill the cache again")
	}
}

func TestAStaleAnswerIsNeverServed(t *testing.T) {
	t.Parallel()
	s, r, server := cached(t)
	defer stopped(t, server)
	me := s.api.As(s.Guest(uuid.NewString()))
	cart := servicetest.JSON[View](me.Put(root+"/items/D-1", quantity(2)).Want(200))
	stale := []string{held(t, r, cart.ID)}
	never := func(what string, fragments ...string) {
		t.Helper()
		for i := len(stale) - 1; i >= 0; i-- { // writes that come late, the oldest last
			put(t, r, cart.ID, stale[i])
			if got := me.Get(root).Want(200, fragments...); t.Failed() {
				t.Fatalf("%s, with Redis holding state %d: %s", what, i, got.Body)
			}
		}
		stale = append(stale, held(t, r, cart.ID))
	}
	me.Put(root+"/items/D-1", quantity(3)).Want(200)
	never("after a change", `"version":3`, `"quantity":3`)
	s.stock("D-1", 1, 2)
	never("after a sale", `"available":1`)
	p := desk()
	p.ID, p.Version = s.productOf("D-1"), 2
	p.Variants[0].Prices[0] = money.Of(29900, money.USD)
	s.sell(p)
	never("after a new price", `"amount":29900`, "!34900")
	me.Delete(root).Want(200)
	never("after all was taken out", `"lines":[]`)
	put(t, r, cart.ID, "no answer at all")
	me.Get(root).Want(200, `"lines":[]`)
}

func TestCartsDoWithoutRedis(t *testing.T) {
	t.Parallel()
	t.Run("stopped while in use", func(t *testing.T) {
		t.Parallel()
		s, _, server := cached(t)
		me := s.api.As(s.Guest(uuid.NewString()))
		me.Put(root+"/items/D-1", quantity(2)).Want(200)
		stopped(t, server)
		for range 5 {
			me.Get(root).Want(200, `"quantity":2`)
		}
		me.Put(root+"/items/D-1", quantity(3)).Want(200)
		me.Get(root).Want(200, `"quantity":3`)
	})
	t.Run("never answers", func(t *testing.T) {
		t.Parallel()
		hole, err := net.Listen("tcp", "127.0.0.1:0") // accepts, in its backlog, and is silent
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = hole.Close() }()
		s := open(t, "redis://"+hole.Addr().String())
		s.sell(desk())
		me := s.api.As(s.Guest(uuid.NewString()))
		began := time.Now()
		me.Put(root+"/items/D-1", quantity(2)).Want(200)
		for range 30 {
			me.Get(root).Want(200, `"quantity":2`)
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("31 requests beside a silent Redis took %s, want far less", took)
		}
		s.api.Get("/metrics").Want(200, `cache_requests_total{outcome="error"}`)
	})
}
