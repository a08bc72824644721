package gateway_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/askcart/askcart/gateway"
	"github.com/askcart/askcart/shared/embedded"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
	"github.com/askcart/askcart/shared/service"
	"github.com/askcart/askcart/shared/service/servicetest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

// shop is a running gateway before services that the test plays.
type shop struct {
	*servicetest.Env
	*servicetest.Running
	t        testing.TB
	internal string // address of the internal listener
	product  *upstream
	order    *upstream
}

const bootstrapToken = "one-time-token"

// open starts a gateway; change alters its configuration. Limits are a hundred times production's,
// as in the demo, unless a test says otherwise.
func open(t testing.TB, change ...func(*gateway.Config)) *shop {
	t.Helper()
	env := servicetest.New(t)
	s := &shop{Env: env, t: t, product: newUpstream(t), order: newUpstream(t)}
	inside, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.internal = "http://" + inside.Addr().String()
	s.Running = servicetest.Start(t, env, "gateway", func(ctx context.Context, c service.Config, log *slog.Logger) error {
		cfg := gateway.Config{
			Config: c, InternalListener: inside, RateFactor: 100, BootstrapToken: bootstrapToken,
			Product: s.product.URL, Order: s.order.URL, Cart: s.order.URL, Inventory: "http://127.0.0.1:1",
			PublicURL: "http://127.0.0.1:5173", CORSOrigins: []string{"http://127.0.0.1:5173"},
		}
		for _, f := range change {
			f(&cfg)
		}
		return gateway.Run(ctx, cfg, log)
	})
	return s
}

// redis starts a Redis and returns its address for a configuration.
func redis(t testing.TB) (cfg func(*gateway.Config), stop func()) {
	t.Helper()
	cache, err := embedded.Redis(t.Context(), embedded.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var once sync.Once
	stop = func() {
		once.Do(func() {
			if err := cache.Stop(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	t.Cleanup(stop)
	return func(c *gateway.Config) { c.RedisURL = "redis://" + cache.Addr }, stop
}

// upstream is a service that the test plays. It remembers the last request it got.
type upstream struct {
	*httptest.Server
	mu     sync.Mutex
	last   *http.Request
	body   string
	count  int
	answer http.HandlerFunc
}

func newUpstream(t testing.TB) *upstream {
	u := &upstream{}
	u.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		u.mu.Lock()
		u.last, u.body, u.count = r, string(b), u.count+1
		answer := u.answer
		u.mu.Unlock()
		if answer != nil {
			answer(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"path":"`+r.URL.Path+`"}`)
	}))
	t.Cleanup(u.Close)
	return u
}

func (u *upstream) answers(h http.HandlerFunc) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.answer = h
}

// got is the last request, its body, and how many there were.
func (u *upstream) got() (*http.Request, string, int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.last, u.body, u.count
}

// session is what identity answers, with the cookie beside it.
type session struct {
	AccessToken  string `json:"access_token"`
	TokenType    string `json:"token_type"`
	ExpiresIn    int    `json:"expires_in"`
	RefreshToken string `json:"refresh_token"`
	User         struct {
		ID    string `json:"id"`
		Role  string `json:"role"`
		Email string `json:"email"`
		Name  string `json:"name"`
	} `json:"user"`
	cookie string
}

func sessionOf(r *servicetest.Response) session {
	s := servicetest.JSON[session](r)
	s.cookie, _, _ = strings.Cut(r.Header.Get("Set-Cookie"), ";")
	return s
}

func (s *shop) guest() session {
	s.t.Helper()
	return sessionOf(s.As("").Post("/api/v1/auth/guest", nil).Want(200))
}

type account struct {
	Email    string `json:"email"`
	Password string `json:"password"`
	Name     string `json:"name,omitempty"`
}

func (s *shop) register(token, email string) session {
	s.t.Helper()
	return sessionOf(s.As(token).Post("/api/v1/auth/register", account{email, "correct horse", "Ada"}).Want(201))
}

func (s *shop) login(token, email, password string, headers ...string) *servicetest.Response {
	s.t.Helper()
	return s.As(token).Post("/api/v1/auth/login", account{Email: email, Password: password}, headers...)
}

// runWith runs a gateway without services, on free ports.
func runWith(change func(*gateway.Config)) func(context.Context, service.Config, *slog.Logger) error {
	return func(ctx context.Context, c service.Config, log *slog.Logger) error {
		cfg := gateway.Config{Config: c, RateFactor: 100, MetricsAddr: "127.0.0.1:0", PublicURL: "http://127.0.0.1:5173"}
		change(&cfg)
		return gateway.Run(ctx, cfg, log)
	}
}
