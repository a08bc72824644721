package idempotency_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/askcart/askcart/shared/idempotency"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
	"github.com/google/uuid"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

type receipt struct {
	Number int `json:"number"`
}

func request(body any) idempotency.Request {
	return idempotency.Request{UserID: uuid.NewString(), Route: "place-order", Key: uuid.NewString(), Body: body}
}

// charge returns a function for Do that counts how often its effect was committed, by rows.
func charge(calls *atomic.Int64) func(context.Context, postgres.Tx) (int, receipt, error) {
	return func(ctx context.Context, tx postgres.Tx) (int, receipt, error) {
		n := calls.Add(1)
		_, err := postgres.Exec(ctx, tx, `insert into changes (kind, key) values ('charge', 'x')`, postgres.Args{})
		return 201, receipt{int(n)}, err
	}
}

func charges(t *testing.T, db *postgres.DB) int64 {
	t.Helper()
	n, err := postgres.Value[int64](t.Context(), db, `select count(*) from changes where kind = 'charge'`, postgres.Args{})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestThirtyParallelRequestsWithOneKeyTakeEffectOnce(t *testing.T) {
	t.Parallel()
	db, r := postgrestest.New(t, nil), request("x")
	var calls, answered, busy atomic.Int64
	var all sync.WaitGroup
	for range 30 {
		all.Go(func() {
			for {
				status, got, _, err := idempotency.Do(t.Context(), db, r, charge(&calls))
				if errors.Is(err, idempotency.ErrInProgress) {
					busy.Add(1)
					continue
				}
				if err != nil || status != 201 || got.Number != 1 {
					t.Errorf("Do = %d %+v %v, want 201 {1}", status, got, err)
				}
				answered.Add(1)
				return
			}
		})
	}
	all.Wait()
	if calls.Load() != 1 || charges(t, db) != 1 || answered.Load() != 30 {
		t.Errorf("%d calls, %d charges, %d answers; want 1, 1, 30", calls.Load(), charges(t, db), answered.Load())
	}
}

func TestARunningRequestIsToldToWait(t *testing.T) {
	t.Parallel()
	db, r := postgrestest.New(t, nil), request("x")
	var calls atomic.Int64
	_, _, _, err := idempotency.Do(t.Context(), db, r, func(ctx context.Context, tx postgres.Tx) (int, receipt, error) {
		if _, _, _, err := idempotency.Do(ctx, db, r, charge(&calls)); !errors.Is(err, idempotency.ErrInProgress) {
			t.Errorf("second Do while the first runs = %v, want %v", err, idempotency.ErrInProgress)
		}
		return 200, receipt{}, nil
	})
	if err != nil || calls.Load() != 0 {
		t.Errorf("first Do = %v with %d calls of the second, want none", err, calls.Load())
	}
}

func TestSameBodyReplaysAndAnotherIsRefused(t *testing.T) {
	t.Parallel()
	db, r := postgrestest.New(t, nil), request(map[string]any{"amount": 5})
	var calls atomic.Int64
	if _, _, replayed, err := idempotency.Do(t.Context(), db, r, charge(&calls)); err != nil || replayed {
		t.Fatalf("first Do: replayed %v, %v", replayed, err)
	}
	status, got, replayed, err := idempotency.Do(t.Context(), db, r, charge(&calls))
	if err != nil || status != 201 || got.Number != 1 || !replayed {
		t.Errorf("second Do = %d %+v %v %v, want the first answer", status, got, replayed, err)
	}
	r.Body = map[string]any{"amount": 6}
	if _, _, _, err := idempotency.Do(t.Context(), db, r, charge(&calls)); !errors.Is(err, idempotency.ErrKeyReused) {
		t.Errorf("Do with another body = %v, want %v", err, idempotency.ErrKeyReused)
	}
	other := r
	other.UserID = uuid.NewString()
	if _, _, replayed, err := idempotency.Do(t.Context(), db, other, charge(&calls)); err != nil || replayed {
		t.Errorf("another user's same key: replayed %v, %v; want a run of its own", replayed, err)
	}
}

func TestAFailureStoresNothing(t *testing.T) {
	t.Parallel()
	db, r := postgrestest.New(t, nil), request("x")
	var calls atomic.Int64
	broken := errors.New("price changed")
	_, _, _, err := idempotency.Do(t.Context(), db, r, func(ctx context.Context, tx postgres.Tx) (int, receipt, error) {
		charge(&calls)(ctx, tx)
		return 0, receipt{}, broken
	})
	if !errors.Is(err, broken) || charges(t, db) != 0 {
		t.Errorf("Do = %v with %d charges, want %v with none", err, charges(t, db), broken)
	}
	if _, got, replayed, err := idempotency.Do(t.Context(), db, r, charge(&calls)); err != nil || replayed || got.Number != 2 {
		t.Errorf("Do after a failure = %+v replayed %v %v, want a fresh run", got, replayed, err)
	}
}

func TestAnExpiredAnswerGivesWay(t *testing.T) {
	t.Parallel()
	db, r := postgrestest.New(t, nil), request("x")
	var calls atomic.Int64
	age := func() {
		if _, err := postgres.Exec(t.Context(), db, `update idempotency set created_at = now() - interval '25 hours'`, postgres.Args{}); err != nil {
			t.Fatal(err)
		}
	}
	for want := 1; want <= 2; want++ {
		_, got, replayed, err := idempotency.Do(t.Context(), db, r, charge(&calls))
		if err != nil || replayed || got.Number != want {
			t.Errorf("Do = %+v replayed %v %v, want run %d", got, replayed, err, want)
		}
		age()
	}
	if n, err := idempotency.Sweep(t.Context(), db); n != 1 || err != nil {
		t.Errorf("Sweep = %d %v, want 1", n, err)
	}
}

func TestKeysMustBeVisibleASCII(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, nil)
	var calls atomic.Int64
	for _, key := range []string{"", " ", "a b", "é", "a\x00", strings.Repeat("k", 256)} {
		r := request("x")
		r.Key = key
		if _, _, _, err := idempotency.Do(t.Context(), db, r, charge(&calls)); !errors.Is(err, idempotency.ErrKeyRequired) {
			t.Errorf("key %q = %v, want %v", key, err, idempotency.ErrKeyRequired)
		}
	}
	r := request("x")
	r.Key = strings.Repeat("~", 255)
	if _, _, _, err := idempotency.Do(t.Context(), db, r, charge(&calls)); err != nil || calls.Load() != 1 {
		t.Errorf("a 255 character key = %v with %d calls, want 1", err, calls.Load())
	}
}
