package assistant

import (
	"context"
	"errors"
	"time"

	"github.com/askcart/askcart/services/llm-orchestrator/search"
	"github.com/askcart/askcart/shared/money"
)

// ErrUnreachable is what a tool returns when the service it reads does not answer.
var ErrUnreachable = errors.New("the service cannot be reached")

// Tools read for the shopper who asks, with the shopper's own rights. There is none that changes anything.
type Tools interface {
	// Search finds listed products for a text.
	Search(ctx context.Context, text string, limit int) search.Result
	// Named returns the products that a text calls by their names.
	Named(text string) []*search.Item
	// Product returns a listed product.
	Product(id string) (*search.Item, bool)
	// Stock returns what can be bought of the SKUs and when that was so.
	Stock(ctx context.Context, item *search.Item) (map[string]int64, time.Time)
	// Reviews returns what shoppers wrote of a product, newest first.
	Reviews(ctx context.Context, productID string) ([]Review, error)
	// Cart returns the caller's cart. ErrUnreachable.
	Cart(ctx context.Context) (Cart, error)
	// Orders returns the caller's orders, newest first. ErrUnreachable.
	Orders(ctx context.Context) ([]Order, error)
	// Currency is what prices are told in.
	Currency() money.Currency
}

// Review is a shopper's opinion.
type Review struct {
	Rating int
	Title  string
	Body   string
	At     time.Time
}

// Cart is the caller's cart as the cart service shows it.
type Cart struct {
	Lines []struct {
		SKU       string      `json:"sku"`
		ProductID string      `json:"product_id"`
		Name      string      `json:"name"`
		Quantity  int         `json:"quantity"`
		LineTotal money.Money `json:"line_total"`
		Problem   *string     `json:"problem"`
	} `json:"lines"`
	Subtotal money.Money `json:"subtotal"`
}

// Order is one of the caller's orders as the order service shows it.
type Order struct {
	ID           string  `json:"id"`
	Number       string  `json:"number"`
	Status       string  `json:"status"`
	CancelReason *string `json:"cancel_reason"`
	Lines        []struct {
		ProductID string `json:"product_id"`
		Name      string `json:"name"`
		Quantity  int    `json:"quantity"`
	} `json:"lines"`
	Totals struct {
		Total money.Money `json:"total"`
	} `json:"totals"`
	Shipment *struct {
		Carrier  string `json:"carrier"`
		Tracking string `json:"tracking"`
	} `json:"shipment"`
	RefundStatus string    `json:"refund_status"`
	CreatedAt    time.Time `json:"created_at"`
}
