// Package logonly stands in for a mail server that is not configured: it says that a mail would have left, and nothing of
// what is in it, because mails hold links that open accounts.
package logonly

import (
	"context"
	"log/slog"
	"strings"

	"github.com/askcart/askcart/services/notification/internal/mail"
)

// Sender logs instead of sending.
type Sender struct{ log *slog.Logger }

// New returns a Sender that writes to log.
func New(log *slog.Logger) *Sender { return &Sender{log} }

// Name is "log".
func (*Sender) Name() string { return "log" }

// Send logs the template and a masked address.
func (s *Sender) Send(ctx context.Context, m mail.Message) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	to, err := mail.Reader(m.To)
	if err != nil {
		return err
	}
	s.log.InfoContext(ctx, "mail not sent: SMTP_URL is not set", "id", m.ID, "template", m.Template, "to", masked(to))
	return nil
}

// masked leaves of an address what helps a developer and identifies nobody.
func masked(address string) string {
	local, domain, _ := strings.Cut(address, "@")
	return local[:1] + "…@" + domain
}
