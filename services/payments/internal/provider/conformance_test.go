package provider_test

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"github.com/askcart/askcart/services/payments/internal/provider"
	"github.com/askcart/askcart/services/payments/internal/provider/cod"
	"github.com/askcart/askcart/services/payments/internal/provider/sandbox"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

// subject is a provider under test and a method of its that is authorized at once.
type subject struct {
	open   func(*postgres.DB) provider.Provider
	method string
}

var subjects = map[string]subject{
	"sandbox": {func(db *postgres.DB) provider.Provider { return sandbox.New(db, "s") }, "tok_ok"},
	"cod":     {func(db *postgres.DB) provider.Provider { return cod.New(db) }, "cash"},
}

// step is one call and the charge it must answer with.
type step struct {
	call  string
	class provider.Class // of the error; empty for none
	want  provider.Charge
}

var total = money.Of(5000, money.EUR)

// TestConformance is what payments relies on, of every provider.
func TestConformance(t *testing.T) {
	t.Parallel()
	is := func(s provider.State, captured, refunded int64) provider.Charge {
		return provider.Charge{State: s, Amount: total, Captured: captured, Refunded: refunded}
	}
	stories := map[string][]step{
		"authorize and capture, each twice": {
			{"begin", "", is(provider.Open, 0, 0)}, {"begin", "", is(provider.Open, 0, 0)},
			{"confirm", "", is(provider.Authorized, 0, 0)}, {"confirm", "", is(provider.Authorized, 0, 0)},
			{"capture", "", is(provider.Captured, 5000, 0)}, {"capture", "", is(provider.Captured, 5000, 0)},
			{"lookup", "", is(provider.Captured, 5000, 0)},
		},
		"refunds have keys and a limit": {
			{"begin", "", is(provider.Open, 0, 0)}, {"confirm", "", is(provider.Authorized, 0, 0)}, {"capture", "", is(provider.Captured, 5000, 0)},
			{"refund a 2000", "", is(provider.Captured, 5000, 2000)}, {"refund a 2000", "", is(provider.Captured, 5000, 2000)},
			{"refund a 1000", provider.Invalid, provider.Charge{}}, {"refund b 3001", provider.Invalid, provider.Charge{}},
			{"refund c 3000", "", is(provider.Refunded, 5000, 5000)}, {"refund d 1", provider.Invalid, provider.Charge{}},
			{"lookup", "", is(provider.Refunded, 5000, 5000)},
		},
		"void lets an authorization go": {
			{"begin", "", is(provider.Open, 0, 0)}, {"confirm", "", is(provider.Authorized, 0, 0)},
			{"void", "", is(provider.Closed, 0, 0)}, {"void", "", is(provider.Closed, 0, 0)},
			{"capture", provider.Invalid, provider.Charge{}}, {"lookup", "", is(provider.Closed, 0, 0)},
		},
		"close never lets money go": {
			{"begin", "", is(provider.Open, 0, 0)}, {"confirm", "", is(provider.Authorized, 0, 0)},
			{"close", provider.Invalid, provider.Charge{}}, {"lookup", "", is(provider.Authorized, 0, 0)},
		},
		"nothing comes of what was closed": {
			{"begin", "", is(provider.Open, 0, 0)}, {"close", "", is(provider.Closed, 0, 0)},
			{"confirm", "", is(provider.Closed, 0, 0)}, {"capture", provider.Invalid, provider.Charge{}}, {"lookup", "", is(provider.Closed, 0, 0)},
		},
		"what is captured cannot be voided": {
			{"begin", "", is(provider.Open, 0, 0)}, {"confirm", "", is(provider.Authorized, 0, 0)}, {"capture", "", is(provider.Captured, 5000, 0)},
			{"void", provider.Invalid, provider.Charge{}}, {"lookup", "", is(provider.Captured, 5000, 0)},
		},
		"what was never begun is not there": {{"lookup", "", provider.Charge{State: provider.Nothing}}, {"capture", provider.Invalid, provider.Charge{}}},
	}
	for name, subject := range subjects {
		x := subject.open(postgrestest.New(t, os.DirFS("../../migrations")))
		for story, steps := range stories {
			t.Run(name+"/"+story, func(t *testing.T) { play(t, x, subject.method, steps) })
		}
	}
}

func play(t *testing.T, x provider.Provider, method string, steps []step) {
	t.Helper()
	order, ref := uuid.NewString(), "of_nobody"
	for i, s := range steps {
		got, err := call(t.Context(), x, s.call, order, method, ref)
		if s.class == "" && err != nil || s.class != "" && (err == nil || provider.ClassOf(err) != s.class) {
			t.Fatalf("step %d, %s: %v, want class %q", i, s.call, err, s.class)
		}
		if err == nil {
			if s.call == "begin" && i > 0 && got.Ref != ref {
				t.Errorf("begin with the same key opened %s beside %s", got.Ref, ref)
			}
			ref = got.Ref
		}
		if diff := cmp.Diff(s.want, got, cmpopts.IgnoreFields(provider.Charge{}, "Ref", "Refunds")); diff != "" {
			t.Errorf("step %d, %s (-want +got):\n%s", i, s.call, diff)
		}
	}
}

