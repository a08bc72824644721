package httpapi

import (
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"unicode/utf8"

	"github.com/askcart/askcart/shared/problem"
	"github.com/go-chi/chi/v5"
)

// Errors of requests that reach no operation.
var (
	ErrNoSuchPath       = problem.New(problem.NotFound, "no_such_path", "there is no such path")
	ErrMethodNotAllowed = problem.New(problem.Malformed, "method_not_allowed", "the path does not have this method")
	ErrMalformedAddress = problem.New(problem.Malformed, "malformed_address", "the path or query is not well-formed")
)

// recovered turns a panic into a logged 500 with the body of any other problem.
func recovered(a *API) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer func() {
				switch v := recover(); v {
				case nil:
				case http.ErrAbortHandler:
					panic(v)
				default:
					a.log.ErrorContext(r.Context(), "panic", "error", v, "stack", string(debug.Stack()))
					WriteProblem(w, r, &problem.Error{Kind: problem.Internal, Code: "internal"})
				}
			}()
			w.Header().Set("X-Content-Type-Options", "nosniff")
			next.ServeHTTP(w, r)
		})
	}
}

// wellFormed refuses addresses that would be read differently further on: text that is no UTF-8 or
// holds a NUL, which PostgreSQL cannot store, and queries of which Go would drop the broken part.
func wellFormed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query, err := url.QueryUnescape(r.URL.RawQuery)
		if err == nil {
			_, err = url.ParseQuery(r.URL.RawQuery)
		}
		if err != nil || !storable(r.URL.Path) || !storable(query) {
			WriteProblem(w, r, ErrMalformedAddress)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func storable(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// methodNotAllowed answers 405 with the methods that the path has.
func methodNotAllowed(w http.ResponseWriter, r *http.Request) {
	routes := chi.RouteContext(r.Context()).Routes
	for _, m := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} {
		if routes.Match(chi.NewRouteContext(), m, r.URL.Path) {
			w.Header().Add("Allow", m)
		}
	}
	WriteProblemAs(w, r, http.StatusMethodNotAllowed, ErrMethodNotAllowed)
}

// conditional answers 304 without a body when the request already has what a 200 would send.
func conditional(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		has := r.Header.Get("If-None-Match")
		if has != "" && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
			w = &unlessMatch{ResponseWriter: w, has: has}
		}
		next.ServeHTTP(w, r)
	})
}

// unlessMatch drops the body of a 200 whose ETag is among those the client has.
type unlessMatch struct {
	http.ResponseWriter
	has     string
	wrote   bool
	matched bool
}

func (u *unlessMatch) WriteHeader(status int) {
	u.wrote = true
	if status == http.StatusOK && names(u.has, u.Header().Get("ETag")) {
		u.matched = true
		u.Header().Del("Content-Type")
		u.Header().Del("Content-Length")
		status = http.StatusNotModified
	}
	u.ResponseWriter.WriteHeader(status)
}

func (u *unlessMatch) Write(b []byte) (int, error) {
	if !u.wrote {
		u.WriteHeader(http.StatusOK)
	}
	if u.matched {
		return len(b), nil
	}
	return u.ResponseWriter.Write(b)
}

func (u *unlessMatch) Unwrap() http.ResponseWriter { return u.ResponseWriter }

// names reports whether an If-None-Match list holds tag, by weak comparison (RFC 9110 §13.1.2).
func names(list, tag string) bool {
	tag = strings.TrimPrefix(tag, "W/")
	if tag == "" {
		return false
	}
	for t := range strings.SplitSeq(list, ",") {
		t = strings.TrimSpace(t)
		if t == "*" || strings.TrimPrefix(t, "W/") == tag {
			return true
		}
	}
	return false
}
