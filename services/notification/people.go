package notification

import (
	"cmp"
	"context"
	"fmt"

	"github.com/askcart/askcart/shared/changes"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres"
)

// recipient is whom a message is for.
type recipient struct {
	UserID      string // empty: an address without a user
	Email       string
	Name        string
	Preferences *Preferences
	MergedInto  *string
	Erased      bool
}

// wants are the preferences, chosen or not.
func (r recipient) wants() Preferences {
	if r.Preferences == nil {
		return everything
	}
	return *r.Preferences
}

// reader returns who user has become by now, and holds its row until tx ends, so that no merge and no erasure comes
// between. No user is nobody.
func reader(ctx context.Context, tx postgres.Tx, user string) (recipient, error) {
	for user != "" {
		r, err := lockAccount(ctx, tx, user)
		if err != nil || r.MergedInto == nil {
			return r, err
		}
		user = *r.MergedInto
	}
	return recipient{}, nil
}

// asked tells what another service has to say.
func (n *Notices) asked(ctx context.Context, tx postgres.Tx, m events.Meta, r request) error {
	return n.tell(ctx, tx, draft{
		key:  "user_notifications:" + cmp.Or(r.DedupeKey, m.ID),
		user: r.UserID, address: r.Email, template: r.Template,
		details: details{Name: r.Data["name"], Token: r.Data["token"], Title: r.Data["title"], Text: r.Data["text"]},
	})
}

// userChanged keeps an account's address and name.
func (n *Notices) userChanged(ctx context.Context, tx postgres.Tx, _ events.Meta, u events.User) error {
	if err := saveAccount(ctx, tx, u); err != nil {
		return fmt.Errorf("keep account %s: %w", u.ID, err)
	}
	return nil
}

// userMerged gives an account what was the guest's, and what will still come for it.
func (n *Notices) userMerged(ctx context.Context, tx postgres.Tx, _ events.Meta, m events.UserMerge) error {
	from, err := lockAccount(ctx, tx, m.From)
	if err != nil {
		return err
	}
	to, err := reader(ctx, tx, m.To)
	if err != nil || from.MergedInto != nil || to.UserID == from.UserID {
		return err
	}
	if to.Erased {
		return forget(ctx, tx, m.From)
	}
	if err := moveAccount(ctx, tx, m.From, to.UserID); err != nil {
		return fmt.Errorf("merge user %s: %w", m.From, err)
	}
	return changes.Add(ctx, tx, changed, m.From, to.UserID)
}

// userErased forgets a user for good: what was told, what waits, and the addresses of their orders.
func (n *Notices) userErased(ctx context.Context, tx postgres.Tx, _ events.Meta, u events.UserID) error {
	if err := forget(ctx, tx, u.ID); err != nil {
		return fmt.Errorf("forget user %s: %w", u.ID, err)
	}
	return changes.Add(ctx, tx, changed, u.ID)
}
