package httpapi

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/askcart/askcart/shared/problem"
	"go.opentelemetry.io/otel/trace"
)

const problemType = "application/problem+json"

// Problem is the body of every error answer (RFC 9457).
type Problem struct {
	_       struct{}        `additionalProperties:"true"`
	Title   string          `json:"title" doc:"The status in words"`
	Status  int             `json:"status" doc:"The HTTP status"`
	Code    string          `json:"code" doc:"Stable, machine-readable reason in snake_case"`
	Detail  string          `json:"detail,omitempty" doc:"What went wrong, for a person"`
	Fields  []problem.Field `json:"fields,omitempty" doc:"Every rejected part of the request"`
	TraceID string          `json:"trace_id,omitempty" doc:"To quote when asking for help"`

	extra      map[string]any
	retryAfter time.Duration
}

// statuses gives every kind its HTTP status.
var statuses = map[problem.Kind]int{
	problem.Malformed:            http.StatusBadRequest,
	problem.Unauthorized:         http.StatusUnauthorized,
	problem.Forbidden:            http.StatusForbidden,
	problem.NotFound:             http.StatusNotFound,
	problem.Conflict:             http.StatusConflict,
	problem.PreconditionFailed:   http.StatusPreconditionFailed,
	problem.TooLarge:             http.StatusRequestEntityTooLarge,
	problem.UnsupportedMedia:     http.StatusUnsupportedMediaType,
	problem.Invalid:              http.StatusUnprocessableEntity,
	problem.PreconditionRequired: http.StatusPreconditionRequired,
	problem.TooMany:              http.StatusTooManyRequests,
	problem.Internal:             http.StatusInternalServerError,
	problem.Unavailable:          http.StatusServiceUnavailable,
}

// describe turns a domain error into the body a client reads.
func describe(ctx context.Context, e *problem.Error) *Problem {
	status, ok := statuses[e.Kind]
	if !ok {
		status = http.StatusInternalServerError
	}
	return &Problem{
		Title: http.StatusText(status), Status: status, Code: e.Code, Detail: e.Message,
		Fields: e.Fields, TraceID: traceID(ctx), extra: e.Extra, retryAfter: e.RetryAfter,
	}
}

func traceID(ctx context.Context) string {
	if sc := trace.SpanContextFromContext(ctx); sc.HasTraceID() {
		return sc.TraceID().String()
	}
	return ""
}

// Error, GetStatus and ContentType make Problem an error that huma can write.
func (p *Problem) Error() string { return p.Code }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of RFC 9457, whatever was asked for.
func (p *Problem) ContentType(string) string { return problemType }

// GetHeaders adds Retry-After and WWW-Authenticate where they belong.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.retryAfter > 0 {
		seconds := int64((p.retryAfter + time.Second - 1) / time.Second)
		h.Set("Retry-After", strconv.FormatInt(seconds, 10))
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="askcart"`)
	}
	return h
}

// MarshalJSON writes the extension members beside the standard ones.
func (p *Problem) MarshalJSON() ([]byte, error) {
	type plain Problem
	body, err := json.Marshal((*plain)(p))
	if err != nil || len(p.extra) == 0 {
		return body, err
	}
	extra, err := json.Marshal(p.extra)
	if err != nil {
		return nil, err
	}
	return append(append(body[:len(body)-1], ','), extra[1:]...), nil
}

// write sends p as the whole answer.
func (p *Problem) write(w http.ResponseWriter) {
	for k, v := range p.GetHeaders() {
		w.Header()[k] = v
	}
	w.Header().Set("Content-Type", problemType)
	w.WriteHeader(p.Status)
	json.NewEncoder(w).Encode(p) //nolint:errcheck // the client has gone
}

// WriteProblemAs is WriteProblem with a status that no kind of problem has, such as 502 of a proxy.
func WriteProblemAs(w http.ResponseWriter, r *http.Request, status int, e *problem.Error) {
	p := describe(r.Context(), e)
	p.Status, p.Title = status, http.StatusText(status)
	p.write(w)
}

// WriteProblem answers a request with e; for middleware outside any operation, such as a proxy.
func WriteProblem(w http.ResponseWriter, r *http.Request, e *problem.Error) {
	describe(r.Context(), e).write(w)
}
