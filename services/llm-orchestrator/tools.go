package orchestrator

import (
	"context"
	"maps"
	"time"

	"github.com/askcart/askcart/services/llm-orchestrator/assistant"
	"github.com/askcart/askcart/services/llm-orchestrator/internal/peers"
	"github.com/askcart/askcart/services/llm-orchestrator/search"
	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/money"
)

// tools read for the caller whose identity the context carries: catalogue facts from the own index, orders, cart and stock
// from their services.
type tools struct {
	finder   *Search
	peers    *peers.Client
	currency money.Currency
}

// Search finds listed products.
func (t tools) Search(_ context.Context, text string, limit int) search.Result {
	return t.finder.Find(search.Request{
		Text: text, Limit: limit, Sort: search.Relevance, Filter: search.Filter{Currency: t.currency},
	}, false)
}

// Named returns the products that a text calls by name.
func (t tools) Named(text string) []*search.Item { return t.finder.index.Load().Named(text) }

// Product returns a listed product.
func (t tools) Product(id string) (*search.Item, bool) { return t.finder.index.Load().Item(id) }

// Stock asks inventory; when it does not answer, the copy that stock_changed keeps is told.
func (t tools) Stock(ctx context.Context, item *search.Item) (map[string]int64, time.Time) {
	levels := maps.Clone(item.Stock)
	if levels == nil {
		levels = map[string]int64{}
	}
	var skus []string
	for _, v := range item.Sold(t.currency) {
		skus = append(skus, v.SKU)
	}
	if live, err := t.peers.StockOf(ctx, skus); err == nil {
		maps.Copy(levels, live)
	}
	return levels, time.Now()
}

// Reviews returns what shoppers wrote, verified buyers first.
func (t tools) Reviews(ctx context.Context, productID string) ([]assistant.Review, error) {
	return reviewsOf(ctx, t.finder.db, productID)
}

// Cart returns the caller's cart.
func (t tools) Cart(ctx context.Context) (assistant.Cart, error) {
	return t.peers.CartOf(ctx, auth.From(ctx).Token, string(t.currency))
}

// Orders returns the caller's orders.
func (t tools) Orders(ctx context.Context) ([]assistant.Order, error) {
	return t.peers.OrdersOf(ctx, auth.From(ctx).Token)
}

// Currency is what prices are told in.
func (t tools) Currency() money.Currency { return t.currency }
