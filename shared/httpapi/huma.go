package httpapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/askcart/askcart/shared/problem"
	"github.com/danielgtaylor/huma/v2"
)

const (
	maxFields    = 100                        // reported a request; more help nobody
	maxPathBytes = 200                        // of a field's path, which may hold a key the client chose
	unreadBody   = "cannot read request body" // huma's words; it would answer 500
)

// huma keeps these settings for the whole process; they are the same for every service.
func init() {
	huma.DefaultArrayNullable = false
	huma.ValidateStrictCasing = true
	huma.ErrorFormatter = withoutCauses
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return refusal(context.Background(), status, msg, errs)
	}
	huma.NewErrorWithContext = func(c huma.Context, status int, msg string, errs ...error) huma.StatusError {
		return refusal(c.Context(), status, msg, errs)
	}
}

// codes are those of errors that huma finds before a handler runs.
var codes = map[int]string{
	http.StatusBadRequest:            "malformed",
	http.StatusRequestTimeout:        "request_timeout",
	http.StatusRequestEntityTooLarge: "body_too_large",
	http.StatusUnsupportedMediaType:  "unsupported_media_type",
	http.StatusUnprocessableEntity:   "invalid",
}

// refusal is the Problem for a request that huma refused. A 5xx says nothing, and no message that
// could hold what the client sent passes.
func refusal(ctx context.Context, status int, msg string, errs []error) *Problem {
	if msg == unreadBody {
		status, errs = http.StatusBadRequest, nil // the client went away or broke the framing
	}
	p := &Problem{Title: http.StatusText(status), Status: status, Code: codes[status], TraceID: traceID(ctx)}
	switch {
	case status >= http.StatusInternalServerError:
		p.Code = "internal"
		return p
	case p.Code == "":
		p.Code = strings.ReplaceAll(strings.ToLower(p.Title), " ", "_")
	}
	if p.Detail = msg; status == http.StatusRequestEntityTooLarge {
		p.Detail = ErrBodyTooLarge.Message
	}
	for _, err := range errs {
		d, ok := errors.AsType[*huma.ErrorDetail](err)
		if !ok || len(p.Fields) == maxFields {
			continue
		}
		p.Fields = append(p.Fields, field(d))
	}
	if status == http.StatusUnprocessableEntity && namesPath(p.Fields) {
		return describe(ctx, ErrNotFound)
	}
	return p
}

// namesPath reports whether part of the path itself was rejected: nothing can be stored under an
// id that no id can have, so the answer is that of an unknown one.
func namesPath(fields []problem.Field) bool {
	return slices.ContainsFunc(fields, func(f problem.Field) bool { return strings.HasPrefix(f.Path, "path.") })
}

// field is what a client may read of a rejected part: where and why, never the value.
func field(d *huma.ErrorDetail) problem.Field {
	path := d.Location
	if len(path) > maxPathBytes {
		path = strings.ToValidUTF8(path[:maxPathBytes], "") + "…"
	}
	return problem.Field{Path: path, Message: safeMessage(d.Message)}
}

// echoing are the beginnings of messages whose rest may quote the value.
var echoing = map[string]string{
	"json: ":         "has the wrong type or is out of range",
	"invalid value:": "invalid value",
	"strconv.":       "invalid number",
}

func safeMessage(m string) string {
	for start, instead := range echoing {
		if strings.HasPrefix(m, start) {
			return instead
		}
	}
	return m
}

// withoutCauses formats a validation message and leaves out errors, which quote the value.
func withoutCauses(format string, args ...any) string {
	for _, a := range args {
		if _, ok := a.(error); ok {
			return strings.TrimSuffix(format, ": %v")
		}
	}
	return fmt.Sprintf(format, args...)
}
