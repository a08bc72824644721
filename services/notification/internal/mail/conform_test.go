package mail_test

import (
	"log/slog"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"github.com/askcart/askcart/services/notification/internal/mail"
	"github.com/askcart/askcart/services/notification/internal/mail/logonly"
	"github.com/askcart/askcart/services/notification/internal/mail/mailtest"
	"github.com/askcart/askcart/services/notification/internal/mail/smtp"
)

func TestEverySenderConforms(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(t *testing.T, log *slog.Logger) mail.Sender{
		"log": func(_ *testing.T, log *slog.Logger) mail.Sender { return logonly.New(log) },
		"smtp": func(t *testing.T, _ *slog.Logger) mail.Sender {
			s, err := smtp.New(mailtest.NewServer(t).URL(), "Shop <shop@example.org>")
			if err != nil {
				t.Fatal(err)
			}
			return s
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mailtest.Conform(t, func(log *slog.Logger) mail.Sender { return open(t, log) })
		})
	}
}

func TestNothingInAMessageStartsAHeaderOfItsOwn(t *testing.T) {
	t.Parallel()
	m := mailtest.Sample(1)
	m.Subject, m.ID, m.Unsubscribe = "Hi\r\nBcc: eve@example.com", "x\nBcc: eve@example.com", "https://x\r\nBcc: eve@example.com"
	raw, err := mail.Compose(netmail.Address{Name: "Shop", Address: "shop@example.org"}, m, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := netmail.ReadMessage(strings.NewReader(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	if got := parsed.Header.Get("Bcc"); got != "" {
		t.Errorf("a header was smuggled in: %q", got)
	}
}
