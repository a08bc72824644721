package changes

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

// run starts a hub of db, as one replica has it.
func run(t *testing.T, db *postgres.DB) *Hub {
	t.Helper()
	h := NewHub(db, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- h.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	return h
}

func commit(t *testing.T, db *postgres.DB, kind, key string) {
	t.Helper()
	err := db.InTx(t.Context(), func(tx postgres.Tx) error { return Add(t.Context(), tx, kind, key) })
	if err != nil {
		t.Fatal(err)
	}
}

func wait(t *testing.T, woken <-chan struct{}, what string) {
	t.Helper()
	select {
	case <-woken:
	case <-time.After(20 * time.Second):
		t.Fatal("never woken: " + what)
	}
}

func TestWakesSubscribersOfEveryReplica(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, nil)
	url, here := db.Config().ConnString(), run(t, db)
	other, err := postgres.Open(t.Context(), url, db.Schema(), postgres.WithMaxConns(2))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(other.Close)
	there := run(t, other)
	near, stopNear := here.Subscribe("order", "7")
	defer stopNear()
	far, stopFar := there.Subscribe("order", "7")
	defer stopFar()
	commit(t, db, "order", "7")
	wait(t, near, "subscriber of the writing replica")
	wait(t, far, "subscriber of the other replica")
}

func TestTellsFollowersEachKeyAndOthersNothing(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, nil)
	h := run(t, db)
	keys := make(chan string, 10)
	defer h.Follow("stock", func(key string) { keys <- key })()
	other, stop := h.Subscribe("stock", "b")
	defer stop()
	commit(t, db, "order", "b")
	commit(t, db, "stock", "a")
	commit(t, db, "stock", "c")
	for _, want := range []string{"a", "c"} {
		if got := <-keys; got != want {
			t.Errorf("followed %q, want %q", got, want)
		}
	}
	select {
	case <-other:
		t.Error("woken by the change of another key")
	default:
	}
}

func TestAChangeThatCommitsLateIsNotMissed(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, nil)
	h := run(t, db)
	late, stop := h.Subscribe("order", "late")
	defer stop()
	early, stopEarly := h.Subscribe("order", "early")
	defer stopEarly()
	tx, err := db.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := Add(t.Context(), tx, "order", "late"); err != nil {
		t.Fatal(err)
	}
	commit(t, db, "order", "early")
	wait(t, early, "the change with the higher seq")
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	wait(t, late, "the change with the lower seq")
}

func TestWhatWasChangedWhileTheDatabaseHungIsNotMissed(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, nil)
	h := NewHub(db, slog.New(slog.DiscardHandler))
	woken, stop := h.Subscribe("order", "7")
	defer stop()
	if err := h.tail(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	// Another replica's change, and this one could not look for a minute.
	_, err := postgres.Exec(t.Context(), db, `insert into changes (kind, key, at) values ('order', '7', now() - interval '50 seconds')`, postgres.Args{})
	if err != nil {
		t.Fatal(err)
	}
	h.looked = time.Now().Add(-time.Minute)
	if err := h.tail(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	wait(t, woken, "the change made meanwhile")
}

func TestALongTransactionsChangeIsNew(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, nil)
	var began time.Time
	err := db.InTx(t.Context(), func(tx postgres.Tx) error {
		// As one that waits for a lock.
		if err := tx.QueryRow(t.Context(), `select now() from pg_sleep(0.2)`).Scan(&began); err != nil {
			return err
		}
		return Add(t.Context(), tx, "order", "7")
	})
	if err != nil {
		t.Fatal(err)
	}
	at, err := postgres.Value[time.Time](t.Context(), db, `select at from changes`, postgres.Args{})
	if err != nil || at.Sub(began) < 200*time.Millisecond {
		t.Errorf("the change is as old as its transaction (%v); the hub would overlook it after %s", err, overlap)
	}
}