func call(ctx context.Context, x provider.Provider, what, order, method, ref string) (provider.Charge, error) {
	key := "ask:" + order + ":" + what + ":1"
	switch what {
	case "begin":
		return x.Begin(ctx, key, provider.Want{OrderID: order, Attempt: 1, Method: method, Amount: total})
	case "confirm":
		return x.Confirm(ctx, key, ref)
	case "close":
		return x.Close(ctx, key, ref)
	case "capture":
		return x.Capture(ctx, key, ref)
	case "void":
		return x.Void(ctx, key, ref)
	case "lookup":
		return x.Lookup(ctx, ref)
	}
	amounts := map[string]int64{"refund a 2000": 2000, "refund a 1000": 1000, "refund b 3001": 3001, "refund c 3000": 3000, "refund d 1": 1}
	return x.Refund(ctx, order+what[7:8], ref, amounts[what])
}

func TestTwentyCallsAtOnceAreOne(t *testing.T) {
	t.Parallel()
	for name, subject := range subjects {
		t.Run(name, func(t *testing.T) {
			x := subject.open(postgrestest.New(t, os.DirFS("../../migrations")))
			order := uuid.NewString()
			c, err := call(t.Context(), x, "begin", order, subject.method, "")
			if err != nil {
				t.Fatal(err)
			}
			for _, what := range []string{"confirm", "capture", "refund a 2000"} {
				var all sync.WaitGroup
				for range 20 {
					all.Go(func() {
						if _, err := call(t.Context(), x, what, order, subject.method, c.Ref); err != nil {
							t.Errorf("%s: %v", what, err)
						}
					})
				}
				all.Wait()
			}
			if c, err = x.Lookup(t.Context(), c.Ref); err != nil || c.Captured != 5000 || c.Refunded != 2000 || len(c.Refunds) != 1 {
				t.Errorf("after all of it: %+v, %v; want captured and refunded once", c, err)
			}
		})
	}
}

func TestEveryClassIsToldAndAnythingElseIsUnknown(t *testing.T) {
	t.Parallel()
	for _, c := range provider.Classes {
		if got := provider.ClassOf(provider.Fail(c, "x")); got != c {
			t.Errorf("class of %s = %s", c, got)
		}
	}
	for _, err := range []error{context.DeadlineExceeded, os.ErrClosed, postgres.ErrNoRows} {
		if got := provider.ClassOf(err); got != provider.Unknown {
			t.Errorf("class of %v = %s, want unknown", err, got)
		}
	}
}

func TestTheSandboxKeepsItsFirstAnswer(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, os.DirFS("../../migrations"))
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	x := sandbox.New(db, "s").At(func() time.Time { return now })
	begin := func(method string) string {
		c, err := x.Begin(t.Context(), "begin "+method, provider.Want{OrderID: uuid.NewString(), Attempt: 1, Method: method, Amount: total})
		if err != nil {
			t.Fatal(err)
		}
		return c.Ref
	}
	state := func(ref string, want provider.State) {
		t.Helper()
		if c, err := x.Lookup(t.Context(), ref); err != nil || c.State != want {
			t.Errorf("lookup = %s, %v; want %s", c.State, err, want)
		}
	}
	for method, class := range map[string]provider.Class{
		"tok_decline": provider.Refused, "tok_insufficient": provider.Refused, "tok_500_stored": provider.Unknown, "tok_nobody": provider.Refused,
	} {
		ref := begin(method)
		for range 2 {
			if _, err := x.Confirm(t.Context(), method, ref); provider.ClassOf(err) != class {
				t.Errorf("confirm of %s: %v, want %s both times", method, err, class)
			}
		}
	}
	if _, err := x.Confirm(t.Context(), "tok_decline", begin("tok_ok")); provider.ClassOf(err) != provider.Invalid {
		t.Errorf("a key with another request: %v, want invalid", err)
	}
	for _, method := range []string{"tok_timeout_then_ok", "tok_timeout_never"} {
		ref, deadline := begin(method), 50*time.Millisecond
		ctx, cancel := context.WithTimeout(t.Context(), deadline)
		if _, err := x.Confirm(ctx, method, ref); provider.ClassOf(err) != provider.Unknown {
			t.Errorf("confirm of %s: %v, want unknown", method, err)
		}
		cancel()
		state(ref, map[string]provider.State{"tok_timeout_then_ok": provider.Authorized, "tok_timeout_never": provider.Open}[method])
	}
	late := begin("tok_late_auth")
	if _, err := x.Confirm(t.Context(), "late", late); provider.ClassOf(err) != provider.Refused {
		t.Errorf("confirm of tok_late_auth: %v, want declined", err)
	}
	state(late, provider.Declined)
	now = now.Add(time.Hour)
	state(late, provider.Authorized)
}
