package gateway

import (
	"context"
	"net/http"
	"time"
)

// streamWrite is how long a reader of a stream may take for one event.
const streamWrite = 15 * time.Second

type flightKey struct{}

// flight is a request on its way to a service and back. It is bounded in time, unless the answer
// turns out to be a stream: that ends with its reader, the service or the gateway, and each of its
// events is bounded by itself.
type flight struct {
	http.ResponseWriter
	rc        *http.ResponseController
	closing   context.Context
	timeout   time.Duration
	timer     *time.Timer
	cancel    context.CancelCauseFunc
	streaming bool
	release   func() bool
}

// serverTimeout is what the server itself allows; longer flights must lift it.
const serverTimeout = 30 * time.Second

func begin(closing context.Context, w http.ResponseWriter, timeout time.Duration) *flight {
	f := &flight{ResponseWriter: w, rc: http.NewResponseController(w), closing: closing, timeout: timeout}
	if timeout > serverTimeout {
		until := time.Now().Add(timeout + serverTimeout)
		_ = f.rc.SetReadDeadline(until)
		_ = f.rc.SetWriteDeadline(until) // a recorder in tests has none
	}
	return f
}

// bound starts the clock; cancel ends the request.
func (f *flight) bound(cancel context.CancelCauseFunc) {
	f.cancel = cancel
	f.timer = time.AfterFunc(f.timeout, func() { cancel(errTooSlow) })
}

// stream takes the bounds off, and ends the flight when the gateway stops.
func (f *flight) stream() {
	f.timer.Stop()
	f.streaming = true
	_ = f.rc.SetReadDeadline(time.Time{}) // the server's would end the request's context
	f.release = context.AfterFunc(f.closing, func() { f.cancel(context.Canceled) })
}

func (f *flight) end() {
	f.timer.Stop()
	if f.release != nil {
		f.release()
	}
}

func (f *flight) Write(b []byte) (int, error) {
	if f.streaming {
		_ = f.rc.SetWriteDeadline(time.Now().Add(streamWrite))
	}
	return f.ResponseWriter.Write(b)
}

// FlushError sends what is buffered, if the answer is a stream. Of any other the proxy would have
// each part flushed, as services send their JSON in chunks: a system call for nothing.
func (f *flight) FlushError() error {
	if !f.streaming {
		return nil
	}
	return f.rc.Flush()
}

func (f *flight) Unwrap() http.ResponseWriter { return f.ResponseWriter }
