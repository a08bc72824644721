package kafka

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/segmentio/kafka-go/protocol"
	fetchapi "github.com/segmentio/kafka-go/protocol/fetch"
	"go.uber.org/goleak"

	"github.com/askcart/askcart/shared/embedded"
	"github.com/askcart/askcart/shared/events"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open returns a client of a broker of the test's own.
func open(t *testing.T, addrs []string) *Client {
	t.Helper()
	c, err := Open(Config{
		Brokers: addrs, Prefix: "shop.", Partitions: 4, Replication: 1, Session: 6 * time.Second, ClientID: t.Name(),
	}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func brokers(t *testing.T) []string {
	t.Helper()
	b, err := embedded.Kafka(t.Context(), embedded.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Stop(context.Background()) })
	return b.Addrs
}

// collector applies messages by remembering them.
type collector struct {
	mu   sync.Mutex
	got  []Message
	more chan struct{}
}

func newCollector() *collector { return &collector{more: make(chan struct{}, 1)} }

func (c *collector) apply(_ context.Context, messages []Message) error {
	c.mu.Lock()
	c.got = append(c.got, messages...)
	c.mu.Unlock()
	select {
	case c.more <- struct{}{}:
	default:
	}
	return nil
}

// await waits until n messages are there and returns them.
func (c *collector) await(t *testing.T, n int) []Message {
	t.Helper()
	limit := time.After(20 * time.Second)
	for {
		c.mu.Lock()
		got := c.got
		c.mu.Unlock()
		if len(got) >= n {
			return got
		}
		select {
		case <-c.more:
		case <-limit:
			t.Fatalf("got %d messages, want %d", len(got), n)
		}
	}
}

// consume runs a member of group g until the returned function is called.
func consume(t *testing.T, c *Client, g string, topics []string, apply Apply) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- c.Consume(ctx, g, topics, apply) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Consume: %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

func topics(names ...string) []events.Info {
	var all []events.Info
	for _, n := range names {
		all = append(all, events.Info{Name: n})
	}
	return all
}

func message(topic, key string, n int) Message {
	return Message{Topic: topic, Key: key, Value: []byte(strconv.Itoa(n)), Headers: map[string]string{"n": strconv.Itoa(n)}}
}

func TestDeliversAllInOrderWithinAKey(t *testing.T) {
	t.Parallel()
	c := open(t, brokers(t))
	names := []string{"a", "b", "c"}
	if err := c.EnsureTopics(t.Context(), topics(names...)...); err != nil {
		t.Fatal(err)
	}
	if err := c.EnsureTopics(t.Context(), topics(names...)...); err != nil {
		t.Fatalf("topics that exist: %v", err)
	}
	const keys, each = 20, 100
	for n := range each {
		var batch []Message
		for k := range keys {
			batch = append(batch, message(names[k%3], fmt.Sprint("key", k), n))
		}
		if err := c.Publish(t.Context(), batch...); err != nil {
			t.Fatal(err)
		}
	}
	seen := newCollector()
	consume(t, c, "g", names, seen.apply)
	got := seen.await(t, keys*each)
	last := map[string]int{}
	for _, m := range got {
		n, err := strconv.Atoi(string(m.Value))
		if err != nil || m.Headers["n"] != string(m.Value) {
			t.Fatalf("message %+v is not what was sent", m)
		}
		if n != last[m.Key] {
			t.Fatalf("key %s: got %d, want %d next", m.Key, n, last[m.Key])
		}
		last[m.Key]++
	}
	if len(got) != keys*each {
		t.Errorf("got %d messages, want %d", len(got), keys*each)
	}
}

func TestGoesOnWhereTheGroupStopped(t *testing.T) {
	t.Parallel()
	c := open(t, brokers(t))
	if err := c.EnsureTopics(t.Context(), topics("a")...); err != nil {
		t.Fatal(err)
	}
	first, second := newCollector(), newCollector()
	stop := consume(t, c, "g", []string{"a"}, first.apply)
	if err := c.Publish(t.Context(), message("a", "k", 1)); err != nil {
		t.Fatal(err)
	}
	first.await(t, 1)
	stop()
	if err := c.Publish(t.Context(), message("a", "k", 2)); err != nil {
		t.Fatal(err)
	}
	consume(t, c, "g", []string{"a"}, second.apply)
	if got := second.await(t, 1); string(got[0].Value) != "2" {
		t.Errorf("after a restart the group reads %q first, want 2", got[0].Value)
	}
}

func TestDeliversAgainWhatWasNotApplied(t *testing.T) {
	t.Parallel()
	c := open(t, brokers(t))
	if err := c.EnsureTopics(t.Context(), topics("a")...); err != nil {
		t.Fatal(err)
	}
	seen, failed := newCollector(), false
	consume(t, c, "g", []string{"a"}, func(ctx context.Context, messages []Message) error {
		if !failed {
			failed = true
			return context.DeadlineExceeded
		}
		return seen.apply(ctx, messages)
	})
	if err := c.Publish(t.Context(), message("a", "k", 1)); err != nil {
		t.Fatal(err)
	}
	if got := seen.await(t, 1); string(got[0].Value) != "1" {
		t.Errorf("got %q, want 1", got[0].Value)
	}
}

func TestTwoMembersShareThePartitions(t *testing.T) {
	t.Parallel()
	addrs := brokers(t)
	one, two := open(t, addrs), open(t, addrs)
	if err := one.EnsureTopics(t.Context(), topics("a")...); err != nil {
		t.Fatal(err)
	}
	left, right, both := newCollector(), newCollector(), newCollector()
	member := func(own *collector) Apply {
		return func(ctx context.Context, m []Message) error {
			_ = own.apply(ctx, m)
			return both.apply(ctx, m)
		}
	}
	consume(t, one, "g", []string{"a"}, member(left))
	consume(t, two, "g", []string{"a"}, member(right))
	// Until both have a share, whatever is sent may go to one of them; so keep sending.
	for n := 0; ; n++ {
		if err := one.Publish(t.Context(), message("a", fmt.Sprint(n), n)); err != nil {
			t.Fatal(err)
		}
		both.await(t, n+1)
		left.mu.Lock()
		l := len(left.got)
		left.mu.Unlock()
		right.mu.Lock()
		r := len(right.got)
		right.mu.Unlock()
		if l > 0 && r > 0 {
			return
		}
		if n > 20_000 {
			t.Fatalf("after %d messages one member has %d and the other %d", n, l, r)
		}
	}
}

func TestEnvelopeSurvivesTheWire(t *testing.T) {
	t.Parallel()
	want := events.Event{
		Meta: events.Meta{
			ID: events.NewID(), Topic: "order_created", Key: "k", Source: "order",
			Time: time.Date(2026, 11, 22, 10, 0, 0, 123, time.UTC), CausationID: events.NewID(), Traceparent: "00-1-2-01",
		},
		Data: []byte(`{"id":"k"}`),
	}
	got, err := Decode(Encode(want))
	if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
	if _, err := Decode(Message{Topic: "order_created", Value: []byte("junk")}); err == nil {
		t.Error("a message without an envelope was decoded")
	}
}

// A broker answers with the whole batch that an offset lies in. Compaction may have taken that offset and all after it
// out of the batch, and the next batch may be in another file, which the answer does not reach.
func TestAHoleLeftByCompactionStopsNobody(t *testing.T) {
	t.Parallel()
	c, at := &Client{}, partition{"a", 0}
	cur := &cursor{next: map[partition]int64{at: 2}}
	answer := func(end int64, offsets ...int64) (got []Message) {
		t.Helper()
		records := make([]protocol.Record, len(offsets))
		for i, o := range offsets {
			records[i].Offset = o
		}
		p := fetchapi.ResponsePartition{HighWatermark: end, RecordSet: protocol.RecordSet{Records: protocol.NewRecordReader(records...)}}
		if err := c.moveOn(t.Context(), cur, at, p, &got); err != nil {
			t.Fatal(err)
		}
		return got
	}
	for cur.next[at] < 4 { // what is left of a batch of the offsets 0 to 3
		before := cur.next[at]
		if got := answer(6, 0, 1); len(got) != 0 || cur.next[at] == before {
			t.Fatalf("at %d: got %d messages and read on at %d", before, len(got), cur.next[at])
		}
	}
	if got := answer(6, 3, 4, 5); len(got) != 2 || got[0].Offset != 4 || cur.next[at] != 6 {
		t.Errorf("got %d messages and read on at %d, want 2 and 6", len(got), cur.next[at])
	}
	if answer(6); cur.next[at] != 6 {
		t.Errorf("moved past the end of the partition, to %d", cur.next[at])
	}
}
