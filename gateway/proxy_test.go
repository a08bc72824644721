package gateway_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/askcart/askcart/gateway"
	"github.com/askcart/askcart/shared/service/servicetest"
	"github.com/google/uuid"
)

func TestRequestsReachTheServiceOfTheirPrefix(t *testing.T) {
	t.Parallel()
	s := open(t)
	token := s.guest().AccessToken
	s.As("").Get("/api/v1/products?limit=2").Want(200, `"path":"/api/v1/products"`)
	if r, _, _ := s.product.got(); r.URL.RawQuery != "limit=2" || r.Method != "GET" {
		t.Errorf("product got %s %s", r.Method, r.URL)
	}
	s.As("").Get("/api/v1/products/hiking-boot").Want(200, `"path":"/api/v1/products/hiking-boot"`)
	s.As("").Get("/media/a/b.webp").Want(200, `"path":"/media/a/b.webp"`)
	s.As(token).Put("/api/v1/cart/items/SKU-1", `{"quantity":1}`).Want(200, "/api/v1/cart/items/SKU-1")
	if r, body, _ := s.order.got(); body != `{"quantity":1}` || r.Header.Get("Authorization") != "Bearer "+token {
		t.Errorf("cart got %q with %q", body, r.Header.Get("Authorization"))
	}
	s.As("").Get("/api/v1/productsx").Want(404, "no_such_path")
	s.As("").Get("/elsewhere").Want(404, "no_such_path")
	s.As("").Get("/api/v1/recommendations").Want(503, "not_installed") // its service is not installed: 503, not 404
}

func TestWhoMayAskIsDecidedAtTheDoor(t *testing.T) {
	t.Parallel()
	s := open(t)
	guest := s.guest().AccessToken
	admin := sessionOf(s.As("").Post("/api/v1/auth/bootstrap", map[string]string{
		"token": bootstrapToken, "email": "root@example.com", "password": "correct horse", "name": "Root"}).Want(201)).AccessToken
	foreign := s.Admin() // signed by somebody else
	tests := []struct {
		method, path       string
		anon, guest, admin int
	}{
		{"GET", "/api/v1/products", 200, 200, 200},
		{"GET", "/api/v1/cart", 401, 200, 200},
		{"POST", "/api/v1/orders", 401, 200, 200},
		{"POST", "/api/v1/orders/lookup", 200, 200, 200},
		{"GET", "/api/v1/coupons", 401, 403, 200},
		{"POST", "/api/v1/products/import", 401, 403, 200},
		{"POST", "/api/v1/media", 401, 403, 200},
		{"GET", "/api/v1/orders/" + uuid.NewString() + "/saga", 401, 403, 200},
	}
	for _, tt := range tests {
		s.As("").Do(tt.method, tt.path, nil).Want(tt.anon)
		s.As(guest).Do(tt.method, tt.path, nil).Want(tt.guest)
		s.As(admin).Do(tt.method, tt.path, nil).Want(tt.admin)
		if tt.anon == 401 {
			s.As(foreign).Do(tt.method, tt.path, nil).Want(401)
			s.As("").Do(tt.method, tt.path, nil, "Authorization: Basic "+admin).Want(401)
		}
	}
	order := "/api/v1/orders/" + uuid.NewString()
	s.As("").Get(order, "X-Order-Token: x").Want(200) // the order service knows whether it opens anything
	s.As("").Get(order+"/stream", "X-Order-Token: x").Want(200)
	s.As("").Get(order).Want(401)
	s.As("").Post(order+"/cancel", nil, "X-Order-Token: x").Want(401)
	s.As("").Get("/api/v1/cart", "X-Order-Token: x").Want(401)
	before := count(s.order)
	s.As("").Get("/api/v1/cart").Want(401)
	if count(s.order) != before {
		t.Error("a request without a token reached the service")
	}
}

func count(u *upstream) int { _, _, n := u.got(); return n }

