package notification

import (
	"context"
	"fmt"
	"slices"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/changes"
	"github.com/askcart/askcart/shared/postgres"
)

// recent is how many of the newest messages a stream looks at when it is woken.
const recent = 100

// List returns up to limit of the caller's messages, newest first, that are older than the one with the id before (or
// empty), and how many of all are unread.
func (n *Notices) List(ctx context.Context, before string, limit int) (items []Notification, unread int, err error) {
	owners := auth.From(ctx).Owners()
	if items, err = listNotices(ctx, n.db, owners, before, limit); err != nil {
		return nil, 0, fmt.Errorf("list notifications: %w", err)
	}
	if unread, err = countUnread(ctx, n.db, owners); err != nil {
		return nil, 0, fmt.Errorf("count notifications: %w", err)
	}
	return items, unread, nil
}

// Read marks one of the caller's messages as read; again is fine. ErrNotFound when it is not the caller's.
func (n *Notices) Read(ctx context.Context, id string) (Notification, error) {
	caller := auth.From(ctx)
	var item Notification
	err := n.db.InTx(ctx, func(tx postgres.Tx) error {
		found, ok, err := markRead(ctx, tx, id, caller.Owners())
		if err != nil || !ok {
			return orNotFound(err)
		}
		item = found.notification()
		return changes.Add(ctx, tx, changed, found.UserID)
	})
	return item, err
}

func orNotFound(err error) error {
	if err == nil {
		return ErrNotFound
	}
	return fmt.Errorf("mark notification: %w", err)
}

// Feed is where a stream's events go.
type Feed struct {
	Notification func(Notification) error
	Unread       func(int) error
}

// Follow tells feed how many of the caller's messages are unread, now and whenever it changes, and every message that
// comes, until ctx ends. after is the last message that the reader has seen, or empty: then only new ones are told.
func (n *Notices) Follow(ctx context.Context, after string, feed Feed) error {
	caller := auth.From(ctx)
	mine, endMine := n.changes.Subscribe(changed, caller.UserID)
	defer endMine()
	guests, endGuests := n.changes.Subscribe(changed, caller.Prev) // nobody's when there was no guest
	defer endGuests()
	f := follower{n: n, owners: caller.Owners(), after: after, feed: feed, unread: -1}
	for {
		if err := f.look(ctx); err != nil {
			return fmt.Errorf("follow notifications: %w", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-mine:
		case <-guests:
		}
	}
}

// follower is what one stream has told so far.
type follower struct {
	n      *Notices
	owners []string
	after  string
	feed   Feed
	seen   map[string]bool // nil until it looked once
	unread int
}

// look tells what is new. It counts before it lists: a message that comes between is told now, and counted when its own
// wake comes; never the other way round.
func (f *follower) look(ctx context.Context) error {
	count, err := countUnread(ctx, f.n.db, f.owners)
	if err != nil {
		return err
	}
	items, err := listNotices(ctx, f.n.db, f.owners, "", recent)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, item := range slices.Backward(items) {
		seen[item.ID] = true
		if !f.news(item.ID) {
			continue
		}
		if err := f.feed.Notification(item); err != nil {
			return err
		}
	}
	f.seen = seen
	if count == f.unread {
		return nil
	}
	f.unread = count
	return f.feed.Unread(count)
}

// news reports whether a message is to be told. At first that is what came after the last one that the reader has seen.
func (f *follower) news(id string) bool {
	if f.seen == nil {
		return f.after != "" && id > f.after
	}
	return !f.seen[id]
}

// Preferences are the caller's.
func (n *Notices) Preferences(ctx context.Context) (Preferences, error) {
	p, err := findPreferences(ctx, n.db, auth.From(ctx).UserID)
	if err != nil {
		return Preferences{}, fmt.Errorf("read preferences: %w", err)
	}
	return p, nil
}

// Prefer sets the caller's preferences.
func (n *Notices) Prefer(ctx context.Context, p Preferences) (Preferences, error) {
	if err := savePreferences(ctx, n.db, auth.From(ctx).UserID, p); err != nil {
		return Preferences{}, fmt.Errorf("save preferences: %w", err)
	}
	return p, nil
}

// Unsubscribe ends alerts by e-mail for whoever has the token of a mail; ErrNoToken when it is nobody's.
func (n *Notices) Unsubscribe(ctx context.Context, token string) error {
	ok, err := unsubscribe(ctx, n.db, token)
	if err == nil && !ok {
		err = ErrNoToken
	}
	if err != nil {
		return fmt.Errorf("unsubscribe: %w", err)
	}
	return nil
}
