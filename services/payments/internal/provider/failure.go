package provider

import (
	"errors"
	"fmt"

	"github.com/askcart/askcart/shared/problem"
)

// Class says what a failed call means for the money. The five classes are exhaustive.
type Class string

// The classes of failure.
const (
	Refused     Class = "declined"     // final for the attempt; Lookup shows the decline
	Invalid     Class = "invalid"      // our bug or a charge in the wrong state: look, and alert
	RateLimited Class = "rate_limited" // nothing was done; repeat later with the same key
	Conflict    Class = "conflict"     // the same key is being worked on; repeat later with it
	Unknown     Class = "unknown"      // time-out, reset, 5xx, nonsense: it may have been done; ask Lookup
)

// Classes lists every class.
var Classes = []Class{Refused, Invalid, RateLimited, Conflict, Unknown}

// Error is a provider's refusal, classified.
type Error struct {
	Class Class
	Code  string // the provider's word for it; never contains what the shopper typed
}

// Fail returns an error of class.
func Fail(class Class, code string) *Error { return &Error{Class: class, Code: code} }

func (e *Error) Error() string { return fmt.Sprintf("provider: %s (%s)", e.Code, e.Class) }

// ClassOf returns the class of a failed call. Whatever a provider did not classify is Unknown: a time-out or a
// lost connection is no answer, least of all "no".
func ClassOf(err error) Class {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Class
	}
	return Unknown
}

// What is wrong with a webhook that is not accepted.
var (
	ErrSignature = problem.New(problem.Malformed, "webhook_signature_invalid", "the signature does not fit the message")
	ErrMalformed = problem.New(problem.Malformed, "webhook_malformed", "the message is not one of the provider's")
)
