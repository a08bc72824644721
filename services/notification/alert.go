package notification

import (
	"slices"
	"time"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/problem"
)

// What an alert can wait for.
const (
	BackInStock = "back_in_stock"
	PriceDrop   = "price_drop"
)

// maxAlerts is how many alerts of one user may wait at a time.
const maxAlerts = 200

// Alert is a wish to be told of something about a SKU, once.
type Alert struct {
	ID        string       `json:"id" format:"uuid"`
	SKU       string       `json:"sku"`
	Kind      string       `json:"kind" enum:"back_in_stock,price_drop"`
	Price     *money.Money `json:"price,omitempty" doc:"What it has to fall below; of a price_drop"`
	CreatedAt time.Time    `json:"created_at"`
}

// Wish is what a shopper asks to be told of.
type Wish struct {
	SKU      string         `json:"sku" minLength:"1" maxLength:"200" doc:"Upper and lower case differ"`
	Kind     string         `json:"kind" enum:"back_in_stock,price_drop"`
	Currency money.Currency `json:"currency,omitempty" enum:"USD,EUR,INR" doc:"Of the price to watch; the shop's when not given"`
}

// Errors that whoever makes or ends an alert reads.
var (
	ErrSKU     = problem.New(problem.NotFound, "sku_not_found", "there is no such article")
	ErrNoAlert = problem.New(problem.NotFound, "alert_not_found", "there is no such alert of yours")
	ErrNoPrice = problem.New(problem.Invalid, "not_sold_in_currency", "the article has no price in this currency")
	ErrTooMany = problem.New(problem.Conflict, "too_many_alerts", "you have as many alerts as there may be; end one first")
	errNoUse   = problem.New(problem.Invalid, "currency_not_used", "only a price_drop has a currency").WithFields(
		problem.Field{Path: "body.currency", Message: "only for a price_drop"})
)

// Variant is a SKU as the catalogue and inventory last told of it.
type Variant struct {
	SKU          string        `db:"sku"`
	Name         string        `db:"name"`
	Slug         string        `db:"slug"`
	Prices       []money.Money `db:"prices"`
	OnSale       bool          `db:"on_sale"`
	Available    int64         `db:"available"`
	StockVersion int64         `db:"stock_version"`
}

// buyable reports whether somebody could buy a piece now.
func (v Variant) buyable() bool { return v.OnSale && v.Available > 0 }

// same reports whether nothing about v is different that an alert could wait for.
func (v Variant) same(w Variant) bool {
	return v.buyable() == w.buyable() && v.OnSale == w.OnSale && slices.Equal(v.Prices, w.Prices)
}

// priceIn is the price in a currency, if it is sold in it.
func (v Variant) priceIn(c money.Currency) (money.Money, bool) {
	i := slices.IndexFunc(v.Prices, func(m money.Money) bool { return m.Currency == c })
	if i < 0 {
		return money.Money{}, false
	}
	return v.Prices[i], true
}

// watched is an alert that waits, with what it remembers.
type watched struct {
	ID       string
	Kind     string
	Price    *int64
	Currency *money.Currency
}

// fires reports whether the step from one state of a SKU to the next is what w waits for, and what to tell of it. A price
// counts only while the SKU is on sale.
func (w watched) fires(before, after Variant) (details, bool) {
	d := details{SKU: after.SKU, Slug: after.Slug, Product: after.Name}
	if w.Kind == BackInStock {
		return d, !before.buyable() && after.buyable()
	}
	if w.Price == nil || w.Currency == nil || !after.OnSale {
		return d, false
	}
	now, ok := after.priceIn(*w.Currency)
	d.Before, d.Now = money.Of(*w.Price, *w.Currency).String(), now.String()
	return d, ok && now.Amount < *w.Price
}

// merge returns v as a product's snapshot says it now is.
func (v Variant) merge(p events.Product, s events.Variant) Variant {
	v.Name, v.Slug, v.Prices = p.Name, p.Slug, s.Prices
	v.OnSale = p.Status == "active" && !s.Removed
	return v
}
