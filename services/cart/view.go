package cart

import (
	"github.com/askcart/askcart/shared/money"
)

// Problem is what keeps a line from being bought as it is.
type Problem string

// The problems, gravest first; a line tells of one.
const (
	Unavailable  Problem = "unavailable"   // not sold any more, or not in this currency
	OutOfStock   Problem = "out_of_stock"  // none left
	LowStock     Problem = "low_stock"     // fewer left than wanted
	PriceChanged Problem = "price_changed" // another price than when the line was last written
)

// View is a cart as its owner sees it, in one currency.
type View struct {
	ID       string         `json:"id" format:"uuid"`
	Version  int64          `json:"version" doc:"Raised by every effective change"`
	Currency money.Currency `json:"currency" enum:"USD,EUR,INR"`
	Lines    []LineView     `json:"lines"`
	Subtotal money.Money    `json:"subtotal" doc:"Sum of the line totals"`
}

// LineView is a line at the present price and availability.
type LineView struct {
	SKU       string            `json:"sku"`
	ProductID string            `json:"product_id" format:"uuid"`
	Name      string            `json:"name"`
	Image     *Image            `json:"image"`
	Options   map[string]string `json:"options"`
	UnitPrice money.Money       `json:"unit_price" doc:"The present price; in another currency when it is not sold in the cart's"`
	Quantity  int               `json:"quantity"`
	LineTotal money.Money       `json:"line_total" doc:"What the line adds to the subtotal; 0 while it is unavailable"`
	Available int64             `json:"available" doc:"Pieces that can be bought now"`
	Problem   *Problem          `json:"problem" doc:"What keeps the line from being bought as it is; null when nothing does"`
}

// view prices the cart in a currency. The only error is money.ErrOverflow.
func (c Cart) view(in money.Currency) (View, error) {
	v := View{ID: c.ID, Version: c.Version, Currency: in, Lines: []LineView{}, Subtotal: money.Of(0, in)}
	for _, l := range c.Lines {
		line, err := l.view(in)
		if err != nil {
			return View{}, err
		}
		if v.Subtotal, err = v.Subtotal.Add(line.LineTotal); err != nil {
			return View{}, err
		}
		v.Lines = append(v.Lines, line)
	}
	return v, nil
}

func (l Line) view(in money.Currency) (v LineView, err error) {
	price, sold := priceIn(l.Prices, in)
	v = LineView{
		SKU: l.SKU, ProductID: l.ProductID, Name: l.Name, Image: l.Image, Options: l.Options, Quantity: l.Quantity,
		Available: l.Available, UnitPrice: price, LineTotal: money.Of(0, in), Problem: l.problem(in),
	}
	if v.Options == nil {
		v.Options = map[string]string{}
	}
	if !sold {
		v.UnitPrice = money.Of(0, in)
		if len(l.Prices) > 0 {
			v.UnitPrice = l.Prices[0]
		}
	}
	if !l.OnSale {
		v.Available = 0
	}
	if l.OnSale && sold {
		v.LineTotal, err = price.Times(l.Quantity)
	}
	return v, err
}

// problem is the gravest one of a line, or nil.
func (l Line) problem(in money.Currency) *Problem {
	var p Problem
	now, sold := priceIn(l.Prices, in)
	then, seen := priceIn(l.Seen, in)
	switch {
	case !l.OnSale || !sold:
		p = Unavailable
	case l.Available <= 0:
		p = OutOfStock
	case l.Available < int64(l.Quantity):
		p = LowStock
	case !seen || then != now:
		p = PriceChanged
	default:
		return nil
	}
	return &p
}
