// Package mail is what the service knows of sending e-mail: a message and somebody who sends it.
package mail

import (
	"context"
	"errors"
)

// Message is one mail to one reader.
type Message struct {
	ID          string // the same in every try; becomes the Message-ID
	Template    string // for logs
	To          string // a bare address
	Subject     string
	Text        string
	HTML        string
	Unsubscribe string // https link for one-click unsubscription (RFC 8058), or empty
}

// Sender delivers messages. Implementations are safe for concurrent use and pass mailtest.Conform.
type Sender interface {
	// Send returns nil when the mail is somebody else's to deliver. An error that is Refused is final; after any other
	// the outcome is unknown and the same message may be sent again. It ends when ctx does.
	Send(ctx context.Context, m Message) error
	// Name says how mail leaves: "smtp", or "log" when it does not.
	Name() string
}

// ErrRefused is in the chain of an error that no further try will change: the address is not one, or the server refuses
// the reader or the content for good.
var ErrRefused = errors.New("mail refused")
