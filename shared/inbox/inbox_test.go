package inbox_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/inbox"
	"github.com/askcart/askcart/shared/kafka"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

const said events.Topic[string] = "said"

// migrations make the table in which the effect of each event is a row.
var migrations = fstest.MapFS{"00001_heard.sql": {Data: []byte(`-- +goose Up
create table heard (n bigint generated always as identity, word text not null);
`)}}

func newDB(t *testing.T) *postgres.DB { return postgrestest.New(t, migrations) }

// listen returns a replica of a service that writes down each word it hears, after first had a look at it.
func listen(db *postgres.DB, first func(word string) error) *inbox.Consumer {
	return inbox.New(db, slog.New(slog.DiscardHandler), noop.NewTracerProvider(), prometheus.NewRegistry(),
		inbox.On(said, func(ctx context.Context, tx postgres.Tx, _ events.Meta, word string) error {
			if err := first(word); err != nil {
				return err
			}
			_, err := postgres.Exec(ctx, tx, `insert into heard (word) values (@word)`, postgres.Args{"word": word})
			return err
		}))
}

func fine(string) error { return nil }

// say returns the message of a new event.
func say(key, word string, offset int64) kafka.Message {
	m := kafka.Encode(events.Event{
		Meta: events.Meta{ID: events.NewID(), Topic: said.Name(), Key: key, Source: "test", Time: time.Now()}, Data: []byte(`"` + word + `"`),
	})
	m.Offset = offset
	return m
}

func apply(t *testing.T, c *inbox.Consumer, messages ...kafka.Message) {
	t.Helper()
	if err := c.Apply(t.Context(), messages); err != nil {
		t.Errorf("Apply: %v", err)
	}
}

