package serve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Limits of every server. A stream or a long upload lifts its own with http.ResponseController.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 15 * time.Second
	writeTimeout      = 30 * time.Second
	idleTimeout       = 60 * time.Second
	maxHeaderBytes    = 16 << 10
)

// Drain is how long requests in flight may take to end once the server is asked to stop.
const Drain = 5 * time.Second

// Option changes a server.
type Option func(*http.Server)

// OnStop calls f when the server starts to stop, so that whoever holds connections open, such as
// streams, can let go.
func OnStop(f func()) Option {
	return func(s *http.Server) { s.RegisterOnShutdown(f) }
}

// Log sends what net/http has to say, such as failed handshakes, to log.
func Log(log *slog.Logger) Option {
	return func(s *http.Server) { s.ErrorLog = slog.NewLogLogger(log.Handler(), slog.LevelWarn) }
}

// Timeouts replaces the read and write time-outs; for a server whose handlers set their own, and
// for tests.
func Timeouts(read, write time.Duration) Option {
	return func(s *http.Server) { s.ReadTimeout, s.WriteTimeout = read, write }
}

// Listen opens addr; separate from HTTP so that a taken port fails the start, and so that a test
// can ask for port 0 and read what it got.
func Listen(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", addr, err)
	}
	return l, nil
}

// HTTP serves h on l. When its context ends, no new connection is taken, requests in flight get
// Drain to finish, and what is left is closed.
func HTTP(l net.Listener, h http.Handler, options ...Option) Part {
	return func(ctx context.Context) error {
		s := server(h, options)
		ended := make(chan error, 1)
		go func() { ended <- s.Serve(l) }()
		select {
		case err := <-ended:
			return fmt.Errorf("serve on %s: %w", l.Addr(), err)
		case <-ctx.Done():
		}
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), Drain)
		defer cancel()
		err := s.Shutdown(grace)
		if err != nil {
			err = s.Close() // whoever is still there had their time
		}
		if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
			return served
		}
		return err
	}
}

func server(h http.Handler, options []Option) *http.Server {
	s := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
	}
	for _, o := range options {
		o(s)
	}
	return s
}
