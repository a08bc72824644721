package auth

import "context"

// Access is what an operation demands of its caller. The zero value lets nobody in, so an
// operation that forgot to declare its access is refused at registration.
type Access int

// The demands, from none to staff.
const (
	_      Access = iota
	Public        // anyone; a token is read when present and valid
	Signed        // any valid token, guests included
	Staff         // an admin's token
)

// Authenticator verifies a bearer token. Errors are problems: ErrUnauthorized or ErrUnavailable.
type Authenticator interface {
	Authenticate(ctx context.Context, bearer string) (Identity, error)
}

// Admit reports why id may not pass, or nil.
func (a Access) Admit(id Identity) error {
	switch {
	case a == Public:
		return nil
	case id.Anonymous():
		return ErrUnauthorized
	case a == Signed, a == Staff && id.Staff():
		return nil
	default:
		return ErrForbidden
	}
}
