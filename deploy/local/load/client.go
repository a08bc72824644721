package load

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"
)

// Money is as the API writes it.
type Money struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
}

// Order is what a shopper needs to know of an order.
type Order struct {
	ID           string `json:"id"`
	Number       string `json:"number"`
	Status       string `json:"status"`
	CancelReason string `json:"cancel_reason"`
	Payment      struct {
		ID     string `json:"id"`
		Status string `json:"status"`
	} `json:"payment"`
}

// Final reports that the order is decided: paid for, or ended.
func (o Order) Final() bool {
	return o.Status == "confirmed" || o.Status == "cancelled" || o.Status == "shipped" || o.Status == "delivered"
}

// Refusal is a 4xx answer.
type Refusal struct {
	Status int
	Code   string `json:"code"`
	Body   []byte `json:"-"`
}

func (r *Refusal) Error() string { return fmt.Sprintf("answered %d %s", r.Status, r.Code) }

// Shopper is one guest and their token.
type Shopper struct {
	base    string
	token   string
	client  *http.Client
	repeats atomic.Int64
}

// NewShopper is a visitor without a token yet.
func NewShopper(gateway string, client *http.Client) *Shopper {
	return &Shopper{base: gateway + "/api/v1", client: client}
}

// NewClient returns an HTTP client for many shoppers at a time.
func NewClient() *http.Client {
	return &http.Client{
		Timeout:   15 * time.Second,
		Transport: &http.Transport{MaxIdleConnsPerHost: 256, MaxConnsPerHost: 0, IdleConnTimeout: 30 * time.Second},
	}
}

// Arrive gets the shopper a guest's token.
func (s *Shopper) Arrive(ctx context.Context) error {
	var answer struct {
		Token string `json:"access_token"`
	}
	if err := s.Call(ctx, http.MethodPost, "/auth/guest", nil, &answer); err != nil {
		return fmt.Errorf("arrive: %w", err)
	}
	s.token = answer.Token
	return nil
}

// Call sends a request until it is answered: a lost answer, a 5xx and a 409 that says "still
// running" are asked again, so the request must be one that may be repeated.
func (s *Shopper) Call(ctx context.Context, method, path string, body, into any, headers ...string) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	wait := 20 * time.Millisecond
	for {
		again, err := s.once(ctx, method, path, text, into, headers)
		if !again || ctx.Err() != nil {
			return err
		}
		s.repeats.Add(1)
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
		}
		wait = min(2*wait, 500*time.Millisecond)
	}
}

// once sends a request; again says that it makes sense to repeat it.
func (s *Shopper) once(ctx context.Context, method, path string, text []byte, into any, headers []string) (again bool, err error) {
	var body io.Reader
	if string(text) != "null" {
		body = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(ctx, method, s.base+path, body)
	if err != nil {
		return false, err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if s.token != "" {
		r.Header.Set("Authorization", "Bearer "+s.token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := s.client.Do(r)
	if err != nil {
		return true, err
	}
	defer func() { _ = answer.Body.Close() }()
	got, err := io.ReadAll(answer.Body)
	switch {
	case err != nil:
		return true, err
	case answer.StatusCode >= 500 || answer.StatusCode == http.StatusTooManyRequests:
		return true, fmt.Errorf("%s %s answered %d", method, path, answer.StatusCode)
	case answer.StatusCode >= 400:
		refusal := &Refusal{Status: answer.StatusCode, Body: got}
		_ = json.Unmarshal(got, refusal) // without a code the status has to do
		return refusal.Code == "idempotency_in_progress", refusal
	case into == nil:
		return false, nil
	}
	return false, json.Unmarshal(got, into)
}

// code is the problem code of a refusal, or empty.
func code(err error) string {
	if r, ok := errors.AsType[*Refusal](err); ok {
		return r.Code
	}
	return ""
}
