package mail

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"net/textproto"
	"strings"
	"time"
)

// Reader checks that to is one bare address and returns it. Anything else, line breaks above all, is ErrRefused.
func Reader(to string) (string, error) {
	a, err := netmail.ParseAddress(to)
	if err != nil || a.Address != to || strings.ContainsAny(to, "\r\n\x00 ") {
		return "", fmt.Errorf("%w: not an address", ErrRefused)
	}
	return a.Address, nil
}

// Compose returns m as RFC 5322 text with a plain and an HTML part. Its Message-ID is made of m.ID and the sender's domain.
func Compose(from netmail.Address, m Message, at time.Time) ([]byte, error) {
	var out, body bytes.Buffer
	parts := multipart.NewWriter(&body)
	if err := part(parts, "text/plain", m.Text); err != nil {
		return nil, err
	}
	if err := part(parts, "text/html", m.HTML); err != nil {
		return nil, err
	}
	if err := parts.Close(); err != nil {
		return nil, err
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	header := func(name, value string) { fmt.Fprintf(&out, "%s: %s\r\n", name, flat(value)) }
	header("From", from.String())
	header("To", "<"+m.To+">")
	header("Subject", mime.QEncoding.Encode("utf-8", flat(m.Subject)))
	header("Date", at.UTC().Format(time.RFC1123Z))
	header("Message-ID", "<"+m.ID+"@"+domain+">")
	header("Auto-Submitted", "auto-generated")
	if m.Unsubscribe != "" {
		header("List-Unsubscribe", "<"+m.Unsubscribe+">")
		header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	header("MIME-Version", "1.0")
	header("Content-Type", "multipart/alternative; boundary="+parts.Boundary())
	out.WriteString("\r\n")
	out.Write(body.Bytes())
	return out.Bytes(), nil
}

func part(to *multipart.Writer, kind, text string) error {
	w, err := to.CreatePart(textproto.MIMEHeader{
		"Content-Type": {kind + "; charset=utf-8"}, "Content-Transfer-Encoding": {"quoted-printable"},
	})
	if err != nil {
		return err
	}
	q := quotedprintable.NewWriter(w)
	if _, err := io.WriteString(q, text); err != nil {
		return err
	}
	return q.Close()
}

// flat keeps a value from starting a header line of its own.
func flat(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
}
