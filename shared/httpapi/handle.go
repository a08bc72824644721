package httpapi

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"unicode"

	"github.com/askcart/askcart/shared/problem"
	"github.com/danielgtaylor/huma/v2"
)

// Handle registers h as op. Whatever error h returns is answered as a Problem; one that is no
// problem.Error becomes a 500 that says nothing, and is logged here and only here.
func Handle[I, O any](a *API, op Operation, h func(context.Context, *I) (*O, error)) {
	a.declare(op)
	mustBeSeen[I](op)
	mustBeSeen[O](op)
	bodyMustBeSeen[O](op)
	huma.Register(a.huma, a.guarded(op), func(ctx context.Context, in *I) (*O, error) {
		out, err := h(ctx, in)
		if err != nil {
			return nil, a.problem(ctx, op.id, err)
		}
		return out, nil
	})
}

// HandleRaw registers a plain handler: it reads the body itself, up to op's limit, and answers
// failures with a.WriteError. Access, limits, metrics and documentation are as for Handle.
func HandleRaw(a *API, op Operation, h http.HandlerFunc) {
	a.declare(op)
	hop := a.guarded(op)
	a.describeRaw(&hop, op)
	a.huma.Adapter().Handle(&hop, a.huma.Middlewares().Handler(hop.Middlewares.Handler(func(c huma.Context) {
		r, w := unwrap(c)
		if op.maxBody > 0 {
			r.Body = http.MaxBytesReader(w, r.Body, op.maxBody)
		}
		h(w, r)
	})))
}

// WriteError answers a raw operation with err, by the rules of Handle.
func (a *API) WriteError(w http.ResponseWriter, r *http.Request, err error) {
	a.problem(r.Context(), r.URL.Path, err).write(w)
}

// Errors that any operation may answer.
var (
	ErrBodyTooLarge = problem.New(problem.TooLarge, "body_too_large", "the body is larger than allowed here")
	ErrNotFound     = problem.New(problem.NotFound, "not_found", "there is nothing here for you")
	ErrUnavailable  = problem.New(problem.Unavailable, "unavailable", "temporarily unavailable, try again")
)

// problem decides what a client reads of err, and logs what it does not.
func (a *API) problem(ctx context.Context, op string, err error) *Problem {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p
	}
	e := problem.Of(err)
	_, tooLarge := errors.AsType[*http.MaxBytesError](err)
	switch {
	case e.Kind != problem.Internal:
	case tooLarge:
		e = ErrBodyTooLarge
	case ctx.Err() != nil && errors.Is(context.Cause(ctx), context.Canceled):
		return describe(ctx, ErrUnavailable.After(retryAfter)) // the client has gone; nobody reads this
	case unavailable(err):
		a.log.WarnContext(ctx, "dependency unavailable", "op", op, "error", err)
		e = ErrUnavailable.After(retryAfter)
	default:
		a.log.ErrorContext(ctx, "request failed", "op", op, "error", err)
		e = &problem.Error{Kind: problem.Internal, Code: "internal"}
	}
	return describe(ctx, e)
}

// summarize makes "List products" of list-products.
func summarize(id string) string {
	words := []rune(strings.ReplaceAll(id, "-", " "))
	if len(words) > 0 {
		words[0] = unicode.ToUpper(words[0])
	}
	return string(words)
}
