package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"
)

// errUnknown is what the gateway's 404 becomes.
var errUnknown = errors.New("no such thing in the shop")

// patience is how long a page waits for its first data; after it the app asks itself.
const patience = 1500 * time.Millisecond

// shop reads what pages need from the gateway, anonymously.
type shop struct {
	base   *url.URL
	client *http.Client
	log    *slog.Logger
}

func newShop(gateway *url.URL, log *slog.Logger) *shop {
	return &shop{gateway, &http.Client{Timeout: patience, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}, log}
}

// money is as the API writes it.
type money struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
}

// decimal writes an amount in the major unit.
func (m money) decimal() string { return fmt.Sprintf("%d.%02d", m.Amount/100, m.Amount%100) }

// product is what the head needs of a product.
type product struct {
	Slug        string  `json:"slug"`
	Name        string  `json:"name"`
	Brand       string  `json:"brand"`
	Description string  `json:"description"`
	Status      string  `json:"status"`
	Price       *money  `json:"price"`
	Images      []image `json:"images"`
	Rating      struct {
		Average float64 `json:"average"`
		Count   int     `json:"count"`
	} `json:"rating"`
	Variants []struct {
		SKU       string `json:"sku"`
		Available int    `json:"available"`
	} `json:"variants"`
}

type image struct {
	URL string `json:"url"`
}

type category struct {
	Slug     string     `json:"slug"`
	Name     string     `json:"name"`
	Count    int        `json:"count"`
	Children []category `json:"children"`
}

// product returns a product as the head needs it, and whole for the app.
func (s *shop) product(ctx context.Context, slug string) (product, json.RawMessage, error) {
	raw, err := s.get(ctx, "/api/v1/products/"+url.PathEscape(slug), nil)
	if err != nil {
		return product{}, nil, err
	}
	var p product
	if err := json.Unmarshal(raw, &p); err != nil {
		return product{}, nil, fmt.Errorf("read product: %w", err)
	}
	return p, raw, nil
}

// category finds a category anywhere in the tree.
func (s *shop) category(ctx context.Context, slug string) (category, error) {
	tree, err := s.categories(ctx)
	if err != nil {
		return category{}, err
	}
	if c, ok := find(tree, slug); ok {
		return c, nil
	}
	return category{}, errUnknown
}

func (s *shop) categories(ctx context.Context) ([]category, error) {
	raw, err := s.get(ctx, "/api/v1/categories", nil)
	if err != nil {
		return nil, err
	}
	var list struct {
		Items []category `json:"items"`
	}
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, fmt.Errorf("read categories: %w", err)
	}
	return list.Items, nil
}

// slugs lists a page of product slugs and the cursor of the next one.
func (s *shop) slugs(ctx context.Context, cursor string) (slugs []string, next string, err error) {
	query := url.Values{"limit": {"100"}}
	if cursor != "" {
		query.Set("cursor", cursor)
	}
	raw, err := s.get(ctx, "/api/v1/products", query)
	if err != nil {
		return nil, "", err
	}
	var list struct {
		Items []struct {
			Slug string `json:"slug"`
		} `json:"items"`
		Next *string `json:"next"`
	}
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, "", fmt.Errorf("read products: %w", err)
	}
	for _, p := range list.Items {
		slugs = append(slugs, p.Slug)
	}
	if list.Next != nil {
		next = *list.Next
	}
	return slugs, next, nil
}

func (s *shop) get(ctx context.Context, path string, query url.Values) (json.RawMessage, error) {
	target := *s.base
	target.Path, target.RawQuery = path, query.Encode()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return nil, err
	}
	answer, err := s.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	switch answer.StatusCode {
	case http.StatusOK:
		return io.ReadAll(io.LimitReader(answer.Body, 4<<20))
	case http.StatusNotFound:
		return nil, errUnknown
	}
	return nil, fmt.Errorf("gateway answered %d", answer.StatusCode)
}

func find(tree []category, slug string) (category, bool) {
	for _, c := range tree {
		if c.Slug == slug {
			return c, true
		}
		if below, ok := find(c.Children, slug); ok {
			return below, true
		}
	}
	return category{}, false
}