func wantHeard(t *testing.T, db *postgres.DB, want ...string) {
	t.Helper()
	got, err := postgres.Values[string](t.Context(), db, `select word from heard order by n`, postgres.Args{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("heard (-want +got):\n%s", diff)
	}
}

// open lists the dead letters that wait for a replay, oldest first.
func open(t *testing.T, db *postgres.DB) []inbox.DeadLetter {
	t.Helper()
	all, err := inbox.List(t.Context(), db, "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	all = slices.DeleteFunc(all, func(l inbox.DeadLetter) bool { return l.ReplayedAt != nil })
	slices.Reverse(all)
	return all
}

func wantOpen(t *testing.T, db *postgres.DB, want int) []inbox.DeadLetter {
	t.Helper()
	letters := open(t, db)
	if len(letters) != want {
		t.Errorf("%d dead letters wait, want %d: %+v", len(letters), want, letters)
	}
	return letters
}

func TestABadEventTakesNoneOfItsBatchAlong(t *testing.T) {
	t.Parallel()
	db := newDB(t)
	c := listen(db, func(word string) error {
		if word == "bad" {
			return errors.New("choking")
		}
		return nil
	})
	apply(t, c, say("a", "a1", 0), say("b", "bad", 1), say("b", "b2", 2), say("a", "a2", 3))
	wantHeard(t, db, "a1", "a2")
	if letters := wantOpen(t, db, 2); len(letters) == 2 && (letters[0].Parked || !letters[1].Parked) {
		t.Errorf("parked = %v, %v; want the second only", letters[0].Parked, letters[1].Parked)
	}
}

func TestReplicasShareOneInbox(t *testing.T) {
	t.Parallel()
	db := newDB(t)
	var batches [][]kafka.Message
	var want []string
	for b := range 10 {
		var batch []kafka.Message
		for i := range 10 {
			word := string(rune('a'+b)) + string(rune('a'+i))
			batch, want = append(batch, say("k", word, int64(10*b+i))), append(want, word)
		}
		batches = append(batches, batch)
	}
	var both sync.WaitGroup
	for range 2 { // one of them was put out of the group and has not noticed yet
		c := listen(db, fine)
		both.Go(func() {
			for _, b := range batches {
				if err := c.Apply(t.Context(), b); err != nil {
					t.Error(err)
				}
			}
		})
	}
	both.Wait()
	wantHeard(t, db, want...)
}

func TestALostConnectionLosesNoEventAndKeepsNoLetter(t *testing.T) {
	t.Parallel()
	db := newDB(t)
	var calls atomic.Int64
	c := listen(db, func(string) error {
		if calls.Add(1) > 2 {
			return nil
		}
		_, err := postgres.Exec(t.Context(), db, `
			select pg_terminate_backend(pid) from pg_stat_activity
			where application_name = current_schema() and pid <> pg_backend_pid()`, postgres.Args{})
		return err
	})
	m := say("k", "word", 0)
	apply(t, c, m)
	apply(t, c, m) // its offset was not committed
	wantHeard(t, db, "word")
	wantOpen(t, db, 0)
}

func TestWhateverTheBrokerHoldsIsKept(t *testing.T) {
	t.Parallel()
	db := newDB(t)
	envelope := func(change func(*kafka.Message)) kafka.Message {
		m := say("k", "never", 0)
		change(&m)
		return m
	}
	messages := []kafka.Message{
		{Topic: said.Name(), Key: "nothing at all"},
		{Topic: said.Name(), Key: "\x00 \xff", Value: []byte("\x00")},
		{Topic: said.Name(), Headers: map[string]string{"h\x00": "\x00 \xff"}},
		envelope(func(m *kafka.Message) { m.Value = nil }),
		envelope(func(m *kafka.Message) { m.Key = "\x00 \xff" }),
		envelope(func(m *kafka.Message) { m.Headers["ce_id"] = "\x00" }),
		envelope(func(m *kafka.Message) { m.Headers["traceparent"], m.Value = "\x00", nil }),
	}
	for i := range messages {
		messages[i].Offset = int64(i)
	}
	c := listen(db, fine)
	apply(t, c, append(messages, say("good", "good", 99))...)
	apply(t, c, messages...)
	wantOpen(t, db, len(messages))
	wantHeard(t, db, "good")
}

func TestAnIDIsTheSameHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	db := newDB(t)
	c := listen(db, fine)
	for _, write := range []func(string) string{strings.ToUpper, func(id string) string { return "urn:uuid:" + id }} {
		m := say("k", "word", 0)
		id := m.Headers["ce_id"]
		m.Headers["ce_id"] = write(id)
		apply(t, c, m)
		m.Headers["ce_id"] = id
		apply(t, c, m)
	}
	wantHeard(t, db, "word", "word")
	wantOpen(t, db, 0)
}

func TestATopicMadeAnewHasNewOffsets(t *testing.T) {
	t.Parallel()
	db := newDB(t)
	c := listen(db, func(word string) error { return errors.New("no " + word) })
	before, after := say("a", "before", 7), say("b", "after", 7)
	apply(t, c, before, kafka.Message{Topic: said.Name(), Value: []byte("junk"), Offset: 8})
	apply(t, c, after, kafka.Message{Topic: said.Name(), Value: []byte("other junk"), Offset: 8})
	apply(t, c, before, after)
	wantOpen(t, db, 4)
}

func TestNothingIsLeftParkedByAReplay(t *testing.T) {
	t.Parallel()
	db := newDB(t)
	var broken atomic.Bool
	broken.Store(true)
	running, goOn := make(chan struct{}), make(chan struct{})
	c := listen(db, func(word string) error {
		if word == "slow" {
			close(running)
			<-goOn
		}
		if word == "k1" && broken.Load() {
			return errors.New("choking")
		}
		return nil
	})
	apply(t, c, say("k", "k1", 0))
	broken.Store(false)
	var both sync.WaitGroup
	both.Go(func() { apply(t, c, say("k", "k2", 1), say("other", "slow", 2)) }) // k2 is parked, not yet committed
	<-running
	replayed := make(chan error, 1)
	letter := wantOpen(t, db, 1)[0].ID
	both.Go(func() { replayed <- c.Replay(t.Context(), letter) })
	awaitLockOr(t, db, replayed)
	close(goOn)
	both.Wait()
	if err := <-replayed; err != nil {
		t.Errorf("Replay: %v", err)
	}
	wantOpen(t, db, 0)
	wantHeard(t, db, "slow", "k1", "k2")
}

// awaitLockOr waits until a statement of db's schema waits for a lock, or done has something.
func awaitLockOr(t *testing.T, db *postgres.DB, done <-chan error) {
	t.Helper()
	for limit := time.Now().Add(20 * time.Second); time.Now().Before(limit) && len(done) == 0; {
		waits, err := postgres.Value[bool](t.Context(), db, `
			select exists (select from pg_stat_activity where application_name = current_schema() and wait_event_type = 'Lock')`, postgres.Args{})
		if err != nil {
			t.Fatal(err)
		}
		if waits {
			return
		}
	}
}

func TestAnUnknownLetterCannotBeReplayed(t *testing.T) {
	t.Parallel()
	if err := listen(newDB(t), fine).Replay(t.Context(), uuid.NewString()); !errors.Is(err, inbox.ErrNoLetter) {
		t.Errorf("Replay = %v, want %v", err, inbox.ErrNoLetter)
	}
}
