package auth

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// published is a key set that tests change and break; its clock is theirs too.
type published struct {
	*JWKS
	mu      sync.Mutex
	set     KeySet
	down    bool
	fetched atomic.Int64
	clock   time.Time
}

func publish(t *testing.T, kids ...string) *published {
	t.Helper()
	p := &published{clock: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	p.rotate(t, kids...)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		p.fetched.Add(1)
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.down {
			w.WriteHeader(http.StatusBadGateway)
		}
		json.NewEncoder(w).Encode(p.set)
	}))
	t.Cleanup(server.Close)
	p.JWKS = NewJWKS(server.URL)
	p.now = func() time.Time { return p.clock }
	return p
}

func (p *published) rotate(t *testing.T, kids ...string) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.set = KeySet{}
	for _, kid := range kids {
		key, _, err := ed25519.GenerateKey(nil)
		if err != nil {
			t.Fatal(err)
		}
		p.set.Keys = append(p.set.Keys, NewJWK(kid, key))
	}
}

func (p *published) broken(down bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down = down
}

// want checks the outcome of a look-up d after the previous one.
func (p *published) want(t *testing.T, d time.Duration, kid string, want error) {
	t.Helper()
	p.clock = p.clock.Add(d)
	if _, err := p.Key(t.Context(), kid); !errors.Is(err, want) {
		t.Errorf("key %s after %v = %v, want %v", kid, d, err, want)
	}
}

func TestKeysRotate(t *testing.T) { // S9
	t.Parallel()
	p := publish(t, "a")
	p.want(t, 0, "a", nil)
	p.rotate(t, "a", "b")
	p.want(t, time.Second, "b", ErrUnauthorized) // asked a second ago
	p.want(t, 30*time.Second, "b", nil)
	p.rotate(t, "b")
	p.want(t, 61*time.Second, "a", ErrUnauthorized)
}

func TestUnknownKidsAskAtMostEveryThirtySeconds(t *testing.T) { // S7
	t.Parallel()
	p := publish(t, "a")
	for range 100 {
		p.want(t, 290*time.Millisecond, "x", ErrUnauthorized) // 29 s in all
	}
	if n := p.fetched.Load(); n != 1 {
		t.Errorf("fetched %d times in 29 s, want 1", n)
	}
}

func TestKeysWorkForAnHourWhileTheSetIsDown(t *testing.T) { // S9
	t.Parallel()
	p := publish(t, "a")
	p.want(t, 0, "a", nil)
	p.broken(true)
	p.want(t, 59*time.Minute, "a", nil)
	p.want(t, 2*time.Minute, "a", ErrUnavailable)
	p.broken(false)
	p.want(t, 2*time.Second, "a", nil)
}

func TestAServiceStartsBeforeTheSetIsThere(t *testing.T) {
	t.Parallel()
	p := publish(t, "a")
	p.broken(true)
	p.want(t, 0, "a", ErrUnavailable)
	p.broken(false)
	p.want(t, 2*time.Second, "a", nil)
}

func TestManyCallersFetchOnce(t *testing.T) {
	t.Parallel()
	p := publish(t, "a")
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if _, err := p.Key(t.Context(), "a"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := p.fetched.Load(); n != 1 {
		t.Errorf("fetched %d times, want 1", n)
	}
}

func TestRememberedTokensAreBoundedInTimeAndNumber(t *testing.T) {
	t.Parallel()
	v, now := newVerified(), time.Now()
	v.put("short", Identity{UserID: "u"}, now.Add(5*time.Second), now)
	v.put("long", Identity{UserID: "u"}, now.Add(time.Hour), now)
	for _, tt := range []struct {
		token string
		after time.Duration
		want  bool
	}{{"short", 4 * time.Second, true}, {"short", 5 * time.Second, false}, {"long", 59 * time.Second, true}, {"long", time.Minute, false}} {
		if _, got := v.get(tt.token, now.Add(tt.after)); got != tt.want {
			t.Errorf("%s after %v remembered = %v, want %v", tt.token, tt.after, got, tt.want)
		}
	}
	for i := range verifiedMax + 10 {
		v.put(string(rune(i))+"t", Identity{}, now.Add(time.Hour), now)
	}
	if n := len(v.entries); n > verifiedMax {
		t.Errorf("%d entries, want at most %d", n, verifiedMax)
	}
}
