package limit

import (
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/askcart/askcart/shared/problem"
	"github.com/prometheus/client_golang/prometheus"
	"pgregory.net/rapid"
)

func limiter(t *testing.T, url string, factor float64, settings ...string) *Limiter {
	t.Helper()
	client, err := Open(url)
	if err != nil {
		t.Fatal(err)
	}
	if client != nil {
		t.Cleanup(func() { client.Close() })
	}
	l, err := New(client, factor, settings, slog.New(slog.DiscardHandler), prometheus.NewRegistry())
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// allowed is how many of n requests at once a limiter lets through.
func allowed(ctx context.Context, l *Limiter, r Rule, key string, n int) int64 {
	var passed atomic.Int64
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			if l.Allow(ctx, r, key) == nil {
				passed.Add(1)
			}
		})
	}
	all.Wait()
	return passed.Load()
}

func TestReplicasShareOneBucket(t *testing.T) {
	t.Parallel()
	server := miniredis.RunT(t)
	url := "redis://" + server.Addr()
	one, other := limiter(t, url, 1, "guest=10/1h"), limiter(t, url, 1, "guest=10/1h")
	got := allowed(t.Context(), one, Guest, "a", 30) + allowed(t.Context(), other, Guest, "a", 30)
	if got != 10 {
		t.Errorf("two replicas let %d through, want 10", got)
	}
	if n := allowed(t.Context(), other, Guest, "b", 1); n != 1 {
		t.Error("another key was refused")
	}
}

func TestLeasesNeverLetMoreThrough(t *testing.T) {
	t.Parallel()
	server := miniredis.RunT(t)
	l := limiter(t, "redis://"+server.Addr(), 1, "browse=100/1h")
	if r := l.effective(Browse); r.Lease != 10 {
		t.Fatalf("lease = %v, want 10", r.Lease)
	}
	if got := allowed(t.Context(), l, Browse, "a", 50); got != 50 {
		t.Errorf("%d of 50 passed", got)
	}
	if got := allowed(t.Context(), l, Browse, "a", 100); got != 50 {
		t.Errorf("%d of the next 100 passed, want 50", got)
	}
}

func TestBucketsRefillAndSayHowLongToWait(t *testing.T) {
	t.Parallel()
	server := miniredis.RunT(t)
	now := time.Now()
	server.SetTime(now)
	l := limiter(t, "redis://"+server.Addr(), 1, "guest=2/10s")
	if got := allowed(t.Context(), l, Guest, "a", 5); got != 2 {
		t.Errorf("%d passed, want 2", got)
	}
	err := l.Allow(t.Context(), Guest, "a")
	if p := problem.Of(err); !errors.Is(err, ErrTooMany) || p.RetryAfter < 4900*time.Millisecond || p.RetryAfter > 5*time.Second {
		t.Errorf("Allow = %v after %v, want to wait 5 s", err, p.RetryAfter)
	}
	server.SetTime(now.Add(5 * time.Second))
	if got := allowed(t.Context(), l, Guest, "a", 5); got != 1 {
		t.Errorf("%d passed after 5 s, want 1", got)
	}
}

func TestWhatIsReturnedCountsNoMore(t *testing.T) {
	t.Parallel()
	server := miniredis.RunT(t)
	for _, url := range []string{"", "redis://" + server.Addr()} {
		l := limiter(t, url, 1)
		for range 20 {
			if err := l.Allow(t.Context(), LoginPair, "a"); err != nil {
				t.Fatalf("with %q: %v", url, err)
			}
			l.Return(t.Context(), LoginPair, "a")
		}
		if got := allowed(t.Context(), l, LoginPair, "a", 10); got != 5 {
			t.Errorf("with %q %d passed, want 5", url, got)
		}
	}
}

func TestADeadRedisIsNotWaitedForTwice(t *testing.T) {
	t.Parallel()
	l := limiter(t, "redis://127.0.0.1:1", 1, "guest=3/1h")
	if got := allowed(t.Context(), l, Guest, "a", 10); got != 3 {
		t.Errorf("%d passed, want 3", got)
	}
	until := l.downTil.Load()
	l.Allow(t.Context(), Guest, "a")
	if until == 0 || l.downTil.Load() != until {
		t.Error("Redis was asked again at once")
	}
}

func TestTheFactorLeavesAccountsAlone(t *testing.T) {
	t.Parallel()
	l := limiter(t, "", 100)
	if got := l.effective(LoginIP).Count; got != 2000 {
		t.Errorf("per IP = %v, want 2000", got)
	}
	if got := l.effective(LoginPair).Count; got != 5 {
		t.Errorf("per account = %v, want 5", got)
	}
}

func TestABucketNeverGivesMoreThanItsRate(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := Rule{Count: float64(rapid.IntRange(1, 20).Draw(t, "count")), Period: time.Minute}
		now := time.Unix(0, 0).Add(time.Hour)
		start, b, given := now, bucket{}, 0
		for _, wait := range rapid.SliceOfN(rapid.IntRange(0, 20_000), 1, 100).Draw(t, "waits") {
			now = now.Add(time.Duration(wait) * time.Millisecond)
			if ok, again := b.take(r, 1, now); ok {
				given++
			} else if again <= 0 {
				t.Fatalf("refused without a wait")
			}
			if most := r.Count + now.Sub(start).Seconds()*r.perSecond() + 1e-6; float64(given) > most {
				t.Fatalf("gave %d by %v, at most %v", given, now.Sub(start), most)
			}
		}
	})
}

func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	b, now := newBuckets(), time.Now()
	for i := range maxBuckets + 10 {
		b.take(Guest, string(rune(i%0xd000))+string(rune(i/0xd000)), 1, now)
	}
	if n := len(b.all); n > maxBuckets {
		t.Errorf("%d buckets, want at most %d", n, maxBuckets)
	}
}

func TestClientsAreCountedByAddressOrNetwork(t *testing.T) {
	t.Parallel()
	for ip, want := range map[string]string{
		"203.0.113.7": "203.0.113.7", "::ffff:203.0.113.7": "203.0.113.7",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64",
	} {
		if got := ClientKey(netip.MustParseAddr(ip)); got != want {
			t.Errorf("%s = %s, want %s", ip, got, want)
		}
	}
}
