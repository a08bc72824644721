// Package problem is the one error type a service may show to a client. Nouns declare their
// errors with it; httpapi turns them into application/problem+json (RFC 9457).
package problem

import (
	"errors"
	"fmt"
	"maps"
	"time"
)

// Kind says what went wrong, in words that outlive any transport.
type Kind string

// The kinds, with the HTTP status that httpapi gives them.
const (
	Malformed            Kind = "malformed"             // 400
	Unauthorized         Kind = "unauthorized"          // 401
	Forbidden            Kind = "forbidden"             // 403
	NotFound             Kind = "not_found"             // 404
	Conflict             Kind = "conflict"              // 409
	PreconditionFailed   Kind = "precondition_failed"   // 412
	TooLarge             Kind = "too_large"             // 413
	UnsupportedMedia     Kind = "unsupported_media"     // 415
	Invalid              Kind = "invalid"               // 422
	PreconditionRequired Kind = "precondition_required" // 428
	TooMany              Kind = "too_many"              // 429
	Internal             Kind = "internal"              // 500
	Unavailable          Kind = "unavailable"           // 503
)

// Field names one rejected part of a request. The rejected value is never echoed.
type Field struct {
	Path    string `json:"path" doc:"Where, as in body.lines[0].quantity"`
	Message string `json:"message" doc:"What is wrong with it"`
}

// Error carries a kind, a stable code and a message safe to show.
type Error struct {
	Kind       Kind
	Code       string
	Message    string
	Fields     []Field
	Extra      map[string]any // extension members of the answer, such as quote or shortages
	RetryAfter time.Duration  // sent as Retry-After when above zero
}

// New returns an error that a client may read.
func New(kind Kind, code, format string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Message: fmt.Sprintf(format, args...)}
}

func (e *Error) Error() string { return e.Message }

// Is makes errors.Is compare codes, so that a copy made by With still matches its declaration.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// With returns a copy of e with one more extension member.
func (e *Error) With(member string, value any) *Error {
	c := *e
	c.Extra = maps.Clone(e.Extra)
	if c.Extra == nil {
		c.Extra = map[string]any{}
	}
	c.Extra[member] = value
	return &c
}

// WithFields returns a copy of e that names the rejected fields.
func (e *Error) WithFields(fields ...Field) *Error {
	c := *e
	c.Fields = append(append([]Field(nil), e.Fields...), fields...)
	return &c
}

// After returns a copy of e that asks the client to wait for d.
func (e *Error) After(d time.Duration) *Error {
	c := *e
	c.RetryAfter = d
	return &c
}

// Of returns the Error in err's chain, or an Internal one that says nothing.
func Of(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Kind: Internal, Code: "internal"}
}
