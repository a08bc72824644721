package servicetest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Client speaks to a running service, as whoever As says.
type Client struct {
	t     testing.TB
	base  string
	token string
	http  *http.Client
}

func newHTTP(t testing.TB) *http.Client {
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// As returns a client that sends token; empty is anonymous.
func (c *Client) As(token string) *Client {
	other := *c
	other.token = token
	return &other
}

// URL is the address of a path of the service.
func (c *Client) URL(path string) string { return c.base + path }

// Response is what a service answered.
type Response struct {
	t      testing.TB
	Asked  string // method and path
	Status int
	Header http.Header
	Body   string
}

// Get asks for a path; headers are lines such as "If-None-Match: x".
func (c *Client) Get(path string, headers ...string) *Response {
	c.t.Helper()
	return c.Do(http.MethodGet, path, nil, headers...)
}

// Post sends body, a string as it is, anything else as JSON.
func (c *Client) Post(path string, body any, headers ...string) *Response {
	c.t.Helper()
	return c.Do(http.MethodPost, path, body, headers...)
}

// Put is as Post.
func (c *Client) Put(path string, body any, headers ...string) *Response {
	c.t.Helper()
	return c.Do(http.MethodPut, path, body, headers...)
}

// Patch is as Post.
func (c *Client) Patch(path string, body any, headers ...string) *Response {
	c.t.Helper()
	return c.Do(http.MethodPatch, path, body, headers...)
}

// Delete asks to delete a path.
func (c *Client) Delete(path string, headers ...string) *Response {
	c.t.Helper()
	return c.Do(http.MethodDelete, path, nil, headers...)
}

// Do sends a request and reads the whole answer.
func (c *Client) Do(method, path string, body any, headers ...string) *Response {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, reader(c.t, body))
	if err != nil {
		c.t.Fatal(err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ":")
		r.Header.Set(name, strings.TrimSpace(value))
	}
	answer, err := c.http.Do(r)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	return &Response{c.t, method + " " + path, answer.StatusCode, answer.Header, string(text)}
}

func reader(t testing.TB, body any) io.Reader {
	t.Helper()
	switch b := body.(type) {
	case nil:
		return nil
	case string:
		return strings.NewReader(b)
	case []byte:
		return bytes.NewReader(b)
	case io.Reader:
		return b
	}
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(text)
}

// Want checks the status and that the body holds each fragment; one that begins with ! must be
// absent. It returns r.
func (r *Response) Want(status int, fragments ...string) *Response {
	r.t.Helper()
	if r.Status != status {
		r.t.Errorf("%s = %d, want %d: %s", r.Asked, r.Status, status, r.Body)
		return r
	}
	for _, f := range fragments {
		absent, unwanted := strings.CutPrefix(f, "!")
		if unwanted == strings.Contains(r.Body, absent) {
			r.t.Errorf("%s: body lacks (or must lack) %s: %s", r.Asked, f, r.Body)
		}
	}
	return r
}

// JSON decodes a response's body.
func JSON[T any](r *Response) T {
	r.t.Helper()
	var v T
	if err := json.Unmarshal([]byte(r.Body), &v); err != nil {
		r.t.Fatalf("%s: %v in %s", r.Asked, err, r.Body)
	}
	return v
}
