package httpapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/auth/authtest"
	"github.com/askcart/askcart/shared/httpapi"
	"github.com/askcart/askcart/shared/problem"
	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type login struct {
	Email    string   `json:"email" format:"email"`
	Password string   `json:"password" minLength:"12"`
	Tags     []string `json:"tags,omitempty"`
	Slug     string   `json:"slug,omitempty" pattern:"^[a-z]+$" patternDescription:"small letters"`
	Count    int64    `json:"count,omitempty"`
	Nested   any      `json:"nested,omitempty"`
}

type listed struct {
	httpapi.PageInput
}

var errTaken = problem.New(problem.Conflict, "taken", "already taken")

// fixture is an API with one operation for every rule.
func fixture(t *testing.T) (chi.Router, *httpapi.API, *authtest.Issuer) {
	t.Helper()
	issuer := authtest.NewIssuer(t)
	router, api := httpapi.New(httpapi.Options{
		Title: "Test", Log: slog.New(slog.DiscardHandler),
		Auth: auth.NewVerifier(auth.NewJWKS(issuer.URL), authtest.Iss, authtest.Aud),
	})
	t.Cleanup(api.Close)
	handle(api, "fail", "GET", auth.Public, errors.New("password authentication failed"))
	handle(api, "slow", "GET", auth.Public, context.DeadlineExceeded)
	handle(api, "taken", "POST", auth.Public, errTaken.With("order_id", "o-1").After(1500*time.Millisecond))
	handle(api, "signed", "GET", auth.Signed, nil)
	handle(api, "staff", "POST", auth.Staff, nil)
	httpapi.Handle(api, httpapi.Op("panic", "GET", "/panic", auth.Public), func(context.Context, *struct{}) (*httpapi.Body[string], error) {
		panic("password authentication failed")
	})
	httpapi.Handle(api, httpapi.Op("login", "POST", "/login", auth.Public).MaxBody(4096), func(context.Context, *httpapi.Body[login]) (*httpapi.Body[string], error) {
		return httpapi.Reply("in", nil)
	})
	httpapi.Handle(api, httpapi.Op("post-signed", "POST", "/post-signed", auth.Signed), func(context.Context, *httpapi.Body[login]) (*httpapi.Body[string], error) {
		return httpapi.Reply("in", nil)
	})
	httpapi.Handle(api, httpapi.Op("list", "GET", "/list", auth.Public), func(_ context.Context, in *listed) (*httpapi.Body[httpapi.Page[string]], error) {
		return httpapi.Reply(httpapi.NewPage[string](nil, ""), httpapi.DecodeCursor(in.Cursor, &struct{}{}))
	})
	httpapi.Handle(api, httpapi.Op("get", "GET", "/things/{id}", auth.Public), func(_ context.Context, in *httpapi.IDInput) (*httpapi.Tagged[string], error) {
		return httpapi.ReplyTagged(3, "thing", nil)
	})
	httpapi.HandleRaw(api, httpapi.Op("import", "POST", "/import", auth.Public).Raw("application/x-ndjson").MaxBody(8).Answers(map[string]int{}), func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			api.WriteError(w, r, err)
		}
	})
	return router, api, issuer
}

func handle(api *httpapi.API, name, method string, access auth.Access, err error) {
	httpapi.Handle(api, httpapi.Op(name, method, "/"+name, access), func(ctx context.Context, _ *struct{}) (*httpapi.Body[string], error) {
		return httpapi.Reply(auth.From(ctx).UserID, err)
	})
}