func TestNobodyCanPretendToBeTheGateway(t *testing.T) { // S15, S16
	t.Parallel()
	s := open(t)
	headers := []string{
		"X-User-Id: 1", "X-User-Role: admin", "X_user_id: 1", "x_forwarded_for: 1.2.3.4", "X-Internal-Auth: 1", "Forwarded: for=1.2.3.4",
		"X-Forwarded-For: 1.2.3.4", "X-Forwarded-Proto: https", "X-Real-IP: 1.2.3.4", "True-Client-IP: 1.2.3.4", "Cookie: refresh=secret",
		"X-HTTP-Method-Override: DELETE", "X-Original-URL: /admin", "Accept-Language: en",
	}
	for _, path := range []string{"/api/v1/products", "/api/v1/inventory"} {
		s.As("").Get(path, headers...)
	}
	r, _, _ := s.product.got()
	for name, values := range r.Header {
		text := strings.Join(values, ",")
		if strings.Contains(text, "1.2.3.4") || strings.Contains(text, "secret") || strings.Contains(name, "_") || strings.HasPrefix(name, "X-User") || strings.HasPrefix(name, "X-Internal") || strings.HasPrefix(name, "X-Http-Method") || strings.HasPrefix(name, "X-Original") {
			t.Errorf("service got %s: %s", name, text)
		}
	}
	if r.Header.Get("X-Forwarded-For") != "127.0.0.1" || r.Header.Get("Accept-Language") != "en" {
		t.Errorf("service got %v", r.Header)
	}
}

// raw sends bytes as they are and returns the first answer.
func raw(t *testing.T, s *shop, text string) *http.Response {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL(""), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if _, err := io.WriteString(conn, strings.ReplaceAll(text, "\n", "\r\n")); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func TestAClientCannotHaveOurHeadersRemoved(t *testing.T) { // S16, S18
	t.Parallel()
	s := open(t)
	token := s.guest().AccessToken
	res := raw(t, s, "GET /api/v1/cart HTTP/1.1\nHost: shop\nAuthorization: Bearer "+token+
		"\nConnection: close, X-Forwarded-For, Traceparent\nTransfer-Encoding: identity\nX-Forwarded-For: 6.6.6.6\n\n")
	if res.StatusCode == 200 {
		r, _, _ := s.order.got()
		if r.Header.Get("X-Forwarded-For") != "127.0.0.1" || r.Header.Get("Traceparent") == "" || r.Header.Get("Connection") != "" {
			t.Errorf("service got %v", r.Header)
		}
	} else if res.StatusCode != 400 && res.StatusCode != 501 {
		t.Errorf("answer = %d", res.StatusCode)
	}
	s.As(token).Get("/api/v1/cart", "Connection: X-Forwarded-For, Traceparent").Want(200)
	if r, _, _ := s.order.got(); r.Header.Get("X-Forwarded-For") != "127.0.0.1" || r.Header.Get("Traceparent") == "" {
		t.Errorf("service got %v", r.Header)
	}
	if res := raw(t, s, "GET /api/v1/products HTTP/1.1\nHost: shop\nConnection: Upgrade\nUpgrade: websocket\n\n"); res.StatusCode != 400 {
		t.Errorf("an upgrade = %d, want 400", res.StatusCode)
	}
}

func TestPathsMeanWhatTheySay(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, path := range []string{
		"/api/v1/products/../../../metrics", "/api/v1/products/%2e%2e/%2e%2e/journal", "/api/v1/products/./x", "/api/v1/products/..",
	} {
		res := raw(t, s, "GET "+path+" HTTP/1.1\nHost: shop\nConnection: close\n\n")
		if res.StatusCode != 400 {
			t.Errorf("%s = %d, want 400", path, res.StatusCode)
		}
	}
	if n := count(s.product); n != 0 {
		t.Errorf("%d of them reached the service", n)
	}
}

func TestInsidesStayInside(t *testing.T) { // S34
	t.Parallel()
	s := open(t)
	admin := sessionOf(s.As("").Post("/api/v1/auth/bootstrap", map[string]string{
		"token": bootstrapToken, "email": "root@example.com", "password": "correct horse", "name": "Root"}).Want(201)).AccessToken
	for _, path := range []string{"/metrics", "/metrics/", "/METRICS", "//metrics", "/debug/pprof/", "/journal?order_id=x", "/dead-letters"} {
		s.As(admin).Get(path).Want(404)
	}
	s.As("").Get("/healthz").Want(200)
	s.As("").Get("/readyz").Want(200)
	s.As("").Get("/api/v1/products").Want(200)
	res, err := http.Get(s.internal + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, _ := io.ReadAll(res.Body)
	if !strings.Contains(string(text), `http_server_request_duration_seconds_count{code="200",method="GET",route="/api/v1/products",service="gateway"}`) {
		t.Errorf("internal /metrics = %d without the route's count", res.StatusCode)
	}
	for _, want := range []string{`identity_sessions_total{event="register"} 1`, `rate_limit_local_total{rule="browse"} 1`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("internal /metrics lacks %s", want)
		}
	}
}

func TestAServiceThatFailsIsAProblemWithRetryAfter(t *testing.T) {
	t.Parallel()
	s := open(t)
	r := s.As("").Get("/api/v1/inventory/x").Want(503, "upstream_unavailable") // nothing listens there
	if r.Header.Get("Retry-After") == "" || r.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("headers = %v", r.Header)
	}
	s.product.answers(func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) })
	s.As("").Post("/api/v1/products", `{}`).Want(502, "bad_gateway")
	s.product.answers(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "stack trace", 500) })
	s.As("").Get("/api/v1/products").Want(502, "bad_gateway", "!stack trace")
	s.product.answers(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/problem+json")
		w.Header().Set("Retry-After", "7")
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.WriteHeader(503)
		io.WriteString(w, `{"code":"unavailable"}`)
	})
	r = s.As("").Get("/api/v1/products").Want(503, `{"code":"unavailable"}`)
	if r.Header.Get("Retry-After") != "7" || r.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("headers = %v", r.Header)
	}
}

