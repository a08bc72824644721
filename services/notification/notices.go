package notification

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"time"

	"github.com/askcart/askcart/services/notification/internal/mail"
	"github.com/askcart/askcart/shared/changes"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/journal"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
)

// changed is the kind of change that open streams of a user follow.
const changed = "notice"

// Notices is the service: every way in, by HTTP or by event, ends in one of its methods. Those of events are in saga.go,
// people.go and copies.go, those of requests in notices_read.go and notices_alert.go, the workers in deliver.go.
type Notices struct {
	db       *postgres.DB
	changes  *changes.Hub
	log      *slog.Logger
	words    *words
	sender   mail.Sender
	metrics  *metrics
	currency money.Currency
	workers  int
	timeout  time.Duration // of one try
	retry    time.Duration // after the first failure
	giveUp   time.Duration // age of a mail
	wake     chan struct{}
}

// tell writes a draft down as a notice, and as mail for a worker to send, within tx. A key that was told already, a user
// who was forgotten or who wants neither channel: nothing happens. The user is whoever the draft's has become by now.
func (n *Notices) tell(ctx context.Context, tx postgres.Tx, d draft) error {
	who, err := reader(ctx, tx, d.user)
	if err != nil {
		return fmt.Errorf("find who to tell: %w", err)
	}
	if who.Erased {
		return nil
	}
	kind := kinds[d.template]
	wanted := who.wants().of(kind)
	inApp := who.UserID != "" && wanted.InApp
	to := ""
	if wanted.Email {
		to = address(d.address, who.Email, d.fallback)
	}
	if d.details.Name == "" {
		d.details.Name = who.Name
	}
	unsubscribe, err := n.unsubscribeLink(ctx, tx, kind, who, to)
	if err != nil {
		return err
	}
	w, err := n.words.of(d, unsubscribe)
	if err != nil {
		return err
	}
	t := told{id: events.NewID(), user: who.UserID, draft: d, wording: w, inApp: inApp}
	fresh, err := insertNotice(ctx, tx, t)
	if err != nil || !fresh {
		return err
	}
	return postgres.Pipeline(ctx, tx, func(tx postgres.Tx) error { return n.spread(ctx, tx, t, to, unsubscribe) })
}

// spread writes what follows from a new notice.
func (n *Notices) spread(ctx context.Context, tx postgres.Tx, t told, to, unsubscribe string) error {
	if to != "" {
		if err := insertMail(ctx, tx, t, to, unsubscribe); err != nil {
			return err
		}
	}
	if t.inApp {
		if err := changes.Add(ctx, tx, changed, t.user); err != nil {
			return err
		}
	}
	if t.data.OrderID == "" {
		return nil
	}
	return journal.Add(ctx, tx, t.data.OrderID, "notice_written", t.template+": "+ways(t.inApp, to != ""))
}

// ways says how a message goes out, for the journal. Addresses do not belong there.
func ways(inApp, mailed bool) string {
	switch {
	case inApp && mailed:
		return "in the shop and by e-mail"
	case inApp:
		return "in the shop"
	case mailed:
		return "by e-mail"
	default:
		return "not wanted"
	}
}

// unsubscribeLink is the link under mail that can be unsubscribed from; mail about orders and accounts has none.
func (n *Notices) unsubscribeLink(ctx context.Context, tx postgres.Tx, k Kind, who recipient, to string) (string, error) {
	if k != Alerts || to == "" || who.UserID == "" {
		return "", nil
	}
	token, err := unsubscribeToken(ctx, tx, who.UserID, rand.Text())
	if err != nil {
		return "", fmt.Errorf("keep unsubscribe token: %w", err)
	}
	return n.words.unsubscribe(token), nil
}

// address is the first usable one, or empty.
func address(candidates ...string) string {
	for _, c := range candidates {
		if to, err := mail.Reader(c); err == nil {
			return to
		}
	}
	return ""
}