// ask sends a request; headers are "Name: value".
func ask(h http.Handler, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

const secret = "hunter2"

func TestEveryRefusalIsAProblemThatEchoesNothing(t *testing.T) {
	t.Parallel()
	router, _, _ := fixture(t)
	const ok = `{"email":"a@b.c","password":"123456789012"`
	deep := strings.Repeat(`[`, 40) + strings.Repeat(`]`, 40)
	tests := []struct {
		name, method, path, body string
		status                   int
		has                      string
	}{
		{"a plain error", "GET", "/fail", "", 500, `"code":"internal"`},
		{"a panic", "GET", "/panic", "", 500, `"code":"internal"`},
		{"a dependency too slow", "GET", "/slow", "", 503, `"code":"unavailable"`},
		{"a domain error", "POST", "/taken", "", 409, `"code":"taken","detail":"already taken","order_id":"o-1"`},
		{"an unknown path", "GET", "/hunter2", "", 404, `"code":"no_such_path"`},
		{"an unknown method", "DELETE", "/login", "", 405, `"code":"method_not_allowed"`},
		{"TRACE", "TRACE", "/login", "", 405, `"code":"method_not_allowed"`},
		{"an invented method", "HUNT", "/login", "", 405, `"code":"method_not_allowed"`},
		{"a short password", "POST", "/login", `{"email":"a@b.c","password":"hunter2"}`, 422, `"path":"body.password"`},
		{"a bad address", "POST", "/login", `{"email":"hunter2","password":"123456789012"}`, 422, `"path":"body.email"`},
		{"broken JSON", "POST", "/login", `{"password":"hunter2"`, 400, `"code":"malformed"`},
		{"trailing JSON", "POST", "/login", ok + `}{}`, 400, `"code":"malformed"`},
		{"no body", "POST", "/login", "", 400, `"code":"malformed"`},
		{"an unknown field", "POST", "/login", ok + `,"role":"hunter2"}`, 422, `"path":"body.role"`},
		{"a wrong-case key", "POST", "/login", `{"Email":"a@b.c","password":"123456789012"}`, 422, `"path":"body.Email"`},
		{"a duplicate key", "POST", "/login", ok + `,"password":"hunter2"}`, 400, `twice`},
		{"an escaped duplicate key", "POST", "/login", ok + `,"p\u0061ssword":"hunter2"}`, 400, `twice`},
		{"a nested duplicate key", "POST", "/login", ok + `,"nested":[{"a":1,"a":2}]}`, 400, `twice`},
		{"a NUL", "POST", "/login", ok + `,"tags":["\u0000"]}`, 400, `NUL`},
		{"bad UTF-8", "POST", "/login", ok + ",\"tags\":[\"\xff\"]}", 400, `UTF-8`},
		{"deep nesting", "POST", "/login", ok + `,"nested":` + deep + `}`, 400, `nested too deeply`},
		{"an integer beyond int64", "POST", "/login", ok + `,"count":98765432198765432100}`, 422, `out of range`},
		{"a number beyond float64", "POST", "/login", ok + `,"count":1e999}`, 400, `"code":"malformed"`},
		{"a fraction", "POST", "/login", ok + `,"count":1.5}`, 422, `"path":"body.count"`},
		{"null for a text", "POST", "/login", `{"email":null,"password":"123456789012"}`, 422, `"path":"body.email"`},
		{"a large body", "POST", "/login", ok + `,"tags":["` + strings.Repeat("x", 5000) + `"]}`, 413, `"code":"body_too_large"`},
		{"a large raw body", "POST", "/import", "123456789", 413, `"code":"body_too_large"`},
		{"an unknown query parameter", "GET", "/list?user_id=hunter2", "", 422, `"path":"query.user_id"`},
		{"a limit out of range", "GET", "/list?limit=1000", "", 422, `"path":"query.limit"`},
		{"a limit that is no number", "GET", "/list?limit=hunter2", "", 422, `"path":"query.limit"`},
		{"a broken query", "GET", "/list?cursor=%zz", "", 400, `"code":"malformed_address"`},
		{"a NUL in the query", "GET", "/list?cursor=%00", "", 400, `"code":"malformed_address"`},
		{"a foreign cursor", "GET", "/list?cursor=hunter2", "", 422, `"code":"invalid_cursor"`},
		{"an id that is none", "GET", "/things/hunter2", "", 404, `"code":"not_found"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			headers := []string{}
			if tt.path == "/import" {
				headers = append(headers, "Content-Type: application/x-ndjson")
			}
			w := ask(router, tt.method, tt.path, tt.body, headers...)
			got := w.Body.String()
			if w.Code != tt.status || !strings.Contains(got, tt.has) || strings.Contains(got, secret) || strings.Contains(got, "authentication") || strings.Contains(got, "98765") {
				t.Errorf("= %d %s; want %d with %s and nothing echoed", w.Code, got, tt.status, tt.has)
			}
			if ct := w.Header().Get("Content-Type"); ct != "application/problem+json" {
				t.Errorf("content type %q", ct)
			}
			var body struct {
				Title  string
				Status int
			}
			if err := json.Unmarshal([]byte(got), &body); err != nil || body.Status != tt.status || body.Title == "" {
				t.Errorf("body %s has status %d, title %q, %v", got, body.Status, body.Title, err)
			}
		})
	}
}

func TestAllFailuresAreToldAtOnce(t *testing.T) {
	t.Parallel()
	router, _, _ := fixture(t)
	got := ask(router, "POST", "/login", `{"email":"x","password":"y","extra":1}`).Body.String()
	for _, path := range []string{"body.email", "body.password", "body.extra"} {
		if !strings.Contains(got, `"path":"`+path+`"`) {
			t.Errorf("%s lacks %s", got, path)
		}
	}
}

func TestRetryAfterIsWholeSecondsRoundedUp(t *testing.T) {
	t.Parallel()
	router, _, _ := fixture(t)
	if got := ask(router, "POST", "/taken", "").Header().Get("Retry-After"); got != "2" {
		t.Errorf("Retry-After after 1.5 s = %q, want 2", got)
	}
	if got := ask(router, "GET", "/slow", "").Header().Get("Retry-After"); got == "" {
		t.Error("503 without Retry-After")
	}
}

func TestAllowNamesTheMethods(t *testing.T) {
	t.Parallel()
	router, _, _ := fixture(t)
	if got := ask(router, "DELETE", "/login", "").Header().Values("Allow"); len(got) != 1 || got[0] != "POST" {
		t.Errorf("Allow = %v, want POST", got)
	}
}

func TestContentTypeMustBeJSON(t *testing.T) {
	t.Parallel()
	router, _, _ := fixture(t)
	const body = `{"email":"a@b.c","password":"123456789012"}`
	tests := []struct {
		header string
		status int
	}{
		{"Content-Type: application/json", 200},
		{"Content-Type: application/json; charset=UTF-8", 200},
		{"Content-Type: text/plain", 415},
		{"Content-Type: application/x-www-form-urlencoded", 415},
		{"Content-Type: text/plain+json", 415},
		{"Content-Type: application/json; charset=latin1", 415},
		{"Content-Type: ", 415},
		{"Content-Encoding: gzip", 415},
	}
	for _, tt := range tests {
		if w := ask(router, "POST", "/login", body, tt.header); w.Code != tt.status {
			t.Errorf("%s = %d %s, want %d", tt.header, w.Code, w.Body, tt.status)
		}
	}
	if w := ask(router, "POST", "/import", "1", "Content-Type: application/json"); w.Code != 415 {
		t.Errorf("JSON for NDJSON = %d, want 415", w.Code)
	}
}

func TestABodyOfExactlyTheLimitIsRead(t *testing.T) {
	t.Parallel()
	router, _, _ := fixture(t)
	body := `{"email":"a@b.c","password":"123456789012"}`
	body += strings.Repeat(" ", 4096-len(body))
	if w := ask(router, "POST", "/login", body); w.Code != 200 {
		t.Errorf("4096 of 4096 bytes = %d %s", w.Code, w.Body)
	}
	r := httptest.NewRequest("POST", "/login", struct{ io.Reader }{strings.NewReader(body + " ")}) // no Content-Length
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	router.ServeHTTP(w, r)
	if w.Code != 413 || strings.Contains(w.Body.String(), "limit=") {
		t.Errorf("4097 bytes in chunks = %d %s, want 413", w.Code, w.Body)
	}
}

func TestAccessIsEnforcedBeforeTheBodyIsRead(t *testing.T) {
	t.Parallel()
	router, _, issuer := fixture(t)
	user := uuid.NewString()
	shopper, admin := "Authorization: Bearer "+issuer.Token(user, auth.Shopper), "Authorization: Bearer "+issuer.Token(user, auth.Admin)
	tests := []struct {
		method, path, header string
		status               int
		has                  string
	}{
		{"GET", "/signed", "X: y", 401, `"code":"unauthorized"`},
		{"GET", "/signed", "Authorization: Bearer hunter2", 401, `"code":"unauthorized"`},
		{"GET", "/signed", "Authorization: Basic " + strings.TrimPrefix(shopper, "Authorization: Bearer "), 401, `"code":"unauthorized"`},
		{"GET", "/signed", shopper, 200, user},
		{"POST", "/post-signed", "X: y", 401, `"code":"unauthorized"`},
		{"POST", "/staff", "X: y", 401, `"code":"unauthorized"`},
		{"POST", "/staff", shopper, 403, `"code":"forbidden"`},
		{"POST", "/staff", admin, 200, user},
		{"POST", "/taken", "Authorization: Bearer hunter2", 409, `"code":"taken"`}, // public: a bad token is like none
	}
	for _, tt := range tests {
		body := ""
		if tt.method == "POST" {
			body = "{not json"
		}
		w := ask(router, tt.method, tt.path, body, tt.header)
		if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.has) {
			t.Errorf("%s %s with %.25s = %d %s; want %d with %s", tt.method, tt.path, tt.header, w.Code, w.Body, tt.status, tt.has)
		}
	}
	if w := ask(router, "GET", "/signed", ""); w.Header().Get("WWW-Authenticate") == "" || w.Code != 401 {
		t.Error("401 without WWW-Authenticate")
	}
	if w := ask(router, "GET", "/signed", "", shopper); w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("Cache-Control of a private answer = %q, want no-store", w.Header().Get("Cache-Control"))
	}
}

func TestAnOperationWithoutAccessIsRefusedAtRegistration(t *testing.T) {
	t.Parallel()
	_, api, _ := fixture(t)
	defer func() {
		if recover() == nil {
			t.Error("an operation without access was registered")
		}
	}()
	handle(api, "open", "GET", 0, nil)
}

func TestIfNoneMatchAnswers304(t *testing.T) {
	t.Parallel()
	router, _, _ := fixture(t)
	path := "/things/" + uuid.NewString()
	first := ask(router, "GET", path, "")
	if first.Code != 200 || first.Header().Get("ETag") != `"3"` {
		t.Fatalf("GET = %d with ETag %s", first.Code, first.Header().Get("ETag"))
	}
	for _, has := range []string{`"3"`, `W/"3"`, `"1", "3"`, `*`} {
		w := ask(router, "GET", path, "", "If-None-Match: "+has)
		if w.Code != 304 || w.Body.Len() != 0 || w.Header().Get("ETag") != `"3"` || w.Header().Get("Content-Type") != "" {
			t.Errorf("If-None-Match %s = %d %q %v; want 304 with ETag only", has, w.Code, w.Body, w.Header())
		}
	}
	if w := ask(router, "GET", path, "", `If-None-Match: "2"`); w.Code != 200 {
		t.Errorf("If-None-Match of another version = %d, want 200", w.Code)
	}
}

func TestIfMatchNeedsAVersion(t *testing.T) {
	t.Parallel()
	tests := []struct {
		tag  string
		want int64
		err  error
	}{
		{`"3"`, 3, nil},
		{``, 0, httpapi.ErrVersionRequired},
		{`3`, 0, httpapi.ErrVersionChanged},
		{`*`, 0, httpapi.ErrVersionChanged},
		{`"99999999999999999999"`, 0, httpapi.ErrVersionChanged},
	}
	for _, tt := range tests {
		if got, err := (httpapi.IfMatch{Tag: tt.tag}).Version(); got != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("If-Match %s = %d %v, want %d %v", tt.tag, got, err, tt.want, tt.err)
		}
	}
}

func TestHeadIsGetWithoutABody(t *testing.T) {
	t.Parallel()
	router, _, _ := fixture(t)
	if w := ask(router, "HEAD", "/list", ""); w.Code != 200 {
		t.Errorf("HEAD = %d, want 200", w.Code)
	}
}

func TestEmptyListsAreNeverNull(t *testing.T) {
	t.Parallel()
	router, _, _ := fixture(t)
	if got := strings.TrimSpace(ask(router, "GET", "/list", "").Body.String()); got != `{"items":[],"next":null}` {
		t.Errorf("empty list = %s", got)
	}
}

func TestCursorsRoundTrip(t *testing.T) {
	t.Parallel()
	type key struct {
		At string
		ID int
	}
	in, out := key{"2026-01-02", 7}, key{}
	if err := httpapi.DecodeCursor(httpapi.EncodeCursor(in), &out); err != nil || out != in {
		t.Errorf("cursor came back as %+v, %v", out, err)
	}
}

// Listed is a body that a type takes in by embedding.
type Listed struct{ Body string }

type hidden struct {
	Limit int `query:"limit"`
}

func TestPartsThatWouldBeIgnoredAreRefusedAtRegistration(t *testing.T) {
	t.Parallel()
	_, api, _ := fixture(t)
	refused := func(name string, register func()) {
		defer func() {
			if recover() == nil {
				t.Errorf("%s was registered", name)
			}
		}()
		register()
	}
	refused("an embedded struct that is not exported", func() {
		httpapi.Handle(api, httpapi.Op("a", "GET", "/a", auth.Public), func(context.Context, *struct{ hidden }) (*httpapi.Body[string], error) {
			return nil, nil
		})
	})
	refused("a body in an embedded struct", func() {
		httpapi.Handle(api, httpapi.Op("b", "GET", "/b", auth.Public), func(context.Context, *struct{}) (*struct {
			ETag string `header:"ETag"`
			Listed
		}, error) {
			return nil, nil
		})
	})
}