func TestBodiesAreBounded(t *testing.T) { // S20
	t.Parallel()
	s := open(t)
	token := s.guest().AccessToken
	big := strings.Repeat("x", 64<<10+1)
	s.As(token).Post("/api/v1/cart/items", big).Want(413, "body_too_large")
	if n := count(s.order); n != 0 {
		t.Errorf("%d requests reached the cart", n)
	}
	s.As(token).Post("/api/v1/cart/items", io.MultiReader(strings.NewReader(big))).Want(413, "body_too_large") // in chunks
	s.As(token).Post("/api/v1/cart/items", big[1:]).Want(200)
}

func TestStreamsFlowAndEndWithTheGateway(t *testing.T) {
	t.Parallel()
	s := open(t)
	token := s.guest().AccessToken
	next, left := make(chan string), make(chan struct{})
	s.order.answers(func(w http.ResponseWriter, r *http.Request) {
		defer close(left)
		w.Header().Set("Content-Type", "text/event-stream")
		for {
			select {
			case data := <-next:
				fmt.Fprintf(w, "data: %s\n\n", data)
				http.NewResponseController(w).Flush()
			case <-r.Context().Done():
				return
			}
		}
	})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	r, _ := http.NewRequestWithContext(ctx, "GET", s.URL("/api/v1/orders/x/stream"), nil)
	r.Header.Set("Authorization", "Bearer "+token)
	go func() { next <- "first" }()
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	lines := bufio.NewReader(res.Body)
	for _, want := range []string{"first", "second"} {
		if want != "first" {
			next <- want // sent only after the one before was read: nothing is held back
		}
		if got, err := lines.ReadString('\n'); got != "data: "+want+"\n" || err != nil {
			t.Fatalf("event = %q, %v; want %s", got, err, want)
		}
		lines.ReadString('\n')
	}
	began := time.Now()
	s.Stop()
	<-left
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("stopping with an open stream took %v", took)
	}
}

