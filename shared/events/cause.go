package events

import "context"

type causeKey struct{}

// WithCause returns a context in which m is being handled: what is written and sent under it
// names m as its cause.
func WithCause(ctx context.Context, m Meta) context.Context {
	return context.WithValue(ctx, causeKey{}, m)
}

// Cause returns the event being handled in ctx, or an empty Meta.
func Cause(ctx context.Context) Meta {
	m, _ := ctx.Value(causeKey{}).(Meta)
	return m
}
