package gateway_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/askcart/askcart/gateway"
	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/service/servicetest"
)

func TestAGuestBecomesAShopperUnderTheSameID(t *testing.T) {
	t.Parallel()
	s := open(t)
	guest := s.guest()
	if guest.TokenType != "Bearer" || guest.User.Role != "guest" || guest.ExpiresIn != 900 || !strings.HasPrefix(guest.cookie, "refresh=") {
		t.Fatalf("guest session = %+v", guest)
	}
	s.As(guest.AccessToken).Get("/api/v1/auth/me").Want(200, guest.User.ID, `"role":"guest"`)
	ada := s.register(guest.AccessToken, " Ada@Example.com")
	if ada.User.ID != guest.User.ID || ada.User.Role != "shopper" || ada.User.Email != "ada@example.com" || ada.User.Name != "Ada" {
		t.Errorf("registered = %+v, want the guest's id %s", ada.User, guest.User.ID)
	}
	sent := servicetest.Await(s.Env, events.UserChanged, func(u events.User) bool { return u.ID == guest.User.ID })
	if sent.Email != "ada@example.com" || sent.Name != "Ada" || sent.Verified {
		t.Errorf("user_changed = %+v", sent)
	}
	// The guest's session was known before there was a password: it has ended.
	s.refresh(guest.cookie).Want(401, "session_ended")
	s.refresh(ada.cookie).Want(200, `"role":"shopper"`)
}

func (s *shop) refresh(cookie string, headers ...string) *servicetest.Response {
	s.t.Helper()
	return s.As("").Post("/api/v1/auth/refresh", nil, append([]string{"Cookie: " + cookie, "X-Requested-With: shop"}, headers...)...)
}

func TestRegistrationRefusesWhatItMust(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.register("", "ada@example.com")
	post := func(body any) *servicetest.Response { return s.As("").Post("/api/v1/auth/register", body) }
	post(account{"ADA@example.com ", "correct horse", "Eve"}).Want(409, "email_taken")
	post(account{"Eve <eve@example.com>", "correct horse", "Eve"}).Want(422, "body.email")
	post(account{"eve@example.com", "short", "Eve"}).Want(422, "body.password", "!short\"")
	post(account{"eve@example.com", "Password123", "Eve"}).Want(422, "most common", "!Password123")
	post(account{"eve@example.com", "aaaaaaaaaaaa", "Eve"}).Want(422, "most common")
	post(account{"eve@example.com", strings.Repeat("x", 300), "Eve"}).Want(422, "body.password")
	post(account{"eve@example.com", "correct horse", "\u0007 "}).Want(422, "body.name")
	post(`{"email":"eve@example.com","password":"correct horse","name":"Eve","role":"admin"}`).Want(422, "body.role")
	post(`{"email":"eve@example.com","password":"correct horse","name":"Eve","id":"x"}`).Want(422, "body.id")
	s.As("not.a.token").Post("/api/v1/auth/register", account{"eve@example.com", "correct horse", "Eve"}).Want(401, "unauthorized")
	post(account{"eve@example.com", strings.Repeat("pass phrase ", 6), "Eve"}).Want(201) // 72 characters
}

func TestHashesNeverLeave(t *testing.T) { // S11
	t.Parallel()
	s := open(t)
	ada := s.register("", "ada@example.com")
	for _, r := range []*servicetest.Response{
		s.As(ada.AccessToken).Get("/api/v1/auth/me"), s.login("", "ada@example.com", "correct horse"),
		s.As(ada.AccessToken).Patch("/api/v1/auth/me", `{"name":"Ada L."}`),
	} {
		r.Want(200, "!argon2", "!password", "!correct horse")
	}
	hash, err := postgres.Value[string](t.Context(), s.DB("gateway"), `select password_hash from users where email = 'ada@example.com'`, postgres.Args{})
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("stored hash = %.40s, %v", hash, err)
	}
}

func TestLoginMergesAGuestOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	ada, guest := s.register("", "ada@example.com"), s.guest()
	in := sessionOf(s.login(guest.AccessToken, "Ada@example.com", "correct horse").Want(200))
	if in.User.ID != ada.User.ID {
		t.Fatalf("logged in as %s, want %s", in.User.ID, ada.User.ID)
	}
	again := sessionOf(s.login(guest.AccessToken, "ada@example.com", "correct horse").Want(200)) // a double click
	for _, token := range []string{in.AccessToken, again.AccessToken, sessionOf(s.refresh(in.cookie).Want(200)).AccessToken} {
		if id := s.identity(token); id.Prev != guest.User.ID || id.UserID != ada.User.ID {
			t.Errorf("token of %s with prev %s, want %s with %s", id.UserID, id.Prev, ada.User.ID, guest.User.ID)
		}
	}
	servicetest.Await(s.Env, events.UserMerged, func(m events.UserMerge) bool { return m.From == guest.User.ID })
	if merges := servicetest.Events(s.Env, events.UserMerged); len(merges) != 1 || merges[0].To != ada.User.ID {
		t.Errorf("user_merged = %+v, want one", merges)
	}
	s.refresh(guest.cookie).Want(401, "session_ended")
	// A guest that is somebody else's by now is nobody's to take.
	s.register("", "eve@example.com")
	eve := sessionOf(s.login(guest.AccessToken, "eve@example.com", "correct horse").Want(200))
	if id := s.identity(eve.AccessToken); id.Prev != "" {
		t.Errorf("eve's token has prev %s", id.Prev)
	}
	// An account is never merged into another.
	if id := s.identity(sessionOf(s.login(ada.AccessToken, "eve@example.com", "correct horse").Want(200)).AccessToken); id.Prev != "" {
		t.Errorf("an account was merged: prev %s", id.Prev)
	}
}

