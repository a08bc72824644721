package fire

import (
	"bufio"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestAnswersAreReadToTheirEnd(t *testing.T) {
	t.Parallel()
	const next = "HTTP/1.1 204 No Content\r\n\r\n"
	tests := []struct {
		name, text string
		status     int
		length     int64
	}{
		{"with a length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, 5},
		{"in chunks", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n3\r\n..!\r\n0\r\n\r\n", 200, 8},
		{"a refusal", "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 2\r\n\r\n{}", 429, 2},
		{"without a body", next, 204, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			in := bufio.NewReader(strings.NewReader(test.text + next))
			status, length, err := answer(in)
			if err != nil || status != test.status || length != test.length {
				t.Errorf("answer = %d, %d, %v; want %d, %d", status, length, err, test.status, test.length)
			}
			if status, _, err := answer(in); err != nil || status != 204 {
				t.Errorf("the answer after it = %d, %v; want 204: the first was not read to its end", status, err)
			}
		})
	}
}

func TestAnswersOfUnknownLengthAreRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "HTTP/1.1 200 OK\r\n\r\nhello", "HTTP/1.0 200 OK\r\n\r\n", "HTTP/1.1 2xx\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello"} {
		if status, _, err := answer(bufio.NewReader(strings.NewReader(text))); err == nil {
			t.Errorf("answer(%q) = %d, want an error", text, status)
		}
	}
}

func TestEveryRequestIsAnsweredAndCounted(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	seen := map[string]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		seen[r.Method+" "+r.URL.Path+" "+string(body)+r.Header.Get("X-User")]++
		mu.Unlock()
		if r.Method == http.MethodPost {
			w.WriteHeader(http.StatusTeapot)
		}
		_, _ = w.Write([]byte("ok"))
	}))
	defer server.Close()
	host := server.Listener.Addr().String()
	requests := []Request{Get(host, "/a"), Post(host, "/b", []byte("{}"), "X-User: me")}
	v, err := For(t.Context(), 50*time.Millisecond, host, 3, func(connection, n int) Request { return requests[(connection+n)%2] })
	if err != nil {
		t.Fatal(err)
	}
	gets, posts := seen["GET /a "], seen["POST /b {}me"]
	if gets == 0 || posts == 0 || len(seen) != 2 {
		t.Fatalf("the server saw %v", seen)
	}
	if v.Answers != gets+posts || v.Refused != posts || len(v.Latencies) != v.Answers || v.Bytes != int64(2*v.Answers) {
		t.Errorf("counted %d answers, %d refused, %d latencies, %d bytes; the server saw %v", v.Answers, v.Refused, len(v.Latencies), v.Bytes, seen)
	}
}

func TestABrokenConnectionIsAnError(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Connection", "close") }))
	defer server.Close()
	host := server.Listener.Addr().String()
	if _, err := For(t.Context(), time.Second, host, 2, Always(Get(host, "/"))); err == nil {
		t.Error("no error although the server closed every connection")
	}
}
