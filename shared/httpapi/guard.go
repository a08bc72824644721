package httpapi

import (
	"context"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/problem"
	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
)

// answerSlack is what is left for sending the answer when the handler used all its time.
const answerSlack = 5 * time.Second

// ErrUnsupportedMedia answers a body of a type that the operation does not read.
var ErrUnsupportedMedia = problem.New(problem.UnsupportedMedia, "unsupported_media_type",
	"the Content-Type of the body is not one this operation reads")

// declare panics on an operation that says too little; a programmer's mistake, seen at start.
func (a *API) declare(op Operation) {
	if op.id == "" || op.access < auth.Public || op.access > auth.Staff {
		panic("httpapi: operation " + op.method + " " + op.path + " declares no id or no access")
	}
}

// guarded returns op in huma's terms, with its own guard in front.
func (a *API) guarded(op Operation) huma.Operation {
	h := op.huma()
	h.Middlewares = huma.Middlewares{a.guard(op)}
	return h
}

// guard admits callers by op's access, before anything of the body is read, and bounds the time.
func (a *API) guard(op Operation) func(huma.Context, func(huma.Context)) {
	return func(c huma.Context, next func(huma.Context)) {
		r, w := unwrap(c)
		id, err := a.caller(r)
		if err == nil || op.access == auth.Public {
			err = op.access.Admit(id)
		}
		if err == nil && c.Operation().RequestBody != nil {
			err = op.accepts(r)
		}
		if err != nil {
			a.WriteError(w, r, err)
			return
		}
		keepPrivate(w, op.access, id)
		ctx := auth.With(c.Context(), id)
		if len(op.events) == 0 {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, op.timeout)
			defer cancel()
			op.extend(w)
		}
		next(huma.WithContext(c, ctx))
	}
}

// caller returns who sent r. The error matters only where a token is needed: a public operation
// treats a bad token like none.
func (a *API) caller(r *http.Request) (auth.Identity, error) {
	headers := r.Header.Values("Authorization")
	if len(headers) == 0 {
		return auth.Identity{}, nil
	}
	scheme, token, _ := strings.Cut(headers[0], " ")
	if len(headers) > 1 || !strings.EqualFold(scheme, "Bearer") || a.auth == nil {
		return auth.Identity{}, auth.ErrUnauthorized
	}
	return a.auth.Authenticate(r.Context(), token)
}

// accepts reports whether the body of r, if any, is of a type and size that o reads.
func (o Operation) accepts(r *http.Request) error {
	if r.ContentLength == 0 || r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	if o.maxBody > 0 && r.ContentLength > o.maxBody {
		return ErrBodyTooLarge
	}
	if e := r.Header.Get("Content-Encoding"); e != "" && e != "identity" {
		return ErrUnsupportedMedia
	}
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	takes := o.takes
	if !o.raw {
		takes = []string{"application/json"}
	}
	if len(takes) == 0 {
		return nil
	}
	charset, given := params["charset"]
	if err != nil || !slices.Contains(takes, media) || given && !strings.EqualFold(charset, "utf-8") {
		return ErrUnsupportedMedia
	}
	return nil
}

// extend lifts the server's time-outs for an operation that is allowed longer than they are.
func (o Operation) extend(w http.ResponseWriter) {
	if o.timeout <= defaultTimeout {
		return
	}
	end, rc := time.Now().Add(o.timeout+answerSlack), http.NewResponseController(w)
	_ = rc.SetReadDeadline(end)
	_ = rc.SetWriteDeadline(end) // not supported by a recorder in tests; the context bounds it too
}

// keepPrivate forbids caches to store what only this caller may read.
func keepPrivate(w http.ResponseWriter, access auth.Access, id auth.Identity) {
	switch {
	case access != auth.Public:
		w.Header().Set("Cache-Control", "no-store")
	case !id.Anonymous():
		w.Header().Set("Cache-Control", "private, no-cache")
	}
}

// unwrap returns the request, with the context of c, and the writer beneath huma.
func unwrap(c huma.Context) (*http.Request, http.ResponseWriter) {
	r, w := humachi.Unwrap(c)
	return r.WithContext(c.Context()), w
}
