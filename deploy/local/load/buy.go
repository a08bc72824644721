package load

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Basket is one SKU that is about to be ordered.
type Basket struct {
	SKU      string
	Quantity int
	Method   string // of the sandbox provider
	Key      string // Idempotency-Key; a fresh one when empty
}

// Buy puts a basket into the shopper's cart, asks what it costs and orders it. The order is only
// placed, not decided.
func (s *Shopper) Buy(ctx context.Context, b Basket) (Order, error) {
	body, err := s.Prepare(ctx, b)
	if err != nil {
		return Order{}, err
	}
	return s.Place(ctx, body, b.Key)
}

// Place orders what Prepare prepared.
func (s *Shopper) Place(ctx context.Context, body map[string]any, key string) (Order, error) {
	if key == "" {
		key = uuid.NewString()
	}
	var o Order
	if err := s.Call(ctx, http.MethodPost, "/orders", body, &o, "Idempotency-Key", key); err != nil {
		return Order{}, fmt.Errorf("place: %w", err)
	}
	return o, nil
}

// Prepare fills the cart and returns the order to be placed, with the quoted total.
func (s *Shopper) Prepare(ctx context.Context, b Basket) (map[string]any, error) {
	var cart struct {
		ID      string `json:"id"`
		Version int64  `json:"version"`
	}
	if err := s.Call(ctx, http.MethodPut, "/cart/items/"+b.SKU, map[string]int{"quantity": b.Quantity}, &cart); err != nil {
		return nil, fmt.Errorf("cart: %w", err)
	}
	address := map[string]string{"name": "Ana Load", "line1": "1 Test Street", "city": "Portland", "region": "OR", "postal_code": "97201", "country": "US"}
	lines := []map[string]any{{"sku": b.SKU, "quantity": b.Quantity}}
	var quote struct {
		Totals struct {
			Total Money `json:"total"`
		} `json:"totals"`
	}
	asked := map[string]any{"lines": lines, "shipping_address": address, "shipping_method": "standard"}
	if err := s.Call(ctx, http.MethodPost, "/orders/quote", asked, &quote); err != nil {
		return nil, fmt.Errorf("quote: %w", err)
	}
	return map[string]any{
		"cart_id": cart.ID, "cart_version": cart.Version, "lines": lines, "email": "ana@example.com",
		"shipping_address": address, "shipping_method": "standard", "expected_total": quote.Totals.Total,
		"payment": map[string]string{"provider": "sandbox", "method": b.Method},
	}, nil
}

// Order reads an order.
func (s *Shopper) Order(ctx context.Context, id string) (Order, error) {
	var o Order
	return o, s.Call(ctx, http.MethodGet, "/orders/"+id, nil, &o)
}

// Follow watches an order's stream until until is satisfied or ctx ends, and connects again when
// the stream breaks. It returns the order as it was last seen.
func (s *Shopper) Follow(ctx context.Context, id string, until func(Order) bool) (Order, error) {
	var last Order
	for {
		err := s.watch(ctx, id, func(o Order) bool { last = o; return until(o) })
		if err == nil || ctx.Err() != nil {
			return last, err
		}
		select {
		case <-ctx.Done():
			return last, err
		case <-time.After(50 * time.Millisecond):
		}
	}
}

var errBroken = errors.New("the stream ended before the order did")

// watch reads one stream; nil means that seen was satisfied.
func (s *Shopper) watch(ctx context.Context, id string, seen func(Order) bool) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+"/orders/"+id+"/stream", nil)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+s.token)
	streaming := &http.Client{Transport: s.client.Transport} // a stream has no time-out
	answer, err := streaming.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("stream answered %d", answer.StatusCode)
	}
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		text, is := strings.CutPrefix(lines.Text(), "data:")
		if !is {
			continue
		}
		var o Order
		if err := json.Unmarshal([]byte(text), &o); err != nil {
			return fmt.Errorf("stream: %w", err)
		}
		if seen(o) {
			return nil
		}
	}
	return errors.Join(errBroken, lines.Err())
}