func TestOnlyListedOriginsMayCall(t *testing.T) { // S25
	t.Parallel()
	s := open(t)
	tests := []struct {
		origin string
		listed bool
	}{
		{"http://127.0.0.1:5173", true},
		{"http://127.0.0.1:51730", false},
		{"http://127.0.0.1:5173.evil.example", false},
		{"https://127.0.0.1:5173", false},
		{"http://evil.example", false},
		{"null", false},
	}
	for _, tt := range tests {
		got := s.As("").Get("/api/v1/products", "Origin: "+tt.origin)
		allowed := got.Header.Get("Access-Control-Allow-Origin")
		if (allowed == tt.origin) != tt.listed || allowed == "*" || !tt.listed && got.Header.Get("Access-Control-Allow-Credentials") != "" || got.Header.Get("Vary") == "" {
			t.Errorf("%s: %v", tt.origin, got.Header)
		}
		want := 403
		if tt.listed {
			want = 204
		}
		before := s.As("").Do("OPTIONS", "/api/v1/cart", nil, "Origin: "+tt.origin, "Access-Control-Request-Method: PUT").Want(want)
		if tt.listed && !strings.Contains(before.Header.Get("Access-Control-Allow-Headers"), "Idempotency-Key") {
			t.Errorf("preflight = %v", before.Header)
		}
	}
}

func TestTheStoryOfAnOrderComesFromAllServices(t *testing.T) {
	t.Parallel()
	s := open(t)
	admin := sessionOf(s.As("").Post("/api/v1/auth/bootstrap", map[string]string{
		"token": bootstrapToken, "email": "root@example.com", "password": "correct horse", "name": "Root"}).Want(201)).AccessToken
	line := func(at, kind string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/journal" || r.Header.Get("Authorization") != "Bearer "+admin {
				t.Errorf("journal asked at %s with %q", r.URL, r.Header.Get("Authorization"))
			}
			io.WriteString(w, `{"items":[{"at":"2026-01-01T00:00:0`+at+`Z","kind":"`+kind+`","detail":"d","event_id":null,"trace_id":"t"}],"next":null}`)
		}
	}
	s.order.answers(line("2", "confirmed"))
	s.product.answers(line("1", "placed"))
	type saga struct {
		Items []struct {
			Service, Kind string
			TraceID       string `json:"trace_id"`
		}
		Missing []string
	}
	got := servicetest.JSON[saga](s.As(admin).Get("/api/v1/orders/" + uuid.NewString() + "/saga").Want(200))
	// cart and order are the same server in this test, so the second line comes twice.
	if len(got.Items) != 3 || got.Items[0].Kind != "placed" || got.Items[0].Service != "product" || got.Items[2].Kind != "confirmed" || got.Items[0].TraceID != "t" {
		t.Errorf("items = %+v", got.Items)
	}
	if len(got.Missing) != 1 || got.Missing[0] != "inventory" {
		t.Errorf("missing = %v, want inventory", got.Missing)
	}
	s.As(admin).Get("/api/v1/orders/x/saga").Want(404)
}

func TestOnePageDocumentsTheShop(t *testing.T) {
	t.Parallel()
	s := open(t)
	doc := func(path, schema string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, `{"openapi":"3.1.0","info":{"title":"x"},"paths":{"`+path+`":{"get":{"x":{"$ref":"#/components/schemas/Line"}}},"/journal":{}},`+
				`"components":{"schemas":{"Line":`+schema+`,"Unused":{}},"securitySchemes":{"bearer":{"type":"http"}}}}`)
		}
	}
	s.product.answers(doc("/api/v1/products", `{"type":"object"}`))
	s.order.answers(doc("/api/v1/orders", `{"type":"string"}`))
	s.As("").Get("/docs").Want(200, "swagger-ui-bundle.js")
	s.As("").Get("/docs/start.js").Want(200, `"/openapi.json"`, `"/docs/openapi/product.json"`, `"/docs/openapi/gateway.json"`)
	s.As("").Get("/docs/swagger-ui-bundle.js").Want(200)
	s.As("").Get("/docs/openapi/product.json").Want(200, `/api/v1/products`, `!/journal`, `"url":"/"`)
	s.As("").Get("/docs/openapi/gateway.json").Want(200, `/api/v1/auth/guest`, `get-order-saga`)
	s.As("").Get("/docs/openapi/inventory.json").Want(503)
	s.As("").Get("/docs/openapi/nothing.json").Want(404)
	s.As("").Get("/openapi.json").Want(200, `/api/v1/products`, `/api/v1/orders`, `/api/v1/auth/guest`, `!/journal`, `!Unused`, `"MIT"`,
		`"Line":{"type":"string"}`, `"ProductLine":{"type":"object"}`, `#/components/schemas/ProductLine`)
}