// identity verifies a token as a service does, by the published keys.
func (s *shop) identity(token string) auth.Identity {
	s.t.Helper()
	id, err := auth.NewVerifier(auth.NewJWKS(s.URL("/.well-known/jwks.json")), "askcart", "askcart").Authenticate(s.t.Context(), token)
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

func TestRefreshTokensAreSpentOnce(t *testing.T) { // S10
	t.Parallel()
	s := open(t)
	first := s.guest()
	second := sessionOf(s.refresh(first.cookie).Want(200))
	if second.cookie == first.cookie || second.User.ID != first.User.ID {
		t.Errorf("second = %+v after %+v", second, first)
	}
	s.refresh(first.cookie).Want(401, "refresh_superseded") // two tabs: no harm done
	third := sessionOf(s.refresh(second.cookie).Want(200))
	s.refresh(second.cookie, "User-Agent: thief").Want(401, "session_ended") // another device: theft
	s.refresh(third.cookie).Want(401, "session_ended")                       // and so the whole login ends
	stored, err := postgres.Value[int](t.Context(), s.DB("gateway"),
		`select count(*)::int from refresh_tokens where encode(hash, 'escape') like '%' || @token || '%'`,
		postgres.Args{"token": strings.TrimPrefix(first.cookie, "refresh=")})
	if err != nil || stored != 0 {
		t.Errorf("%d refresh tokens stored as they are, %v", stored, err)
	}
}

func TestASpentTokenIsTheftOnceTheGraceIsOver(t *testing.T) {
	t.Parallel()
	s := open(t)
	first := s.guest()
	second := sessionOf(s.refresh(first.cookie).Want(200))
	exec(t, s, `update refresh_tokens set spent_at = now() - interval '11 seconds' where spent_at is not null`)
	s.refresh(first.cookie).Want(401, "session_ended")
	s.refresh(second.cookie).Want(401, "session_ended")
}

func exec(t *testing.T, s *shop, sql string) {
	t.Helper()
	if _, err := postgres.Exec(t.Context(), s.DB("gateway"), sql, postgres.Args{}); err != nil {
		t.Fatal(err)
	}
}

func TestOfParallelRefreshesOneWins(t *testing.T) { // S10
	t.Parallel()
	s := open(t)
	first := s.guest()
	var won, lost atomic.Int64
	var winner atomic.Pointer[session]
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			r := s.refresh(first.cookie)
			switch r.Status {
			case 200:
				won.Add(1)
				in := sessionOf(r)
				winner.Store(&in)
			case 401:
				lost.Add(1)
			default:
				t.Errorf("refresh = %d %s", r.Status, r.Body)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 || lost.Load() != 9 {
		t.Errorf("%d won and %d lost, want 1 and 9", won.Load(), lost.Load())
	}
	s.refresh(winner.Load().cookie).Want(200)
}

func TestASessionEndsAfterThirtyDaysHoweverOftenRefreshed(t *testing.T) {
	t.Parallel()
	s := open(t)
	second := sessionOf(s.refresh(s.guest().cookie).Want(200))
	exec(t, s, `update sessions set expires_at = now() - interval '1 second'`)
	s.refresh(second.cookie).Want(401, "session_ended")
}

func TestCookiesAloneChangeNothing(t *testing.T) { // S26
	t.Parallel()
	s := open(t)
	guest := s.guest()
	cookie := "Cookie: " + guest.cookie
	for _, path := range []string{"/api/v1/auth/refresh", "/api/v1/auth/logout"} {
		s.As("").Post(path, nil, cookie).Want(403, "cross_site")
		s.As("").Post(path, nil, cookie, "X-Requested-With: x", "Origin: https://evil.example").Want(403, "cross_site")
		s.As("").Post(path, nil, cookie, "X-Requested-With: x", "Origin: null").Want(403, "cross_site")
		s.As("").Post(path, nil, cookie, "X-Requested-With: x", "Sec-Fetch-Site: cross-site").Want(403, "cross_site")
	}
	s.As("").Post("/api/v1/auth/refresh", nil, cookie, "X-Requested-With: x", "Origin: http://127.0.0.1:5173").Want(200)
}

func TestTheCookieIsOutOfReachOfScripts(t *testing.T) { // S26
	t.Parallel()
	s := open(t)
	got := s.As("").Post("/api/v1/auth/guest", nil).Header.Get("Set-Cookie")
	for _, part := range []string{"Path=/", "HttpOnly", "SameSite=Strict", "Max-Age="} {
		if !strings.Contains(got, part) {
			t.Errorf("cookie %q lacks %s", got, part)
		}
	}
	secure := open(t, func(c *gateway.Config) { c.PublicURL = "https://shop.example" })
	r := secure.As("").Post("/api/v1/auth/guest", nil)
	if got := r.Header.Get("Set-Cookie"); !strings.HasPrefix(got, "__Host-refresh=") || !strings.Contains(got, "Secure") || strings.Contains(got, "Domain") {
		t.Errorf("cookie on https = %q", got)
	}
	if r.Header.Get("Strict-Transport-Security") == "" || r.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers on https = %v", r.Header)
	}
	in := sessionOf(r)
	plain := strings.Replace(in.cookie, "__Host-", "", 1) // a cookie that any http page could have set
	secure.refresh(plain).Want(401)
	secure.refresh(in.cookie).Want(200)
}

func TestNativeClientsKeepTheTokenThemselves(t *testing.T) {
	t.Parallel()
	s := open(t)
	r := s.As("").Post("/api/v1/auth/guest", nil, "X-Client: native").Want(200)
	in := sessionOf(r)
	if in.RefreshToken == "" || r.Header.Get("Set-Cookie") != "" {
		t.Fatalf("native session = %+v with cookie %q", in, r.Header.Get("Set-Cookie"))
	}
	body := map[string]string{"refresh_token": in.RefreshToken}
	next := sessionOf(s.As("").Post("/api/v1/auth/refresh", body, "X-Client: native").Want(200))
	s.As("").Post("/api/v1/auth/logout", map[string]string{"refresh_token": next.RefreshToken}, "X-Client: native").Want(204)
	s.As("").Post("/api/v1/auth/refresh", map[string]string{"refresh_token": next.RefreshToken}, "X-Client: native").Want(401, "session_ended")
}

func TestLogoutEndsTheWholeLogin(t *testing.T) {
	t.Parallel()
	s := open(t)
	first := s.guest()
	second := sessionOf(s.refresh(first.cookie).Want(200))
	r := s.As("").Post("/api/v1/auth/logout", nil, "Cookie: "+second.cookie, "X-Requested-With: x").Want(204)
	if got := r.Header.Get("Set-Cookie"); !strings.Contains(got, "Max-Age=0") {
		t.Errorf("cookie after logout = %q, want it dropped", got)
	}
	s.refresh(second.cookie).Want(401, "session_ended")
	s.As("").Post("/api/v1/auth/logout", nil).Want(204)
}

func TestLoginTellsNobodyWhoHasAnAccount(t *testing.T) { // S12
	t.Parallel()
	s := open(t)
	s.register("", "ada@example.com")
	wrong := s.login("", "ada@example.com", "wrong password").Want(401, "wrong_credentials")
	unknown := s.login("", "nobody@example.com", "wrong password").Want(401, "wrong_credentials")
	if a, b := withoutTrace(wrong.Body), withoutTrace(unknown.Body); a != b {
		t.Errorf("known and unknown differ:\n%s\n%s", a, b)
	}
	known := s.As("").Post("/api/v1/auth/password/forgot", `{"email":"ada@example.com"}`).Want(200)
	if other := s.As("").Post("/api/v1/auth/password/forgot", `{"email":"nobody@example.com"}`).Want(200); other.Body != known.Body {
		t.Errorf("forgot differs: %s and %s", known.Body, other.Body)
	}
}

func withoutTrace(body string) string {
	head, _, _ := strings.Cut(body, `"trace_id"`)
	return head
}

func TestLoginAttemptsAreLimitedByAccountWhateverTheFactor(t *testing.T) { // S14
	t.Parallel()
	cfg, _ := redis(t)
	s := open(t, cfg)
	s.register("", "ada@example.com")
	for range 5 {
		s.login("", "ada@example.com", "correct horse").Want(200) // right ones do not count
	}
	for range 5 {
		s.login("", "Ada@example.com", "wrong password").Want(401)
	}
	r := s.login("", "ada@example.com", "correct horse").Want(429, "too_many_requests")
	if r.Header.Get("Retry-After") == "" {
		t.Error("429 without Retry-After")
	}
	s.register("", "eve@example.com")
	s.login("", "eve@example.com", "correct horse").Want(200)
}

func TestTheFirstAdminIsMadeOnce(t *testing.T) { // S13
	t.Parallel()
	s := open(t)
	first := map[string]string{"token": bootstrapToken, "email": "root@example.com", "password": "correct horse", "name": "Root"}
	wrong := map[string]string{"token": "guess", "email": "root@example.com", "password": "correct horse", "name": "Root"}
	s.As("").Post("/api/v1/auth/bootstrap", wrong).Want(403)
	admin := sessionOf(s.As("").Post("/api/v1/auth/bootstrap", first).Want(201, `"role":"admin"`))
	first["email"] = "second@example.com"
	s.As("").Post("/api/v1/auth/bootstrap", first).Want(409, "already_bootstrapped")
	if id := s.identity(admin.AccessToken); !id.Staff() {
		t.Errorf("admin's token = %+v", id)
	}
	closed := open(t, func(c *gateway.Config) { c.BootstrapToken = "" })
	closed.As("").Post("/api/v1/auth/bootstrap", first).Want(404)
}

func TestOfParallelBootstrapsOneWins(t *testing.T) { // S39
	t.Parallel()
	s := open(t)
	var made atomic.Int64
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			body := map[string]string{"token": bootstrapToken, "email": string(rune('a'+i)) + "@example.com", "password": "correct horse", "name": "Root"}
			if r := s.As("").Post("/api/v1/auth/bootstrap", body); r.Status == http.StatusCreated {
				made.Add(1)
			} else if r.Status != http.StatusConflict {
				t.Errorf("bootstrap = %d %s", r.Status, r.Body)
			}
		})
	}
	all.Wait()
	if made.Load() != 1 {
		t.Errorf("%d admins, want 1", made.Load())
	}
}

