package server

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"
)

// site writes the pages.
type site struct {
	shop      *shop
	page      *page
	files     assets
	publicURL string
}

const tagline = "A shop you can talk to. Say what you need, see real stock and honest reviews, check out in a minute."

// own are the app's pages that hold a shopper's things: no crawler needs them.
var own = map[string]string{
	"/cart": "Your cart", "/checkout": "Checkout", "/checkout/return": "Checkout", "/orders": "Your orders",
	"/orders/lookup": "Find an order", "/orders/{id}": "Order", "/account": "Your account",
	"/login": "Sign in", "/register": "Create an account", "/search": "Search",
}

// pages registers every address the app knows; any other one is a 404.
func (s *site) pages(r chi.Router) {
	get := func(pattern string, h http.HandlerFunc) { r.Get(pattern, h); r.Head(pattern, h) }
	get("/", s.home)
	get("/categories", s.static("All categories", "Everything in the shop, by category."))
	get("/c/{slug}", s.category)
	get("/p/{slug}", s.product)
	for pattern, title := range own {
		get(pattern, s.private(title))
	}
}

func (s *site) home(w http.ResponseWriter, r *http.Request) {
	v := s.view(r, "AskCart — say what you need, we’ll find it", tagline)
	v.Structured = map[string]any{
		"@context": "https://schema.org", "@type": "WebSite", "name": "AskCart", "url": s.base(r) + "/",
		"potentialAction": map[string]any{
			"@type": "SearchAction", "target": s.base(r) + "/search?q={search_term_string}", "query-input": "required name=search_term_string",
		},
	}
	s.page.write(w, r, v)
}

func (s *site) static(title, description string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.page.write(w, r, s.view(r, title+" — AskCart", description))
	}
}

func (s *site) private(title string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := s.view(r, title+" — AskCart", tagline)
		v.NoIndex = true
		s.page.write(w, r, v)
	}
}

func (s *site) category(w http.ResponseWriter, r *http.Request) {
	c, err := s.shop.category(r.Context(), chi.URLParam(r, "slug"))
	switch {
	case errors.Is(err, errUnknown):
		s.missing(w, r)
	case err != nil:
		s.without(w, r, err)
	default:
		s.page.write(w, r, s.view(r, c.Name+" — AskCart", c.Name+" at AskCart, with live stock and honest reviews."))
	}
}

func (s *site) product(w http.ResponseWriter, r *http.Request) {
	p, raw, err := s.shop.product(r.Context(), chi.URLParam(r, "slug"))
	switch {
	case errors.Is(err, errUnknown) || err == nil && p.Status != "active":
		s.missing(w, r)
	case err != nil:
		s.without(w, r, err)
	default:
		v := s.productView(r, p)
		v.Data = map[string]json.RawMessage{"product": raw}
		s.page.write(w, r, v)
	}
}

// without writes a page whose first data could not be read: the app will try, and tell.
func (s *site) without(w http.ResponseWriter, r *http.Request, err error) {
	s.shop.log.WarnContext(r.Context(), "page without its first data", "err", err)
	v := s.view(r, "AskCart", tagline)
	v.NoIndex = true
	s.page.write(w, r, v)
}

func (s *site) missing(w http.ResponseWriter, r *http.Request) {
	v := s.view(r, "Page not found — AskCart", tagline)
	v.Status, v.NoIndex = http.StatusNotFound, true
	s.page.write(w, r, v)
}

// fileOrMissing serves a file of the build, or the page that says there is nothing.
func (s *site) fileOrMissing(w http.ResponseWriter, r *http.Request) {
	if a := s.files[r.URL.Path]; a != nil && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		a.serve(w, r)
		return
	}
	s.missing(w, r)
}

func (s *site) view(r *http.Request, title, description string) view {
	return view{Status: http.StatusOK, Title: title, Description: description, Canonical: s.base(r) + r.URL.Path, Kind: "website"}
}

// base is the shop's own address, without a slash at the end.
func (s *site) base(r *http.Request) string {
	if s.publicURL != "" {
		return strings.TrimSuffix(s.publicURL, "/")
	}
	scheme := "http"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}