func TestLimitsCountInRedisAndLocallyWithoutIt(t *testing.T) { // S14
	t.Parallel()
	cfg, stop := redis(t)
	s := open(t, cfg, func(c *gateway.Config) {
		c.RateFactor = 1
		c.RateLimits = []string{"guest=3/1h", "checkout=2/1h", "browse=20/1h"}
	})
	guest := s.guest()
	s.guest()
	forged := []string{"X-Forwarded-For: 9.9.9.9", "X-Real-IP: 9.9.9.9", "Forwarded: for=9.9.9.9"}
	s.As("").Post("/api/v1/auth/guest", nil, forged...).Want(200)
	r := s.As("").Post("/api/v1/auth/guest", nil, forged...).Want(429, "too_many_requests") // S15
	if r.Header.Get("Retry-After") == "" {
		t.Error("429 without Retry-After")
	}
	order := func(token string) *servicetest.Response { return s.As(token).Post("/api/v1/orders", `{}`) }
	order(guest.AccessToken).Want(200)
	order(guest.AccessToken).Want(200)
	order(guest.AccessToken).Want(429)
	order(s.register("", "ada@example.com").AccessToken).Want(200) // by user, not by address
	for range 20 {
		s.As("").Get("/api/v1/products").Want(200)
	}
	s.As("").Get("/api/v1/products").Want(429)
	stop()
	for range 20 { // a dead Redis stops nobody; this replica counts alone
		s.As("").Get("/api/v1/products").Want(200)
	}
	s.As("").Get("/api/v1/products").Want(429)
	s.login("", "ada@example.com", "correct horse").Want(200)
	for range 5 {
		s.login("", "ada@example.com", "wrong password").Want(401)
	}
	s.login("", "ada@example.com", "correct horse").Want(429)
}

func TestTrustedProxiesSayWhoAsks(t *testing.T) {
	t.Parallel()
	s := open(t, func(c *gateway.Config) {
		c.TrustedProxies = []string{"127.0.0.0/8", "10.0.0.0/8"}
		c.RateFactor, c.RateLimits = 1, []string{"guest=1/1h"}
	})
	from := func(xff string) *servicetest.Response {
		return s.As("").Post("/api/v1/auth/guest", nil, "X-Forwarded-For: "+xff)
	}
	from("203.0.113.1").Want(200)
	from("203.0.113.2").Want(200)
	from("198.51.100.9, 203.0.113.1, 10.0.0.7").Want(429) // what the client wrote before its own address is its word only
	from("2001:db8::1").Want(200)
	from("2001:db8::2").Want(429) // the same /64
	from("2001:db8:0:1::2").Want(200)
}

func TestConfigurationsThatCannotBeMeantAreRefused(t *testing.T) {
	t.Parallel()
	env := servicetest.New(t)
	base := func() gateway.Config {
		return gateway.Config{Config: env.Config("gateway"), RateFactor: 1, MetricsAddr: "127.0.0.1:0"}
	}
	tests := []struct {
		want   string
		change func(*gateway.Config)
	}{
		{"KEY_ENCRYPTION_KEY is required", func(c *gateway.Config) { c.Environment = "production" }},
		{"must be https", func(c *gateway.Config) { c.Environment = "production" }},
		{"RATE_LIMIT_FACTOR", func(c *gateway.Config) { c.Environment, c.RateFactor = "production", 100 }},
		{"CORS_ORIGINS", func(c *gateway.Config) { c.CORSOrigins = []string{"*"} }},
		{"address of product", func(c *gateway.Config) { c.Product = "localhost" }},
		{"TRUSTED_PROXIES", func(c *gateway.Config) { c.TrustedProxies = []string{"everybody"} }},
		{"limit", func(c *gateway.Config) { c.RateLimits = []string{"geust=1/1s"} }},
		{"KEY_ENCRYPTION_KEY must be 32 bytes", func(c *gateway.Config) { c.KeyEncryptionKey = "short" }},
	}
	for _, tt := range tests {
		c := base()
		tt.change(&c)
		if err := gateway.Run(t.Context(), c, env.Log); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Run = %v, want %s", err, tt.want)
		}
	}
}
