package httpapi_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/httpapi"
)

type status struct {
	Status string `json:"status"`
}

// streaming serves one stream on a real connection whose server gives up after 200 ms of its own.
func streaming(t *testing.T, send func(context.Context, *httpapi.EventWriter) error) (*httpapi.API, string) {
	t.Helper()
	router, api, _ := fixture(t)
	httpapi.Stream(api, httpapi.Op("watch", "GET", "/watch", auth.Public).Event("order", status{}),
		func(_ context.Context, in *struct {
			Fail bool `query:"fail"`
		}) (func(context.Context, *httpapi.EventWriter) error, error) {
			if in.Fail {
				return nil, errTaken
			}
			return send, nil
		})
	server := httptest.NewUnstartedServer(router)
	server.Config.ReadTimeout, server.Config.WriteTimeout = 200*time.Millisecond, 200*time.Millisecond
	server.Start()
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	return api, server.URL
}

func watch(t *testing.T, url string) *http.Response {
	t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	return res
}

func TestAStreamSendsEventsAsTheyCome(t *testing.T) {
	next := make(chan string)
	_, url := streaming(t, func(ctx context.Context, w *httpapi.EventWriter) error {
		for s := range next {
			if err := w.Send("id-"+s, "order", status{s}); err != nil {
				return err
			}
		}
		return nil
	})
	res := watch(t, url+"/watch")
	for name, want := range map[string]string{"Content-Type": "text/event-stream", "X-Accel-Buffering": "no", "Cache-Control": "no-cache, no-store"} {
		if got := res.Header.Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	lines := bufio.NewReader(res.Body)
	expect(t, lines, ": open", "")
	next <- "pending" // sent only after the header arrived: nothing is buffered
	expect(t, lines, "id: id-pending", "event: order", `data: {"status":"pending"}`, "")
	next <- "confirmed\ndata: forged"
	expect(t, lines, "id: id-confirmeddata: forged", "event: order", `data: {"status":"confirmed\ndata: forged"}`, "")
	close(next)
	if rest, err := io.ReadAll(lines); len(rest) != 0 || err != nil {
		t.Errorf("after the end: %q, %v", rest, err)
	}
}

func expect(t *testing.T, r *bufio.Reader, want ...string) {
	t.Helper()
	for _, line := range want {
		got, err := r.ReadString('\n')
		if strings.TrimSuffix(got, "\n") != line || err != nil {
			t.Fatalf("line = %q, %v; want %q", got, err, line)
		}
	}
}

func TestAStreamOutlivesTheServersTimeouts(t *testing.T) {
	_, url := streaming(t, func(ctx context.Context, w *httpapi.EventWriter) error {
		select {
		case <-ctx.Done(): // what a read time-out would do
			return ctx.Err()
		case <-time.After(500 * time.Millisecond):
		}
		return w.Send("", "order", status{"late"})
	})
	body, err := io.ReadAll(watch(t, url+"/watch").Body)
	if !strings.Contains(string(body), "late") || err != nil {
		t.Errorf("stream = %q, %v; want the late event", body, err)
	}
}

func TestStreamsEndWhenTheAPICloses(t *testing.T) {
	ended := make(chan struct{})
	api, url := streaming(t, func(ctx context.Context, w *httpapi.EventWriter) error {
		defer close(ended)
		<-ctx.Done()
		return ctx.Err()
	})
	res := watch(t, url+"/watch")
	api.Close()
	<-ended
	if body, err := io.ReadAll(res.Body); string(body) != ": open\n\n" || err != nil {
		t.Errorf("stream = %q, %v; want a clean end", body, err)
	}
}

func TestAStreamEndsWhenItsReaderLeaves(t *testing.T) {
	ended := make(chan struct{})
	_, url := streaming(t, func(ctx context.Context, w *httpapi.EventWriter) error {
		defer close(ended)
		<-ctx.Done()
		return ctx.Err()
	})
	watch(t, url+"/watch").Body.Close()
	<-ended
}

func TestAStreamThatCannotOpenIsAProblem(t *testing.T) {
	_, url := streaming(t, nil)
	res := watch(t, url+"/watch?fail=true")
	if res.StatusCode != 409 || res.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("= %d %s, want a 409 problem", res.StatusCode, res.Header.Get("Content-Type"))
	}
}
