package gateway

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/askcart/askcart/gateway/limit"
	"github.com/askcart/askcart/shared/httpapi"
	"github.com/askcart/askcart/shared/problem"
)

// Errors of requests that go no further than the edge.
var (
	errUpgrade = problem.New(problem.Malformed, "upgrade_not_supported", "connections are not upgraded here")
	errOrigin  = problem.New(problem.Forbidden, "origin_not_allowed", "pages of this origin may not call the API")
)

// edge is what every request from outside passes first: it finds out who really asks, drops what
// only our own servers may say, and lets browsers' pages in by their origin.
type edge struct {
	origins []string
	trusted []netip.Prefix
	secure  bool
	next    http.Handler
}

// internal are paths that every service has and nobody outside may see.
var internal = []string{"/metrics", "/debug", "/journal", "/dead-letters"}

func (e *edge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ip := e.client(r)
	r = r.WithContext(limit.WithClient(r.Context(), limit.ClientKey(ip)))
	strip(r.Header)
	if ip.IsValid() {
		r.Header.Set("X-Forwarded-For", ip.String())
	}
	if e.secure {
		w.Header().Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
	switch {
	case within(r.URL.Path, internal):
		httpapi.WriteProblem(w, r, httpapi.ErrNoSuchPath)
	case strings.Contains(r.URL.Path+"/", "/../") || strings.Contains(r.URL.Path+"/", "/./"):
		httpapi.WriteProblem(w, r, httpapi.ErrMalformedAddress) // a prefix must mean what it says
	case r.Header.Get("Upgrade") != "":
		httpapi.WriteProblem(w, r, errUpgrade)
	case e.cors(w, r):
		e.next.ServeHTTP(w, r)
	}
}

// within reports whether path is one of roots or below it, whatever its case or extra slashes.
func within(path string, roots []string) bool {
	path = "/" + strings.TrimLeft(strings.ToLower(path), "/")
	return slices.ContainsFunc(roots, func(root string) bool {
		return path == root || strings.HasPrefix(path, root+"/")
	})
}

// client is the address that asks: the peer's, or what a trusted proxy says it is. Of several
// addresses the last that no trusted proxy wrote down for another trusted proxy counts.
func (e *edge) client(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		said, err := netip.ParseAddr(strings.TrimSpace(hop))
		if !e.trusts(ip) || err != nil {
			break
		}
		ip = said
	}
	return ip
}

func (e *edge) trusts(ip netip.Addr) bool {
	return slices.ContainsFunc(e.trusted, func(p netip.Prefix) bool { return p.Contains(ip.Unmap()) })
}

// strip removes headers that claim what only our own servers know, in any spelling: servers that
// turn headers into variables take x_user_id for X-User-Id.
func strip(h http.Header) {
	for name := range h {
		if strings.Contains(name, "_") || spoofable(http.CanonicalHeaderKey(name)) {
			delete(h, name)
		}
	}
}

func spoofable(name string) bool {
	switch name {
	case "Forwarded", "X-Real-Ip", "True-Client-Ip", "Cf-Connecting-Ip", "X-Client-Ip", "X-Original-Url", "X-Rewrite-Url", "X-Http-Method-Override":
		return true
	}
	return strings.HasPrefix(name, "X-User") || strings.HasPrefix(name, "X-Internal") || strings.HasPrefix(name, "X-Forwarded")
}

const (
	corsMethods = "GET, HEAD, POST, PUT, PATCH, DELETE"
	corsHeaders = "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, X-Requested-With, X-Client, X-Order-Token, Traceparent"
	corsExposed = "ETag, Location, Retry-After"
)

// cors lets pages of the listed origins call the API, and answers browsers that ask beforehand. It
// reports whether the request goes on. A request from an unlisted origin goes on without the
// headers that would let its page read the answer: it may be no browser at all.
func (e *edge) cors(w http.ResponseWriter, r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	w.Header().Add("Vary", "Origin")
	listed := slices.Contains(e.origins, origin)
	if listed {
		w.Header().Set("Access-Control-Allow-Origin", origin)
		w.Header().Set("Access-Control-Allow-Credentials", "true")
		w.Header().Set("Access-Control-Expose-Headers", corsExposed)
	}
	if r.Method != http.MethodOptions || r.Header.Get("Access-Control-Request-Method") == "" {
		return true
	}
	if !listed {
		httpapi.WriteProblem(w, r, errOrigin)
		return false
	}
	w.Header().Set("Access-Control-Allow-Methods", corsMethods)
	w.Header().Set("Access-Control-Allow-Headers", corsHeaders)
	w.Header().Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
	return false
}
