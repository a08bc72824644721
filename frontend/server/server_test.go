package server

import (
	"compress/gzip"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const index = `<!doctype html><html><head><meta property="csp-nonce" nonce="__CSP_NONCE__"><!--head--></head><body><!--data--><script type="module" src="/assets/app.js"></script></body></html>`

const boot = `{"slug":"ridgeline-boot","name":"Ridgeline \u003c/script\u003e\"Boot\"","brand":"Paceline","description":"Holds the ankle.","status":"active",
"price":{"amount":13900,"currency":"USD"},"images":[{"url":"/pictures/boot-640.webp"}],"rating":{"average":4.8,"count":9},"variants":[{"sku":"B-42","available":3}]}`

// gateway is a shop with one product in one category.
func gateway(t *testing.T) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	answer := func(pattern, body string) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(body))
		})
	}
	answer("GET /api/v1/products/ridgeline-boot", boot)
	answer("GET /api/v1/products/draft-boot", strings.Replace(boot, `"active"`, `"draft"`, 1))
	answer("GET /api/v1/products", `{"items":[{"slug":"ridgeline-boot"}],"next":null}`)
	answer("GET /api/v1/categories", `{"items":[{"slug":"shoes","name":"Shoes","count":1,"children":[{"slug":"hiking","name":"Hiking","count":1,"children":[]}]}]}`)
	mux.HandleFunc("GET /api/v1/stream", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, "data: one\n\n")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func build(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"index.html": index, "icon.svg": "<svg/>", "assets/app.js": strings.Repeat("let a = 1;\n", 200),
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func storefront(t *testing.T, gatewayURL string) *httptest.Server {
	t.Helper()
	h, err := New(Config{GatewayURL: gatewayURL, AssetsDir: build(t)}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

func get(t *testing.T, url string, headers ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "identity")
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

func TestPagesTellCrawlersWhatTheyShow(t *testing.T) {
	t.Parallel()
	s := storefront(t, gateway(t).URL)
	rows := []struct {
		path   string
		status int
		has    []string
	}{
		{"/p/ridgeline-boot", 200, []string{
			`<title>Ridgeline &lt;/script&gt;&#34;Boot&#34; — AskCart</title>`, `property="product:price:amount" content="139.00"`,
			`"@type":"Product"`, `"price":"139.00"`, "schema.org/InStock", `<link rel="canonical" href="` + s.URL + `/p/ridgeline-boot">`,
			`id="initial-data">{"product":{"slug":"ridgeline-boot"`, s.URL + "/pictures/boot-640.webp", `"ratingValue":4.8`,
		}},
		{"/p/unknown", 404, []string{"Page not found", "noindex"}},
		{"/p/draft-boot", 404, []string{"Page not found"}},
		{"/c/hiking", 200, []string{"<title>Hiking — AskCart</title>"}},
		{"/c/unknown", 404, []string{"Page not found"}},
		{"/", 200, []string{`"@type":"WebSite"`, "og:title"}},
		{"/checkout", 200, []string{"noindex"}},
		{"/orders/0199", 200, []string{"noindex"}},
		{"/nowhere", 404, []string{"Page not found"}},
		{"/assets/gone.js", 404, nil},
		{"/sitemap.xml", 200, []string{s.URL + "/p/ridgeline-boot</loc>", s.URL + "/c/hiking</loc>"}},
		{"/robots.txt", 200, []string{"Disallow: /checkout", "Sitemap: " + s.URL}},
	}
	for _, row := range rows {
		t.Run(row.path, func(t *testing.T) {
			t.Parallel()
			answer, body := get(t, s.URL+row.path)
			if answer.StatusCode != row.status {
				t.Errorf("status %d, want %d", answer.StatusCode, row.status)
			}
			for _, fragment := range row.has {
				if !strings.Contains(body, fragment) {
					t.Errorf("page lacks %s:\n%s", fragment, body)
				}
			}
			if strings.Count(body, "</script>") != strings.Count(body, "<script") {
				t.Error("a value of the catalogue ended a script element")
			}
		})
	}
}

func TestEveryPageHasAPolicyWithItsOwnNonce(t *testing.T) {
	t.Parallel()
	s := storefront(t, gateway(t).URL)
	first, body := get(t, s.URL+"/")
	second, _ := get(t, s.URL+"/")
	policy := first.Header.Get("Content-Security-Policy")
	for _, rule := range []string{"script-src 'self';", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} {
		if !strings.Contains(policy, rule) {
			t.Errorf("policy %q lacks %s", policy, rule)
		}
	}
	if policy == second.Header.Get("Content-Security-Policy") {
		t.Error("two answers have the same nonce")
	}
	_, nonce, _ := strings.Cut(policy, "'nonce-")
	nonce, _, _ = strings.Cut(nonce, "'")
	if !strings.Contains(body, `nonce="`+nonce+`"`) {
		t.Errorf("the page does not carry the nonce %q of its policy", nonce)
	}
	if first.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Error("nosniff is missing")
	}
}

func TestAssetsAreCompressedAndKept(t *testing.T) {
	t.Parallel()
	s := storefront(t, gateway(t).URL)
	plain, want := get(t, s.URL+"/assets/app.js")
	packed, body := get(t, s.URL+"/assets/app.js", "Accept-Encoding: gzip")
	if !strings.Contains(packed.Header.Get("Cache-Control"), "immutable") || packed.Header.Get("Content-Encoding") != "gzip" {
		t.Errorf("headers %v, want gzip and immutable", packed.Header)
	}
	unpacker, err := gzip.NewReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(unpacker); err != nil || string(got) != want {
		t.Errorf("unpacked to %d bytes, want %d (%v)", len(got), len(want), err)
	}
	if again, _ := get(t, s.URL+"/assets/app.js", "If-None-Match: "+plain.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("asked again: %d, want 304", again.StatusCode)
	}
}

func TestPagesComeWithoutTheGateway(t *testing.T) {
	t.Parallel()
	away := httptest.NewServer(nil)
	away.Close()
	s := storefront(t, away.URL)
	if answer, body := get(t, s.URL+"/p/ridgeline-boot"); answer.StatusCode != 200 || strings.Contains(body, "initial-data") {
		t.Errorf("page = %d, want 200 without first data", answer.StatusCode)
	}
	if answer, body := get(t, s.URL+"/api/v1/products"); answer.StatusCode != 502 || !strings.Contains(body, "gateway_unreachable") {
		t.Errorf("api = %d %s, want a problem", answer.StatusCode, body)
	}
}

func TestStreamsPassThroughAsTheyCome(t *testing.T) {
	t.Parallel()
	s := storefront(t, gateway(t).URL)
	answer, err := http.Get(s.URL + "/api/v1/stream")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	got := make([]byte, len("data: one\n\n"))
	if _, err := io.ReadFull(answer.Body, got); err != nil || string(got) != "data: one\n\n" {
		t.Errorf("got %q, %v while the stream is open", got, err)
	}
}

func TestABuildThatCannotBeServedIsAnErrorAtStart(t *testing.T) {
	t.Parallel()
	if _, err := New(Config{GatewayURL: "http://127.0.0.1:1", AssetsDir: t.TempDir()}, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("an empty folder was taken for a build")
	}
	if _, err := New(Config{GatewayURL: "nowhere", AssetsDir: build(t)}, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("an address that is none was taken")
	}
}
