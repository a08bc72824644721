// Package changes lets what a replica keeps in memory (open streams, caches, an index) follow
// what any replica commits: a change is a row of the changes table, and every replica tails it.
package changes

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/askcart/askcart/shared/postgres"
)

const (
	tailEvery = 250 * time.Millisecond
	overlap   = 5 * time.Second // re-read, because a lower seq may commit after a higher one
	keepFor   = 10 * time.Minute
)

// Add notes within tx that things of the given kind, named by their keys, changed.
func Add(ctx context.Context, tx postgres.Tx, kind string, keys ...string) error {
	_, err := postgres.Exec(ctx, tx, `
		insert into changes (kind, key, at) select @kind, unnest(@keys::text[]), clock_timestamp()`,
		postgres.Args{"kind": kind, "keys": keys})
	if err != nil {
		return fmt.Errorf("note change of %s: %w", kind, err)
	}
	return nil
}

// Hub tells whoever subscribed in this process of changes. A woken subscriber reads the present
// state itself; one wake may stand for many changes, and a wake without a change does no harm.
type Hub struct {
	db   *postgres.DB
	log  *slog.Logger
	wake chan struct{}

	mu     sync.Mutex
	subs   map[topic]map[*subscriber]struct{}
	seen   map[int64]time.Time
	last   int64
	looked time.Time // when the last full look began: what was there then is told
}

// topic is what a subscriber follows; an empty key is every key of the kind.
type topic struct{ kind, key string }

type subscriber struct {
	woken chan struct{}
	each  func(key string) // instead of woken, for Follow
}

// NewHub returns a hub of db's changes; it is woken by every commit of db.
func NewHub(db *postgres.DB, log *slog.Logger) *Hub {
	h := &Hub{
		db: db, log: log, wake: make(chan struct{}, 1),
		subs: map[topic]map[*subscriber]struct{}{}, seen: map[int64]time.Time{}, looked: time.Now(),
	}
	db.AfterCommit(h.nudge)
	return h
}

// Subscribe returns a channel that is sent to after a change of key, and a function that ends
// the subscription. Read the state after subscribing, so that nothing is missed between.
func (h *Hub) Subscribe(kind, key string) (<-chan struct{}, func()) {
	s := &subscriber{woken: make(chan struct{}, 1)}
	return s.woken, h.add(topic{kind, key}, s)
}

// Follow calls each with the key of every change of kind until the returned function is called.
// each runs on the tail's goroutine: it must be quick.
func (h *Hub) Follow(kind string, each func(key string)) func() {
	return h.add(topic{kind, ""}, &subscriber{each: each})
}

func (h *Hub) add(t topic, s *subscriber) func() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.subs[t] == nil {
		h.subs[t] = map[*subscriber]struct{}{}
	}
	h.subs[t][s] = struct{}{}
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.subs[t], s)
		if len(h.subs[t]) == 0 {
			delete(h.subs, t)
		}
	}
}

func (h *Hub) nudge() {
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

// Run tails the table until ctx ends. Without a subscriber it does not ask the database.
func (h *Hub) Run(ctx context.Context) error {
	tick := time.NewTicker(tailEvery)
	defer tick.Stop()
	prune := time.NewTicker(time.Minute)
	defer prune.Stop()
	for {
		since := h.last // a commit of this process: only what is new
		select {
		case <-ctx.Done():
			return nil
		case <-prune.C:
			h.prune(ctx)
			continue
		case <-h.wake:
		case <-tick.C:
			since = 0 // now and then also what committed out of order
		}
		if err := h.tail(ctx, since); err != nil && ctx.Err() == nil {
			h.log.DebugContext(ctx, "cannot read changes", "err", err)
		}
	}
}

type change struct {
	Seq  int64
	Kind string
	Key  string
	At   time.Time
}

func (h *Hub) tail(ctx context.Context, since int64) error {
	began := time.Now()
	h.mu.Lock()
	idle := len(h.subs) == 0
	h.mu.Unlock()
	if idle {
		h.looked = began
		return nil
	}
	found, err := postgres.All[change](ctx, h.db, `
		select seq, kind, key, at from changes
		where seq > @since and at > now() - @overlap::interval order by seq`,
		postgres.Args{"since": since, "overlap": overlap + began.Sub(h.looked)}) // longer when the database hung
	if err != nil {
		return fmt.Errorf("read changes: %w", err)
	}
	if since == 0 {
		h.looked = began
	}
	for _, c := range found {
		h.tell(c)
	}
	h.forget()
	return nil
}

// tell wakes the subscribers of a change once.
func (h *Hub) tell(c change) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last = max(h.last, c.Seq)
	if _, told := h.seen[c.Seq]; told {
		return
	}
	h.seen[c.Seq] = time.Now()
	for _, t := range []topic{{c.Kind, c.Key}, {c.Kind, ""}} {
		for s := range h.subs[t] {
			if s.each != nil {
				s.each(c.Key)
				continue
			}
			select {
			case s.woken <- struct{}{}:
			default:
			}
		}
	}
}

// forget drops what the overlap cannot show again.
func (h *Hub) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for seq, at := range h.seen {
		if time.Since(at) > 3*overlap {
			delete(h.seen, seq)
		}
	}
}

func (h *Hub) prune(ctx context.Context) {
	_, err := postgres.Exec(ctx, h.db, `delete from changes where at < now() - @keep::interval`, postgres.Args{"keep": keepFor})
	if err != nil && ctx.Err() == nil {
		h.log.WarnContext(ctx, "cannot prune changes", "err", err)
	}
}
