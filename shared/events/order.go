package events

import (
	"time"

	"github.com/askcart/askcart/shared/money"
)

// What order sends. Key: the order's id.
const (
	OrderCreated   Topic[Order]     = "order_created"
	OrderConfirmed Topic[Order]     = "order_confirmed"
	OrderCancelled Topic[Cancelled] = "order_cancelled"
	OrderShipped   Topic[Shipped]   = "order_shipped"
	OrderDelivered Topic[Shipped]   = "order_delivered"
	ReturnReceived Topic[Return]    = "return_received"
)

// Order is the snapshot that travels with every step of an order.
type Order struct {
	ID          string      `json:"id"`
	Number      string      `json:"number"`
	UserID      string      `json:"user_id"`
	Email       string      `json:"email"`
	Locale      string      `json:"locale"`
	CartID      string      `json:"cart_id"`
	CartVersion int64       `json:"cart_version"`
	Lines       []OrderLine `json:"lines"`
	Totals      Totals      `json:"totals"`
	Payment     PaymentWish `json:"payment"`
	Country     string      `json:"country" doc:"Of the shipping address, ISO 3166-1 alpha-2"`
	Deadline    time.Time   `json:"deadline"`
}

// OrderLine is what was ordered of one SKU, at the price it was ordered at.
type OrderLine struct {
	SKU       string      `json:"sku"`
	ProductID string      `json:"product_id"`
	Name      string      `json:"name"`
	Quantity  int         `json:"quantity"`
	UnitPrice money.Money `json:"unit_price"`
}

// Totals is what an order costs: total = subtotal − discount + shipping + tax.
type Totals struct {
	Subtotal money.Money `json:"subtotal"`
	Discount money.Money `json:"discount"`
	Shipping money.Money `json:"shipping"`
	Tax      money.Money `json:"tax"`
	Total    money.Money `json:"total"`
}

// PaymentWish is how the shopper wants to pay.
type PaymentWish struct {
	Provider string `json:"provider" enum:"sandbox,stripe,razorpay,cod"`
	Method   string `json:"method"`
}

// Cancelled is an order that ended, and why.
type Cancelled struct {
	Order
	Reason string `json:"reason" doc:"out_of_stock, payment_failed, deadline, shopper, staff or capture_failed"`
}

// Shipped is an order on its way.
type Shipped struct {
	Order
	Carrier  string `json:"carrier"`
	Tracking string `json:"tracking"`
}

// Return is goods that came back. ID is the key of its refund and its restock.
type Return struct {
	ID      string       `json:"id"`
	OrderID string       `json:"order_id"`
	UserID  string       `json:"user_id"`
	Lines   []ReturnLine `json:"lines"`
	Refund  money.Money  `json:"refund"`
}

// ReturnLine is how many of a SKU came back, and whether they can be sold again.
type ReturnLine struct {
	SKU      string `json:"sku"`
	Quantity int    `json:"quantity"`
	Restock  bool   `json:"restock"`
}
