package order

import (
	"strconv"
	"time"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/problem"
)

// What can go wrong with an order that exists, or does not.
var (
	ErrNotFound     = problem.New(problem.NotFound, "order_not_found", "there is no such order for you")
	ErrShipped      = problem.New(problem.Conflict, "order_shipped", "the parcel has left; it can be returned, not cancelled")
	ErrNotShippable = problem.New(problem.Conflict, "order_not_shippable", "only a confirmed order can be shipped")
	ErrUnpaid       = problem.New(problem.Conflict, "payment_not_captured", "the money is not captured yet; nothing leaves before it is")
	ErrNotOnItsWay  = problem.New(problem.Conflict, "order_not_shipped", "only a shipped order can be delivered")
	ErrStaffOnly    = problem.New(problem.Forbidden, "forbidden", "only staff may see everybody's orders")
)

// Order is an order as its owner and the staff see it.
type Order struct {
	ID              string         `json:"id" format:"uuid"`
	Number          string         `json:"number" doc:"For people, as in A-10482"`
	Status          Status         `json:"status" enum:"pending,reserved,confirmed,shipped,delivered,cancelled"`
	CancelReason    *string        `json:"cancel_reason" doc:"out_of_stock, payment_failed, deadline, shopper, staff or capture_failed; null unless cancelled"`
	Shortages       []Shortage     `json:"shortages" doc:"What an order cancelled for want of stock was short of"`
	Email           string         `json:"email"`
	Lines           []Line         `json:"lines"`
	Totals          events.Totals  `json:"totals"`
	ShippingAddress Address        `json:"shipping_address"`
	ShippingMethod  string         `json:"shipping_method"`
	Coupon          *string        `json:"coupon"`
	Shipment        *Shipment      `json:"shipment" doc:"null until shipped"`
	Payment         Payment        `json:"payment"`
	RefundStatus    RefundStatus   `json:"refund_status" enum:"none,pending,partial,done"`
	Timeline        []TimelineItem `json:"timeline" doc:"What happened, oldest first"`
	Deadline        time.Time      `json:"deadline" doc:"An order that is neither paid nor cancelled by then is cancelled; later once when the shopper has to act"`
	CreatedAt       time.Time      `json:"created_at"`

	userID      string
	locale      string
	cartID      string
	cartVersion int64
	payment     paymentCopy
	version     int64   // raised by every change
	secondsIn   float64 // spent in the present status, by the database's clock
}

// Line is one SKU of an order or a quote, as the catalogue had it at that moment.
type Line struct {
	SKU       string            `json:"sku"`
	ProductID string            `json:"product_id"`
	Name      string            `json:"name"`
	Image     *Image            `json:"image"`
	Options   map[string]string `json:"options" doc:"Which variant, as in size: 42"`
	UnitPrice money.Money       `json:"unit_price"`
	Quantity  int               `json:"quantity"`
	LineTotal money.Money       `json:"line_total"`
}

// Image is a picture of what was bought.
type Image struct {
	_   struct{} `nullable:"true"`
	URL string   `json:"url"`
	Alt string   `json:"alt"`
}

// Shipment is who carries the parcel.
type Shipment struct {
	_        struct{} `nullable:"true"`
	Carrier  string   `json:"carrier"`
	Tracking string   `json:"tracking"`
}

// Parcel is what staff say of a shipment.
type Parcel struct {
	Carrier  string `json:"carrier" minLength:"1" maxLength:"100"`
	Tracking string `json:"tracking" minLength:"1" maxLength:"100" doc:"The carrier's number of the parcel"`
}

// TimelineItem is something the shopper may know of an order's way.
type TimelineItem struct {
	At     time.Time `json:"at"`
	Type   string    `json:"type" doc:"placed, inventory_reserved, payment_declined, confirmed, shipped, …"`
	Detail string    `json:"detail"`
}

// Shortage is what was asked of a SKU and what there was.
type Shortage struct {
	SKU       string `json:"sku"`
	Asked     int    `json:"asked"`
	Available int64  `json:"available"`
}

func shortages(of []events.Shortage) []Shortage {
	list := make([]Shortage, len(of))
	for i, s := range of {
		list[i] = Shortage(s)
	}
	return list
}

// tag names this version of the order in a stream.
func (o Order) tag() string { return strconv.FormatInt(o.version, 10) }

// check finds what the schema cannot say. Tracking numbers may be any digits.
func (p Parcel) check() error {
	c := checker{path: "body"}
	c.plain("carrier", p.Carrier)
	c.plain("tracking", p.Tracking)
	return c.err()
}

func (o Order) state() State { return State{Status: o.Status, Secured: o.payment.secured()} }

// event is the snapshot that travels with every step.
func (o Order) event() events.Order {
	lines := make([]events.OrderLine, len(o.Lines))
	for i, l := range o.Lines {
		lines[i] = events.OrderLine{SKU: l.SKU, ProductID: l.ProductID, Name: l.Name, Quantity: l.Quantity, UnitPrice: l.UnitPrice}
	}
	return events.Order{
		ID: o.ID, Number: o.Number, UserID: o.userID, Email: o.Email, Locale: o.locale,
		CartID: o.cartID, CartVersion: o.cartVersion, Lines: lines, Totals: o.Totals,
		Payment: events.PaymentWish{Provider: o.payment.Provider, Method: o.payment.Method},
		Country: o.ShippingAddress.Country, Deadline: o.Deadline,
	}
}

func (o Order) cancelled() events.Cancelled {
	c := events.Cancelled{Order: o.event()}
	if o.CancelReason != nil {
		c.Reason = *o.CancelReason
	}
	return c
}

func (o Order) shipped() events.Shipped {
	s := events.Shipped{Order: o.event()}
	if o.Shipment != nil {
		s.Carrier, s.Tracking = o.Shipment.Carrier, o.Shipment.Tracking
	}
	return s
}
