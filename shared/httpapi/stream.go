package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

const (
	heartbeat    = 15 * time.Second
	writeTimeout = 10 * time.Second // a reader that takes no byte for so long is gone
)

// Stream registers an operation that answers with server-sent events. open checks the request and
// answers an error as any operation does; the function it returns then sends events until it
// returns, the reader leaves or the API closes. That function's error is logged, not sent.
func Stream[I any](a *API, op Operation, open func(context.Context, *I) (func(context.Context, *EventWriter) error, error)) {
	if len(op.events) == 0 {
		op = op.Event("message", map[string]any{})
	}
	a.declare(op)
	mustBeSeen[I](op)
	hop := a.guarded(op)
	hop.Responses = map[string]*huma.Response{"200": a.describeEvents(op)}
	huma.Register(a.huma, hop, func(ctx context.Context, in *I) (*huma.StreamResponse, error) {
		send, err := open(ctx, in)
		if err != nil {
			return nil, a.problem(ctx, op.id, err)
		}
		return &huma.StreamResponse{Body: func(c huma.Context) {
			_, w := unwrap(c)
			if err := a.stream(ctx, w, send); err != nil && ctx.Err() == nil && a.closing.Err() == nil {
				a.log.ErrorContext(ctx, "stream failed", "op", op.id, "error", err)
			}
		}}, nil
	})
}

// stream sends the header, then events and heartbeats until send returns.
func (a *API) stream(ctx context.Context, w http.ResponseWriter, send func(context.Context, *EventWriter) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(a.closing, cancel)()

	e := &EventWriter{w: w, rc: http.NewResponseController(w)}
	_ = e.rc.SetReadDeadline(time.Time{}) // the server's would end the request's context
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-cache, no-store")
	h.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	if err := e.write(": open\n\n"); err != nil {
		return err
	}
	beating := make(chan struct{})
	go func() {
		defer close(beating)
		e.beat(ctx, cancel)
	}()
	err := send(ctx, e)
	cancel()
	<-beating
	return err
}

// EventWriter sends events to one reader. Safe for concurrent use.
type EventWriter struct {
	mu sync.Mutex
	w  http.ResponseWriter
	rc *http.ResponseController
}

// Send sends one event; data is written as JSON. id may be empty; a reader that comes back names
// the last one in Last-Event-ID.
func (e *EventWriter) Send(id, event string, data any) error {
	body, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("encode event %s: %w", event, err)
	}
	var b strings.Builder
	if id = oneLine(id); id != "" {
		fmt.Fprintf(&b, "id: %s\n", id)
	}
	if event = oneLine(event); event != "" {
		fmt.Fprintf(&b, "event: %s\n", event)
	}
	fmt.Fprintf(&b, "data: %s\n\n", body)
	return e.write(b.String())
}

func (e *EventWriter) write(s string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	_ = e.rc.SetWriteDeadline(time.Now().Add(writeTimeout)) // a recorder in tests has none
	if _, err := e.w.Write([]byte(s)); err != nil {
		return err
	}
	return e.rc.Flush()
}

// beat keeps intermediaries from closing a quiet stream, and cancels it when the reader is gone.
func (e *EventWriter) beat(ctx context.Context, cancel context.CancelFunc) {
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if e.write(": still here\n\n") != nil {
				cancel()
				return
			}
		}
	}
}

// oneLine keeps a value from starting a line of its own.
func oneLine(s string) string {
	return strings.NewReplacer("\r", "", "\n", "", "\x00", "").Replace(s)
}
