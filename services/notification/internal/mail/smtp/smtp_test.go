package smtp

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/askcart/askcart/services/notification/internal/mail"
	"github.com/askcart/askcart/services/notification/internal/mail/mailtest"
)

const from = "Shop & Sons <shop@example.org>"

func open(t *testing.T, url string) *Sender {
	t.Helper()
	s, err := New(url, from)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAMailArrivesAsItWasWritten(t *testing.T) {
	t.Parallel()
	server := mailtest.NewServer(t)
	s, m := open(t, server.URL()), mailtest.Sample(1)
	m.Text = "Grüße\n.\n.hidden dot\n" + strings.Repeat("long ", 400) + "\n"
	if err := s.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	got := server.Mails()[0]
	for name, pair := range map[string][2]string{
		"to": {got.To, m.To}, "subject": {got.Subject(), m.Subject}, "text": {got.Text, m.Text}, "html": {got.HTML, m.HTML},
		"id":   {got.Header.Get("Message-ID"), "<" + m.ID + "@example.org>"},
		"from": {got.Header.Get("From"), `"Shop & Sons" <shop@example.org>`},
		"list": {got.Header.Get("List-Unsubscribe"), "<" + m.Unsubscribe + ">"},
		"post": {got.Header.Get("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s = %q, want %q", name, pair[0], pair[1])
		}
	}
}

func TestOnlyARefusalForGoodIsFinal(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		code  int
		final bool
	}{{450, false}, {421, false}, {550, true}, {553, true}} {
		server := mailtest.NewServer(t, func(s *mailtest.Server) { s.Reader = func(string) int { return row.code } })
		err := open(t, server.URL()).Send(t.Context(), mailtest.Sample(1))
		if err == nil || errors.Is(err, mail.ErrRefused) != row.final {
			t.Errorf("%d: %v, final should be %t", row.code, err, row.final)
		}
	}
	server := mailtest.NewServer(t)
	s := open(t, server.URL())
	server.Stop()
	if err := s.Send(t.Context(), mailtest.Sample(1)); err == nil || errors.Is(err, mail.ErrRefused) {
		t.Errorf("nobody there: %v", err)
	}
}

func TestASilentServerIsNotWaitedForLongerThanTheContext(t *testing.T) {
	t.Parallel()
	server := mailtest.NewServer(t, func(s *mailtest.Server) { s.Take = func(mailtest.Mail) bool { return false } })
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := open(t, server.URL()).Send(ctx, mailtest.Sample(1)); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, mail.ErrRefused) {
		t.Errorf("a silent server: %v", err)
	}
}

func TestAPasswordIsOnlySaidInSecret(t *testing.T) {
	t.Parallel()
	certified := httptest.NewUnstartedServer(http.NotFoundHandler())
	certified.StartTLS()
	defer certified.Close()
	roots := certified.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	const secret = "correct horse"
	in := base64.StdEncoding.EncodeToString([]byte("\x00ada\x00" + secret))
	for _, row := range []struct {
		name, scheme, password string
		tls, implicit, arrives bool
	}{
		{"STARTTLS", "smtp", secret, true, false, true},
		{"TLS at once", "smtps", secret, true, true, true},
		{"wrong password", "smtp", "battery", true, false, false},
	} {
		server := mailtest.NewServer(t, func(s *mailtest.Server) {
			s.User, s.Implicit = in, row.implicit
			s.TLS = &tls.Config{Certificates: certified.TLS.Certificates, MinVersion: tls.VersionTLS12}
		})
		s := open(t, row.scheme+"://ada:"+strings.ReplaceAll(row.password, " ", "%20")+"@"+server.Addr())
		s.tls.RootCAs = roots
		err := s.Send(t.Context(), mailtest.Sample(1))
		if (err == nil) != row.arrives || errors.Is(err, mail.ErrRefused) {
			t.Errorf("%s: %v", row.name, err)
		}
		if clear := server.Clear(); strings.Contains(clear, "AUTH") {
			t.Errorf("%s: signed in in the clear: %s", row.name, clear)
		}
	}
	server := mailtest.NewServer(t, func(s *mailtest.Server) {
		s.TLS = &tls.Config{Certificates: certified.TLS.Certificates, MinVersion: tls.VersionTLS12}
	})
	if err := open(t, server.URL()).Send(t.Context(), mailtest.Sample(1)); err == nil || len(server.Mails()) > 0 {
		t.Errorf("a certificate that nobody vouches for: %v", err)
	}
}

func TestABadURLIsToldWithoutItsPassword(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"http://ada:hunter2@mail.example", "ada:hunter2", "smtp://:hunter2@", "smtp://ada:hunter2@mail:port"} {
		if _, err := New(url, from); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%v", err)
		}
	}
}
