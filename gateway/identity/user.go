package identity

import (
	"strings"
	"time"
	"unicode"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/problem"
)

// User is an account, or a guest who has none yet.
type User struct {
	ID          string    `json:"id" db:"id" format:"uuid"`
	Role        auth.Role `json:"role" db:"role" enum:"guest,shopper,admin"`
	Email       string    `json:"email,omitempty" db:"email"`
	Name        string    `json:"name,omitempty" db:"name"`
	Locale      string    `json:"locale,omitempty" db:"locale"`
	Verified    bool      `json:"verified" db:"verified" doc:"Whether the address was proven"`
	Permissions []string  `json:"permissions,omitempty" db:"permissions"`
	CreatedAt   time.Time `json:"created_at" db:"created_at"`
}

// Errors that a caller reads.
var (
	ErrWrongCredentials = problem.New(problem.Unauthorized, "wrong_credentials", "the e-mail address or the password is wrong")
	ErrEmailTaken       = problem.New(problem.Conflict, "email_taken", "this e-mail address already has an account")
	ErrCommonPassword   = problem.New(problem.Invalid, "invalid", "validation failed").WithFields(
		problem.Field{Path: "body.password", Message: "is one of the most common passwords"})
	ErrEmptyName = problem.New(problem.Invalid, "invalid", "validation failed").WithFields(
		problem.Field{Path: "body.name", Message: "must have at least one visible character"})
	ErrSessionEnded = problem.New(problem.Unauthorized, "session_ended", "the session has ended, sign in again")
	ErrSuperseded   = problem.New(problem.Unauthorized, "refresh_superseded", "another request has just refreshed this session")
	ErrTokenSpent   = problem.New(problem.Invalid, "token_invalid", "the link has been used or has expired")
	ErrBootstrapped = problem.New(problem.Conflict, "already_bootstrapped", "the first admin exists already")
	ErrNoBootstrap  = problem.New(problem.NotFound, "not_found", "there is nothing here for you")
	ErrCrossSite    = problem.New(problem.Forbidden, "cross_site", "cookies count only in requests from the shop itself, with X-Requested-With")
	ErrBusy         = problem.New(problem.Unavailable, "busy", "too many sign-ins at the moment").After(2 * time.Second)
)

// Registration is what a new account is made of.
type Registration struct {
	Email    string `json:"email" format:"email" maxLength:"254"`
	Password string `json:"password" minLength:"8" maxLength:"256"`
	Name     string `json:"name" minLength:"1" maxLength:"100"`
	Locale   string `json:"locale,omitempty" pattern:"^[a-z]{2}(-[A-Z]{2})?$" doc:"Language of messages, as en or en-IN"`
}

// check returns r with its address and name in the form in which they are stored.
func (r Registration) check() (Registration, error) {
	r.Email, r.Name = normalEmail(r.Email), visible(r.Name)
	switch {
	case r.Name == "":
		return r, ErrEmptyName
	case common(r.Password):
		return r, ErrCommonPassword
	}
	if r.Locale == "" {
		r.Locale = "en"
	}
	return r, nil
}

// normalEmail is the form in which addresses are compared and stored.
func normalEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// visible drops control characters, which have no place in a name, and spaces around it.
func visible(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, s))
}

// event is u as other services may know it.
func (u User) event() events.User {
	return events.User{ID: u.ID, Email: u.Email, Verified: u.Verified, Name: u.Name, Locale: u.Locale}
}
