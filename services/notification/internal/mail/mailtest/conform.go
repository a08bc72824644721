package mailtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/askcart/askcart/services/notification/internal/mail"
)

// Sample is a mail with a secret in each of its parts.
func Sample(n int) mail.Message {
	return mail.Message{
		ID: fmt.Sprintf("0192d2a0-0000-7000-8000-%012d", n), Template: "reset_password", To: fmt.Sprintf("ada%d@example.com", n),
		Subject: "Grüße, SECRET", Text: "https://shop.example/reset#token=SECRET\n", HTML: "<p>SECRET</p>", Unsubscribe: "https://shop.example/u?token=SECRET",
	}
}

// Conform is what holds for every sender. open returns one that works and logs to log.
func Conform(t *testing.T, open func(log *slog.Logger) mail.Sender) {
	var out safeBuffer
	s := open(slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug})))
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			if err := s.Send(t.Context(), Sample(n)); err != nil {
				t.Errorf("mail %d: %v", n, err)
			}
		})
	}
	all.Wait()
	for _, to := range []string{"", "nobody", "a@b.example\r\nRCPT TO:<c@d.example>", "a@b.example\nX: y", "Ada <a@b.example>", "a@b.example,c@d.example"} {
		m := Sample(0)
		m.To = to
		if err := s.Send(t.Context(), m); !errors.Is(err, mail.ErrRefused) {
			t.Errorf("to %q: %v, want %v", to, err, mail.ErrRefused)
		}
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Send(over, Sample(0)); !errors.Is(err, context.Canceled) || errors.Is(err, mail.ErrRefused) {
		t.Errorf("after the end of its context: %v, want %v", err, context.Canceled)
	}
	if s.Name() == "" {
		t.Error("has no name")
	}
	if text := out.String(); strings.Contains(text, "SECRET") || strings.Contains(text, "ada1@") {
		t.Errorf("logged what it must not: %s", text)
	}
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}