func TestAForgottenPasswordIsReplacedByLink(t *testing.T) {
	t.Parallel()
	s := open(t)
	ada := s.register("", "ada@example.com")
	s.As("").Post("/api/v1/auth/password/forgot", `{"email":"ada@example.com"}`).Want(200)
	note := servicetest.Await(s.Env, events.UserNotifications, func(n events.Notice) bool { return n.Template == "reset_password" })
	token := note.Data["token"]
	if note.Email != "ada@example.com" || note.UserID != ada.User.ID || token == "" {
		t.Fatalf("notice = %+v", note)
	}
	reset := func(token, password string) *servicetest.Response {
		return s.As("").Post("/api/v1/auth/password/reset", map[string]string{"token": token, "password": password})
	}
	reset("guess", "another horse").Want(422, "token_invalid")
	reset(token, "password123").Want(422, "most common")
	reset(token, "another horse").Want(200)
	reset(token, "third horse").Want(422, "token_invalid")
	s.refresh(ada.cookie).Want(401, "session_ended")
	s.login("", "ada@example.com", "correct horse").Want(401)
	s.login("", "ada@example.com", "another horse").Want(200, `"verified":true`)
}

func TestAnAddressIsProvenByLink(t *testing.T) {
	t.Parallel()
	s := open(t)
	ada := s.register("", "ada@example.com")
	note := servicetest.Await(s.Env, events.UserNotifications, func(n events.Notice) bool { return n.Template == "verify_email" })
	s.As("").Post("/api/v1/auth/password/reset", map[string]string{"token": note.Data["token"], "password": "another horse"}).Want(422) // of another purpose
	s.As("").Post("/api/v1/auth/email/verify", map[string]string{"token": note.Data["token"]}).Want(200)
	s.As(ada.AccessToken).Get("/api/v1/auth/me").Want(200, `"verified":true`)
	servicetest.Await(s.Env, events.UserChanged, func(u events.User) bool { return u.Verified })
}

