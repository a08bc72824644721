package order

import (
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
)

// offer is what the catalogue says of one SKU: the copy that product_* and stock_changed keep true.
type offer struct {
	SKU       string            `json:"sku"`
	ProductID string            `json:"product_id"`
	Name      string            `json:"name"`
	Image     *Image            `json:"image"`
	Options   map[string]string `json:"options"`
	Prices    []money.Money     `json:"prices"`
	OnSale    bool              `json:"on_sale"`
	Available *int64            `json:"-"` // nil while inventory has not been heard of
}

// offers are the SKUs of a product; those that nobody can buy now are in it too.
func offers(p events.Product) []offer {
	list := make([]offer, 0, len(p.Variants))
	for _, v := range p.Variants {
		o := offer{
			SKU: v.SKU, ProductID: p.ID, Name: p.Name, Options: v.Options, Prices: v.Prices,
			OnSale: p.Status == "active" && !v.Removed,
		}
		if len(p.Images) > 0 {
			o.Image = &Image{URL: p.Images[0].URL, Alt: p.Images[0].Alt}
		}
		list = append(list, o)
	}
	return list
}

// price is what one costs in c; false when it cannot be bought in c.
func (o offer) price(c money.Currency) (money.Money, bool) {
	for _, p := range o.Prices {
		if p.Currency == c && o.OnSale {
			return p, true
		}
	}
	return money.Money{}, false
}

// short reports whether the shop knows that it has fewer than q.
func (o offer) short(q int) bool { return o.Available != nil && *o.Available < int64(q) }

// line is q of it at its present price.
func (o offer) line(price money.Money, q int) (Line, error) {
	total, err := price.Times(q)
	if err != nil {
		return Line{}, err
	}
	options := o.Options
	if options == nil {
		options = map[string]string{}
	}
	return Line{
		SKU: o.SKU, ProductID: o.ProductID, Name: o.Name, Image: o.Image, Options: options,
		UnitPrice: price, Quantity: q, LineTotal: total,
	}, nil
}
