package httpapi

import (
	"encoding/base64"
	"encoding/json"
	"regexp"
	"strconv"

	"github.com/askcart/askcart/shared/problem"
)

// Body is a request or response whose whole payload is one T.
type Body[T any] struct{ Body T }

// Reply turns a value and an error into what a handler returns.
func Reply[T any](v T, err error) (*Body[T], error) {
	if err != nil {
		return nil, err
	}
	return &Body[T]{v}, nil
}

// Created is the answer of an operation that made something with an address; register it with
// Status(201).
type Created[T any] struct {
	Location string `header:"Location" doc:"Where the new resource is"`
	Body     T
}

// ReplyCreated turns a new resource and an error into what a handler returns.
func ReplyCreated[T any](location string, v T, err error) (*Created[T], error) {
	if err != nil {
		return nil, err
	}
	return &Created[T]{location, v}, nil
}

// Answer is a response whose status is decided by the handler, as when an Idempotency-Key gives
// the first answer again.
type Answer[T any] struct {
	Status int
	Body   T
}

// Tagged is a response with an entity tag; a request whose If-None-Match names it gets 304.
type Tagged[T any] struct {
	ETag string `header:"ETag" doc:"Version of the resource, for If-None-Match and If-Match"`
	Body T
}

// ReplyTagged turns a value of a version and an error into what a handler returns.
func ReplyTagged[T any](version int64, v T, err error) (*Tagged[T], error) {
	if err != nil {
		return nil, err
	}
	return &Tagged[T]{ETag(version), v}, nil
}

// ETag is the entity tag of a version: "3".
func ETag(version int64) string { return strconv.Quote(strconv.FormatInt(version, 10)) }

// IDInput is an operation's {id}. What is no UUID answers 404, like an unknown one.
type IDInput struct {
	ID string `path:"id" format:"uuid"`
}

// IdempotencyKey is the header that makes a repeated request answer as the first did; hand Key to
// idempotency.Do, which refuses a missing one.
type IdempotencyKey struct {
	Key string `header:"Idempotency-Key" doc:"Required. 1–255 visible ASCII characters, new for every new intention"`
}

// IfMatch is the version a change is based on.
type IfMatch struct {
	Tag string `header:"If-Match" doc:"Required. The resource's version in double quotes, as in its ETag"`
}

// Errors of conditional requests. A service answers ErrVersionChanged when the version it finds is
// another one.
var (
	ErrVersionRequired = problem.New(problem.PreconditionRequired, "if_match_required", "If-Match with the version you change is required")
	ErrVersionChanged  = problem.New(problem.PreconditionFailed, "version_changed", "the resource has changed since you read it")
)

var versionTag = regexp.MustCompile(`^"([1-9][0-9]{0,17})"$`)

// Version is the version in If-Match. Missing is 428; what no version can look like is 412.
func (m IfMatch) Version() (int64, error) {
	if m.Tag == "" {
		return 0, ErrVersionRequired
	}
	parts := versionTag.FindStringSubmatch(m.Tag)
	if parts == nil {
		return 0, ErrVersionChanged
	}
	return strconv.ParseInt(parts[1], 10, 64)
}

// Page is one part of a list; Next is the cursor of the following one, null at the end.
type Page[T any] struct {
	Items []T     `json:"items"`
	Next  *string `json:"next" doc:"Pass as cursor to read on; null at the end"`
}

// NewPage returns a page; an empty next ends the list.
func NewPage[T any](items []T, next string) Page[T] {
	p := Page[T]{Items: items}
	if p.Items == nil {
		p.Items = []T{}
	}
	if next != "" {
		p.Next = &next
	}
	return p
}

// PageInput says which part of a list is wanted.
type PageInput struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"How many at most"`
	Cursor string `query:"cursor" maxLength:"1024" doc:"next of the page before"`
}

// ErrInvalidCursor answers a cursor that no page has given out.
var ErrInvalidCursor = problem.New(problem.Invalid, "invalid_cursor", "the cursor is not one that a page of this list gave").
	WithFields(problem.Field{Path: "query.cursor", Message: "not a cursor of this list"})

// EncodeCursor makes an opaque cursor of the sort key of a page's last item.
func EncodeCursor(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("httpapi: cursor of an unmarshalable type: " + err.Error())
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// DecodeCursor reads a cursor into v, which stays as it is when the cursor is empty. The error is
// ErrInvalidCursor; the values are the client's, so use them as arguments only.
func DecodeCursor(cursor string, v any) error {
	if cursor == "" {
		return nil
	}
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return ErrInvalidCursor
	}
	if validJSON(b) != nil || json.Unmarshal(b, v) != nil {
		return ErrInvalidCursor
	}
	return nil
}
