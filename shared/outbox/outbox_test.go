package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/kafka"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

const counted events.Topic[int] = "counted"

// log is a broker that remembers what it took, and can be out of order.
type wire struct {
	mu   sync.Mutex
	got  []kafka.Message
	down bool
}

func (w *wire) Publish(_ context.Context, messages ...kafka.Message) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.down {
		return errors.New("broker is down")
	}
	w.got = append(w.got, messages...)
	return nil
}

func (w *wire) set(down bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down = down
}

func (w *wire) all() []kafka.Message {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.got
}

// run starts a relay that stops with t.
func run(t *testing.T, db *postgres.DB, w *wire) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	r := NewRelay(db, w, "test", slog.New(slog.DiscardHandler))
	go func() { done <- r.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("relay: %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

func add(t *testing.T, db *postgres.DB, key string, n int) {
	t.Helper()
	err := db.InTx(context.Background(), func(tx postgres.Tx) error {
		_, err := Add(context.Background(), tx, counted, key, n)
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func waiting(t *testing.T, db *postgres.DB) int {
	t.Helper()
	n, err := postgres.Value[int](t.Context(), db, `select count(*) from outbox`, postgres.Args{})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func eventually(t *testing.T, ok func() bool, what string) {
	t.Helper()
	limit, tick := time.After(20*time.Second), time.NewTicker(5*time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatal("waited in vain for " + what)
		}
	}
}

func TestTwoRelaysKeepTheOrderOfEachKey(t *testing.T) {
	t.Parallel()
	db, w := postgrestest.New(t, nil), &wire{}
	run(t, db, w)
	run(t, db, w)
	const keys, each = 8, 40
	var writers sync.WaitGroup
	for k := range keys {
		writers.Go(func() {
			for n := range each {
				add(t, db, fmt.Sprint("key", k), n)
			}
		})
	}
	writers.Wait()
	eventually(t, func() bool { return waiting(t, db) == 0 }, "an empty outbox")
	next := map[string]int{}
	ids := map[string]bool{}
	for _, m := range w.all() {
		if ids[m.Headers["ce_id"]] {
			continue // sent twice is allowed; the inbox knows it
		}
		ids[m.Headers["ce_id"]] = true
		n, err := strconv.Atoi(string(m.Value))
		if err != nil || n != next[m.Key] {
			t.Fatalf("key %s: got %s, want %d next", m.Key, m.Value, next[m.Key])
		}
		next[m.Key]++
	}
	if len(ids) != keys*each {
		t.Errorf("published %d events, want %d", len(ids), keys*each)
	}
}

func TestARolledBackChangeIsNeverTold(t *testing.T) {
	t.Parallel()
	db, w := postgrestest.New(t, nil), &wire{}
	run(t, db, w)
	refuse := errors.New("refused")
	for n := range 20 {
		lost := rand.N(2) == 0
		err := db.InTx(t.Context(), func(tx postgres.Tx) error {
			if _, err := Add(t.Context(), tx, counted, "k", n); err != nil {
				return err
			}
			if lost {
				return refuse
			}
			_, err := tx.Exec(t.Context(), `insert into changes (kind, key) values ('told', $1)`, strconv.Itoa(n))
			return err
		})
		if err != nil && !errors.Is(err, refuse) {
			t.Fatal(err)
		}
	}
	told, err := postgres.Value[int](t.Context(), db, `select count(*) from changes`, postgres.Args{})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, func() bool { return len(w.all()) >= told && waiting(t, db) == 0 }, "the committed events")
	if got := len(w.all()); got != told {
		t.Errorf("published %d events of %d commits", got, told)
	}
}

func TestEventsWaitForTheBroker(t *testing.T) {
	t.Parallel()
	db, w := postgrestest.New(t, nil), &wire{down: true}
	run(t, db, w)
	add(t, db, "k", 1)
	add(t, db, "k", 2)
	if n := waiting(t, db); n != 2 {
		t.Fatalf("%d events wait, want 2", n)
	}
	w.set(false)
	eventually(t, func() bool { return waiting(t, db) == 0 }, "the broker to get them")
	if got := w.all(); len(got) != 2 || string(got[0].Value) != "1" || string(got[1].Value) != "2" {
		t.Errorf("got %v, want 1 and 2", got)
	}
}

func TestASecondRelayTakesOver(t *testing.T) {
	t.Parallel()
	db, first, second := postgrestest.New(t, nil), &wire{}, &wire{}
	stop := run(t, db, first)
	add(t, db, "k", 1)
	eventually(t, func() bool { return len(first.all()) == 1 }, "the first relay")
	run(t, db, second)
	stop()
	add(t, db, "k", 2)
	eventually(t, func() bool { return len(second.all()) == 1 }, "the second relay to take over")
}

func TestTheEnvelopeNamesCauseAndSender(t *testing.T) {
	t.Parallel()
	db, w := postgrestest.New(t, nil), &wire{}
	run(t, db, w)
	ctx := events.WithCause(t.Context(), events.Meta{ID: "the-cause"})
	var id string
	err := db.InTx(ctx, func(tx postgres.Tx) (err error) {
		id, err = Add(ctx, tx, counted, "k", 1)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, func() bool { return len(w.all()) == 1 }, "the event")
	e, err := kafka.Decode(w.all()[0])
	if err != nil || e.ID != id || e.CausationID != "the-cause" || e.Source != "test" || e.Topic != "counted" || e.Key != "k" {
		t.Errorf("got %+v, %v", e, err)
	}
}

func TestAnEventThatNoBrokerTakesStopsItsMaker(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, nil)
	const letters events.Topic[string] = "letters"
	for size, want := range map[int]error{MaxPayload - 2: nil, MaxPayload - 1: ErrTooLarge} { // JSON adds two quotes
		err := db.InTx(t.Context(), func(tx postgres.Tx) error {
			_, err := Add(t.Context(), tx, letters, "k", strings.Repeat("x", size))
			return err
		})
		if !errors.Is(err, want) {
			t.Errorf("Add of %d bytes = %v, want %v", size, err, want)
		}
	}
	if n := waiting(t, db); n != 1 {
		t.Errorf("%d events wait, want 1", n)
	}
}

// slow is a broker that takes its time with the first events, and gives up when it is told to.
type slow struct {
	wire
	asked, answer chan struct{}
	first         sync.Once
}

func (s *slow) Publish(ctx context.Context, messages ...kafka.Message) error {
	s.first.Do(func() { close(s.asked); <-s.answer })
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return s.wire.Publish(ctx, messages...)
}

func TestStoppingLeavesNothingThatTheBrokerTakes(t *testing.T) {
	t.Parallel()
	db, s := postgrestest.New(t, nil), &slow{asked: make(chan struct{}), answer: make(chan struct{})}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- NewRelay(db, s, "test", slog.New(slog.DiscardHandler)).Run(ctx) }()
	add(t, db, "k", 1)
	<-s.asked
	add(t, db, "k", 2)
	stop()
	close(s.answer)
	if err := <-done; err != nil {
		t.Errorf("relay: %v", err)
	}
	if n := waiting(t, db); n != 0 || len(s.all()) != 2 {
		t.Errorf("%d events wait and %d were sent, want 0 and 2", n, len(s.all()))
	}
}

func TestStoppingDoesNotWaitForABrokerThatIsAway(t *testing.T) {
	t.Parallel()
	db, w := postgrestest.New(t, nil), &wire{down: true}
	stop := run(t, db, w)
	add(t, db, "k", 1)
	began := time.Now()
	stop()
	if took := time.Since(began); took > 2*drainFor {
		t.Errorf("stopping took %s", took)
	}
	if n := waiting(t, db); n != 1 {
		t.Errorf("%d events wait, want 1", n)
	}
}
