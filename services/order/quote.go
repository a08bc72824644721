package order

import (
	"errors"
	"fmt"

	"github.com/askcart/askcart/services/order/pricing"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/problem"
)

// What can be wrong with what is to be quoted or ordered.
var (
	ErrUnknownSKU    = problem.New(problem.Invalid, "unknown_sku", "the shop does not have everything that was asked for")
	ErrUnknownMethod = problem.New(problem.Invalid, "unknown_shipping_method", "there is no such shipping method").
				WithFields(problem.Field{Path: "body.shipping_method", Message: "is not offered"})
	ErrTotalTooLarge = problem.New(problem.Invalid, "total_too_large", "the shop does not take orders this large")
	ErrPriceChanged  = problem.New(problem.Conflict, "price_changed", "the total is not the expected one; look at the quote")
	ErrOutOfStock    = problem.New(problem.Conflict, "out_of_stock", "there is not enough of everything")
	ErrOrdered       = problem.New(problem.Conflict, "cart_already_ordered", "this version of the cart is ordered already")
)

// Quote is what lines cost now.
type Quote struct {
	Lines           []Line           `json:"lines" doc:"What can be bought, in the order asked; what cannot is in problems only"`
	Totals          events.Totals    `json:"totals"`
	ShippingMethods []pricing.Method `json:"shipping_methods"`
	Problems        []Obstacle       `json:"problems" doc:"What an order of these lines would fail by"`
}

// Obstacle is what stands between a line and an order.
type Obstacle struct {
	SKU       string `json:"sku"`
	Code      string `json:"code" enum:"out_of_stock,low_stock,unavailable"`
	Asked     int    `json:"asked"`
	Available int64  `json:"available"`
}

// quote prices e by the catalogue's copy. A SKU that was never heard of is ErrUnknownSKU; one that is no
// longer sold, or not in this currency, is an obstacle and no line.
func quote(e Enquiry, catalogue map[string]offer, coupon *Coupon, rates pricing.Rates) (Quote, error) {
	q := Quote{Lines: []Line{}, Problems: []Obstacle{}}
	basket := pricing.Basket{Currency: e.Currency, Method: e.ShippingMethod}
	if coupon != nil {
		basket.Coupon = coupon.price()
	}
	if e.ShippingAddress != nil {
		basket.Country = e.ShippingAddress.Country
	}
	var unknown []problem.Field
	for i, wish := range e.Lines {
		o, known := catalogue[wish.SKU]
		if !known {
			unknown = append(unknown, problem.Field{Path: fmt.Sprintf("body.lines[%d].sku", i), Message: "is not known"})
			continue
		}
		if err := q.add(wish, o, e.Currency); err != nil {
			return Quote{}, err
		}
	}
	if unknown != nil {
		return Quote{}, ErrUnknownSKU.WithFields(unknown...)
	}
	for _, l := range q.Lines {
		basket.Items = append(basket.Items, pricing.Item{UnitPrice: l.UnitPrice, Quantity: l.Quantity})
	}
	totals, err := pricing.Totals(basket, rates)
	if err != nil {
		return Quote{}, refusal(err)
	}
	q.Totals, q.ShippingMethods = totals, pricing.Methods(totals.Subtotal)
	return q, nil
}

// add puts a wish among the lines and obstacles of q.
func (q *Quote) add(wish Wish, o offer, c money.Currency) error {
	price, sold := o.price(c)
	if !sold {
		q.Problems = append(q.Problems, Obstacle{SKU: wish.SKU, Code: "unavailable", Asked: wish.Quantity})
		return nil
	}
	line, err := o.line(price, wish.Quantity)
	if err != nil {
		return refusal(err)
	}
	q.Lines = append(q.Lines, line)
	if !o.short(wish.Quantity) {
		return nil
	}
	code := "low_stock"
	if *o.Available <= 0 {
		code = "out_of_stock"
	}
	q.Problems = append(q.Problems, Obstacle{SKU: wish.SKU, Code: code, Asked: wish.Quantity, Available: max(*o.Available, 0)})
	return nil
}

// shortages are the obstacles in the words of an order.
func (q Quote) shortages() []Shortage {
	list := make([]Shortage, len(q.Problems))
	for i, p := range q.Problems {
		list[i] = Shortage{SKU: p.SKU, Asked: p.Asked, Available: p.Available}
	}
	return list
}

// refusal says in the shopper's words why a basket has no price.
func refusal(err error) error {
	switch {
	case errors.Is(err, pricing.ErrUnknownMethod):
		return ErrUnknownMethod
	case errors.Is(err, pricing.ErrCouponNotApplicable):
		return ErrCouponNotApplicable
	case errors.Is(err, pricing.ErrTooLarge), errors.Is(err, money.ErrOverflow):
		return ErrTotalTooLarge
	default:
		return fmt.Errorf("price a basket: %w", err)
	}
}
