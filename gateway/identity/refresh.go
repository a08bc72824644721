package identity

import (
	"context"

	"github.com/askcart/askcart/gateway/limit"
	"github.com/askcart/askcart/shared/auth"
)

// Refresh spends a refresh token for a new session of the same login. A token that was spent
// before revokes the whole login, as two parties hold it; unless the same device spent it a moment
// ago, which is two tabs: then only this request fails, with ErrSuperseded.
func (a *Accounts) Refresh(ctx context.Context, token string, d device) (Session, error) {
	if err := a.limits.Allow(ctx, limit.Refresh, limit.Client(ctx)); err != nil {
		return Session{}, err
	}
	if token == "" {
		return Session{}, ErrSessionEnded
	}
	next := newSecret()
	r, ok, err := rotate(ctx, a.db, token, next, d)
	if err != nil {
		return Session{}, err
	}
	if !ok {
		return Session{}, a.suspect(ctx, token, d)
	}
	a.logins.WithLabelValues("refresh").Inc()
	return a.session(login{User: r.User, Prev: r.Prev, ExpiresAt: r.Until}, next)
}

// suspect decides what a token that cannot be spent means.
func (a *Accounts) suspect(ctx context.Context, token string, d device) error {
	s, known, err := findSpent(ctx, a.db, token, d)
	switch {
	case err != nil:
		return err
	case !known:
		return ErrSessionEnded
	case s.Grace:
		return ErrSuperseded
	}
	a.logins.WithLabelValues("reuse_revoked").Inc()
	a.log.WarnContext(ctx, "refresh token used again, session revoked", "session", s.SessionID)
	if err := revokeSession(ctx, a.db, s.SessionID); err != nil {
		return err
	}
	return ErrSessionEnded
}

// Logout ends the login that a refresh token belongs to, on all its devices. Safe to repeat.
func (a *Accounts) Logout(ctx context.Context, token string) error {
	if token == "" {
		return nil
	}
	return revokeByToken(ctx, a.db, token)
}

// Me is the caller's account.
func (a *Accounts) Me(ctx context.Context) (User, error) {
	u, ok, err := findUser(ctx, a.db, auth.From(ctx).UserID)
	if err == nil && !ok {
		err = auth.ErrUnauthorized
	}
	return u, err
}
