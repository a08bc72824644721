// Package peers reads other services with the caller's own token. It only ever asks with GET.
package peers

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/askcart/askcart/services/llm-orchestrator/assistant"
)

// mostBytes is the largest answer that is read.
const mostBytes = 4 << 20

// Client knows where the services are. The zero URL of one means that it cannot be reached.
type Client struct {
	Orders, Carts, Inventory string
	HTTP                     *http.Client
}

// New returns a client that waits for a service up to limit. Redirects are not followed: a token goes to nobody else.
func New(orders, carts, inventory string, limit time.Duration) *Client {
	return &Client{orders, carts, inventory, &http.Client{
		Timeout:       limit,
		Transport:     &http.Transport{MaxIdleConnsPerHost: 16, IdleConnTimeout: 30 * time.Second},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Close gives idle connections back.
func (c *Client) Close() { c.HTTP.CloseIdleConnections() }

// OrdersOf returns the token's owner's latest orders.
func (c *Client) OrdersOf(ctx context.Context, token string) ([]assistant.Order, error) {
	page, err := get[struct{ Items []assistant.Order }](ctx, c, c.Orders, "/api/v1/orders?limit=20", token)
	return page.Items, err
}

// CartOf returns the token's owner's cart, in a currency.
func (c *Client) CartOf(ctx context.Context, token, currency string) (assistant.Cart, error) {
	return get[assistant.Cart](ctx, c, c.Carts, "/api/v1/cart?currency="+url.QueryEscape(currency), token)
}

// StockOf returns what can be bought of each SKU now; unknown SKUs are left out.
func (c *Client) StockOf(ctx context.Context, skus []string) (map[string]int64, error) {
	type level struct {
		SKU       string
		Available int64
	}
	levels := map[string]int64{}
	for from := 0; from < len(skus); from += 100 {
		some := skus[from:min(from+100, len(skus))]
		page, err := get[struct{ Items []level }](ctx, c, c.Inventory, "/api/v1/inventory?skus="+url.QueryEscape(strings.Join(some, ",")), "")
		if err != nil {
			return nil, err
		}
		for _, l := range page.Items {
			levels[l.SKU] = l.Available
		}
	}
	return levels, nil
}

// get reads a path of a service; every failure is assistant.ErrUnreachable.
func get[T any](ctx context.Context, c *Client, base, path, token string) (out T, err error) {
	if base == "" {
		return out, assistant.ErrUnreachable
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, base+path, nil)
	if err != nil {
		return out, fmt.Errorf("%w: %w", assistant.ErrUnreachable, err)
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := c.HTTP.Do(request)
	if err != nil {
		return out, fmt.Errorf("%w: %w", assistant.ErrUnreachable, err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return out, fmt.Errorf("%w: status %d", assistant.ErrUnreachable, answer.StatusCode)
	}
	if err := json.NewDecoder(io.LimitReader(answer.Body, mostBytes)).Decode(&out); err != nil {
		return out, fmt.Errorf("%w: %w", assistant.ErrUnreachable, err)
	}
	return out, nil
}
