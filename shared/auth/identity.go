package auth

import (
	"context"

	"github.com/askcart/askcart/shared/problem"
)

// Role is what a token says its holder is.
type Role string

// The roles. A guest can shop fully; an admin is staff and may have finer permissions.
const (
	Guest   Role = "guest"
	Shopper Role = "shopper"
	Admin   Role = "admin"
)

// Known reports whether r is one of the roles.
func (r Role) Known() bool { return r == Guest || r == Shopper || r == Admin }

// Errors that a caller without sufficient rights reads.
var (
	ErrUnauthorized = problem.New(problem.Unauthorized, "unauthorized", "a valid bearer token is required")
	ErrForbidden    = problem.New(problem.Forbidden, "forbidden", "your role does not allow this")
	ErrUnavailable  = problem.New(problem.Unavailable, "auth_unavailable", "tokens cannot be checked at the moment")
)

// Identity is the verified caller. The zero value is an anonymous one.
type Identity struct {
	UserID      string   // the token's sub, a UUID
	Prev        string   // the guest id this user had before logging in, while things still move over
	Role        Role     //
	Permissions []string // staff only
	Token       string   // the bearer token itself, to pass on with the caller's rights
}

// Anonymous reports whether no valid token came with the request.
func (id Identity) Anonymous() bool { return id.UserID == "" }

// Staff reports whether the caller is an admin.
func (id Identity) Staff() bool { return id.Role == Admin }

// Owns reports whether something that belongs to userID belongs to the caller. It never does when
// userID is empty.
func (id Identity) Owns(userID string) bool {
	return userID != "" && (userID == id.UserID || userID == id.Prev)
}

// Owners lists the ids under which the caller's things may be stored, for user_id = any(@owners).
func (id Identity) Owners() []string {
	owners := []string{}
	for _, o := range []string{id.UserID, id.Prev} {
		if o != "" {
			owners = append(owners, o)
		}
	}
	return owners
}

type contextKey struct{}

// With returns a context that carries id.
func With(ctx context.Context, id Identity) context.Context {
	return context.WithValue(ctx, contextKey{}, id)
}

// From returns the caller, or the zero Identity when anonymous.
func From(ctx context.Context) Identity {
	id, _ := ctx.Value(contextKey{}).(Identity)
	return id
}
