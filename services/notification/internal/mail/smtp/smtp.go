// Package smtp sends mail through a server that speaks SMTP (RFC 5321).
package smtp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/smtp"
	"net/textproto"
	"net/url"
	"time"

	"github.com/askcart/askcart/services/notification/internal/mail"
)

// Sender sends each mail over a connection of its own.
type Sender struct {
	host, addr string
	implicit   bool // TLS from the first byte
	user       *url.Userinfo
	from       netmail.Address
	tls        *tls.Config
}

// New reads where the server is from an smtp:// or smtps:// URL. from is an address with an optional name. Errors never
// name the URL, which holds a password.
func New(rawURL, from string) (*Sender, error) {
	u, err := url.Parse(rawURL)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, errors.New("SMTP_URL must be smtp://host:port or smtps://host:port")
	}
	sender, err := netmail.ParseAddress(from)
	if err != nil {
		return nil, errors.New("MAIL_FROM must be an address")
	}
	s := &Sender{host: u.Hostname(), implicit: u.Scheme == "smtps", user: u.User, from: *sender}
	port := u.Port()
	switch {
	case port != "":
	case s.implicit:
		port = "465"
	default:
		port = "587"
	}
	s.addr = net.JoinHostPort(s.host, port)
	s.tls = &tls.Config{ServerName: s.host, MinVersion: tls.VersionTLS12}
	return s, nil
}

// Name is "smtp".
func (*Sender) Name() string { return "smtp" }

// Send hands m to the server. Only an answer 5xx about the reader or the content is final; a server that does not
// let us in, or does not like the sender, may do so once its configuration, or ours, is right.
func (s *Sender) Send(ctx context.Context, m mail.Message) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	to, err := mail.Reader(m.To)
	if err != nil {
		return err
	}
	text, err := mail.Compose(s.from, m, time.Now())
	if err != nil {
		return fmt.Errorf("compose mail: %w", err)
	}
	conn, err := s.dial(ctx)
	if err != nil {
		return fmt.Errorf("reach the mail server: %w", err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })() // whatever is waited for ends with ctx
	if err := s.converse(conn, to, text); err != nil {
		return errors.Join(err, ctx.Err())
	}
	return nil
}

func (s *Sender) dial(ctx context.Context) (net.Conn, error) {
	if s.implicit {
		return (&tls.Dialer{Config: s.tls}).DialContext(ctx, "tcp", s.addr)
	}
	return (&net.Dialer{}).DialContext(ctx, "tcp", s.addr)
}

func (s *Sender) converse(conn net.Conn, to string, text []byte) error {
	c, err := smtp.NewClient(conn, s.host)
	if err != nil {
		return fmt.Errorf("greet the mail server: %w", err)
	}
	if err := s.enter(c); err != nil {
		return err
	}
	if err := c.Mail(s.from.Address); err != nil {
		return fmt.Errorf("name the sender: %w", err)
	}
	if err := c.Rcpt(to); err != nil {
		return final("reader", err)
	}
	w, err := c.Data()
	if err != nil {
		return final("content", err)
	}
	if _, err := w.Write(text); err != nil {
		return fmt.Errorf("send content: %w", err)
	}
	if err := w.Close(); err != nil {
		return final("content", err)
	}
	_ = c.Quit() // the mail has been taken; how the conversation ends does not matter
	return nil
}

// enter encrypts the connection and signs in. A password is never sent in the clear (smtp.PlainAuth sees to it).
func (s *Sender) enter(c *smtp.Client) error {
	if offered, _ := c.Extension("STARTTLS"); offered && !s.implicit {
		if err := c.StartTLS(s.tls); err != nil {
			return fmt.Errorf("encrypt: %w", err)
		}
	}
	if s.user == nil {
		return nil
	}
	password, _ := s.user.Password()
	if err := c.Auth(smtp.PlainAuth("", s.user.Username(), password, s.host)); err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	return nil
}

// final marks a permanent refusal. The server's words are left out: they may quote the address.
func final(of string, err error) error {
	answer, ok := errors.AsType[*textproto.Error](err)
	switch {
	case ok && answer.Code >= 500:
		return fmt.Errorf("%w: %s, code %d", mail.ErrRefused, of, answer.Code)
	case ok:
		return fmt.Errorf("mail server put off the %s, code %d", of, answer.Code)
	}
	return fmt.Errorf("send %s: %w", of, err)
}
