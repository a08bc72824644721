package serve

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// start serves h until stop is called; ended then gives Run's error.
func start(t *testing.T, h http.Handler, options ...Option) (url string, stop func(), ended <-chan error) {
	t.Helper()
	l, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- Run(ctx, HTTP(l, h, options...)) }()
	return "http://" + l.Addr().String(), cancel, done
}

func get(url string) (string, error) {
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	r, err := client.Get(url)
	if err != nil {
		return "", err
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	return string(b), err
}

func TestStoppingWaitsForRequestsInFlight(t *testing.T) {
	started, finish := make(chan struct{}), make(chan struct{})
	url, stop, ended := start(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(started)
		<-finish
		io.WriteString(w, "done")
	}), OnStop(func() { close(finish) })) // the handler ends only after the server began to stop
	answer := make(chan string, 1)
	go func() {
		got, err := get(url)
		answer <- got + errText(err)
	}()
	<-started
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if got := <-answer; got != "done" {
		t.Errorf("request in flight got %q, want done", got)
	}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestOnePartsFailureStopsTheOthers(t *testing.T) {
	broken := errors.New("broken")
	stopped := make(chan struct{})
	err := Run(t.Context(),
		func(context.Context) error { return broken },
		func(ctx context.Context) error { <-ctx.Done(); close(stopped); return ctx.Err() },
	)
	<-stopped
	if !errors.Is(err, broken) {
		t.Errorf("Run = %v, want %v", err, broken)
	}
}

func TestAPartThatEndsStopsTheOthersWithoutError(t *testing.T) {
	err := Run(t.Context(),
		func(context.Context) error { return nil },
		func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() },
	)
	if err != nil {
		t.Errorf("Run = %v, want nil", err)
	}
}

func TestATakenPortIsAnErrorAtStart(t *testing.T) {
	l, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if _, err := Listen(l.Addr().String()); err == nil {
		t.Error("second Listen on the same address succeeded")
	}
}

func TestServerHasEveryLimit(t *testing.T) {
	s := server(http.NotFoundHandler(), nil)
	if s.ReadHeaderTimeout != 5*time.Second || s.ReadTimeout != 15*time.Second || s.WriteTimeout != 30*time.Second ||
		s.IdleTimeout != time.Minute || s.MaxHeaderBytes != 16<<10 {
		t.Errorf("server limits = %v %v %v %v %d", s.ReadHeaderTimeout, s.ReadTimeout, s.WriteTimeout, s.IdleTimeout, s.MaxHeaderBytes)
	}
}

func TestAnOversizedHeaderIsRefused(t *testing.T) {
	url, stop, ended := start(t, http.NotFoundHandler())
	defer func() { stop(); <-ended }()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	go io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\nX: "+strings.Repeat("a", 64<<10)+"\r\n\r\n")
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil || !strings.Contains(line, " 431 ") {
		t.Errorf("answer to a 64 KiB header = %q, %v; want 431", line, err)
	}
}
