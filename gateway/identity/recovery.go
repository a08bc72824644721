package identity

import (
	"context"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"time"

	"github.com/askcart/askcart/gateway/limit"
	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/outbox"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/problem"
)

// link is one kind of message with a token that proves whoever has it reads the address's mail.
type link struct {
	purpose, template string
	life              time.Duration
}

var (
	verifyLink = link{"verify", "verify_email", 7 * 24 * time.Hour}
	resetLink  = link{"reset", "reset_password", time.Hour}
)

// sendLink stores a token and has the notification service send it. For an account that does not
// exist it stores one that is nobody's, so that both take as long.
func (a *Accounts) sendLink(ctx context.Context, tx postgres.Tx, l link, u User) error {
	token := newSecret()
	if err := insertOneTime(ctx, tx, l.purpose, u.ID, token, l.life); err != nil || u.ID == "" {
		return err
	}
	_, err := outbox.Add(ctx, tx, events.UserNotifications, u.ID, events.Notice{
		UserID: u.ID, Email: u.Email, Template: l.template, DedupeKey: hex.EncodeToString(hashOf(token)),
		Data: map[string]string{"token": token, "name": u.Name, "locale": u.Locale},
	})
	return err
}

// Forgot sends a link to choose a new password, if the address has an account; nobody is told.
func (a *Accounts) Forgot(ctx context.Context, email string) error {
	email = normalEmail(email)
	if err := a.limits.Allow(ctx, limit.RecoverIP, limit.Client(ctx)); err != nil {
		return err
	}
	if err := a.limits.Allow(ctx, limit.RecoverEmail, hex.EncodeToString(hashOf(email)[:16])); err != nil {
		return err
	}
	return a.db.InTx(ctx, func(tx postgres.Tx) error {
		found, _, err := findByEmail(ctx, tx, email)
		if err != nil {
			return err
		}
		return a.sendLink(ctx, tx, resetLink, found.User)
	})
}

// Reset sets a new password by the link's token and ends every session. The address is proven by it.
func (a *Accounts) Reset(ctx context.Context, token, password string) error {
	if err := a.limits.Allow(ctx, limit.RecoverIP, limit.Client(ctx)); err != nil {
		return err
	}
	if common(password) {
		return ErrCommonPassword
	}
	hash, err := a.passwords.hash(ctx, password)
	if err != nil {
		return err
	}
	return a.useLink(ctx, resetLink, token, func(tx postgres.Tx, u User) error {
		if err := setPassword(ctx, tx, u.ID, hash); err != nil {
			return err
		}
		return revokeAll(ctx, tx, u.ID)
	})
}

// Verify proves the address by the link's token.
func (a *Accounts) Verify(ctx context.Context, token string) error {
	if err := a.limits.Allow(ctx, limit.RecoverIP, limit.Client(ctx)); err != nil {
		return err
	}
	return a.useLink(ctx, verifyLink, token, func(postgres.Tx, User) error { return nil })
}

// useLink spends a link's token, marks the address as proven, and runs also in the same transaction.
func (a *Accounts) useLink(ctx context.Context, l link, token string, also func(postgres.Tx, User) error) error {
	return a.db.InTx(ctx, func(tx postgres.Tx) error {
		id, ok, err := useOneTime(ctx, tx, l.purpose, token)
		if err != nil {
			return err
		}
		if !ok {
			return ErrTokenSpent
		}
		u, err := setVerified(ctx, tx, id)
		if err != nil {
			return err
		}
		if _, err := outbox.Add(ctx, tx, events.UserChanged, u.ID, u.event()); err != nil {
			return err
		}
		return also(tx, u)
	})
}

// Change is what a user may change of themselves.
type Change struct {
	Name   *string `json:"name,omitempty" minLength:"1" maxLength:"100"`
	Locale *string `json:"locale,omitempty" pattern:"^[a-z]{2}(-[A-Z]{2})?$"`
}

// Update changes the caller's account; a guest has none.
func (a *Accounts) Update(ctx context.Context, c Change) (User, error) {
	if c.Name != nil {
		name := visible(*c.Name)
		if name == "" {
			return User{}, ErrEmptyName
		}
		c.Name = &name
	}
	var u User
	err := a.db.InTx(ctx, func(tx postgres.Tx) error {
		var err error
		if u, err = updateUser(ctx, tx, auth.From(ctx).UserID, c); err != nil {
			return err
		}
		_, err = outbox.Add(ctx, tx, events.UserChanged, u.ID, u.event())
		return err
	})
	if errors.Is(err, postgres.ErrNoRows) {
		return User{}, auth.ErrForbidden
	}
	return u, err
}

// ErrWrongToken answers a bootstrap with another token than the configured one.
var ErrWrongToken = problem.New(problem.Forbidden, "forbidden", "this is not the bootstrap token")

// Bootstrap makes the first admin, once, for whoever knows the token of the configuration.
func (a *Accounts) Bootstrap(ctx context.Context, token string, r Registration, d device) (Session, error) {
	if a.bootstrapToken == "" {
		return Session{}, ErrNoBootstrap
	}
	if err := a.limits.Allow(ctx, limit.Bootstrap, limit.Client(ctx)); err != nil {
		return Session{}, err
	}
	if subtle.ConstantTimeCompare(hashOf(token), hashOf(a.bootstrapToken)) != 1 {
		return Session{}, ErrWrongToken
	}
	done, err := bootstrapped(ctx, a.db)
	if err == nil && done {
		err = ErrBootstrapped
	}
	if err != nil {
		return Session{}, err
	}
	return a.create(ctx, r, auth.Admin, auth.Identity{}, d, func(tx postgres.Tx, u User) error {
		first, err := claimBootstrap(ctx, tx, u.ID)
		if err == nil && !first {
			err = ErrBootstrapped
		}
		return err
	})
}