func TestMeBelongsToTheCaller(t *testing.T) {
	t.Parallel()
	s := open(t)
	guest, ada := s.guest(), s.register("", "ada@example.com")
	s.As("").Get("/api/v1/auth/me").Want(401)
	s.As(guest.AccessToken).Patch("/api/v1/auth/me", `{"name":"X"}`).Want(403)
	s.As(ada.AccessToken).Patch("/api/v1/auth/me", `{"name":" Ada L. ","locale":"en-IN"}`).Want(200, `"name":"Ada L."`, `"locale":"en-IN"`)
	s.As(ada.AccessToken).Patch("/api/v1/auth/me", `{"role":"admin"}`).Want(422)
	s.As(ada.AccessToken).Patch("/api/v1/auth/me", `{"email":"x@example.com"}`).Want(422)
	s.As(ada.AccessToken).Get("/api/v1/auth/me").Want(200, `"name":"Ada L."`, `"role":"shopper"`)
}

func TestKeysOutliveARestartAndCanBeEncrypted(t *testing.T) {
	t.Parallel()
	env := servicetest.New(t)
	start := func(secret string) *shop {
		s := &shop{Env: env, t: t}
		s.Running = servicetest.Start(t, env, "gateway", runWith(func(c *gateway.Config) { c.KeyEncryptionKey = secret }))
		return s
	}
	plain := start("")
	token := plain.guest().AccessToken
	plain.Stop()
	const secret = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
	sealed := start(secret)
	sealed.As(token).Get("/api/v1/auth/me").Want(200)
	clear, err := postgres.Value[int](t.Context(), sealed.DB("gateway"), `select count(*)::int from signing_keys where not encrypted`, postgres.Args{})
	if err != nil || clear != 0 {
		t.Errorf("%d keys in the clear, %v", clear, err)
	}
	sealed.Stop()
	again := start(secret)
	again.As(token).Get("/api/v1/auth/me").Want(200)
	again.Stop()
	cfg := env.Config("gateway")
	err = gateway.Run(context.Background(), gateway.Config{Config: cfg, RateFactor: 1, KeyEncryptionKey: "MTEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="}, env.Log)
	if err == nil || !strings.Contains(err.Error(), "does not open") {
		t.Errorf("start with another key = %v", err)
	}
}
