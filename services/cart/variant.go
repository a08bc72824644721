package cart

import (
	"slices"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
)

// Variant is a SKU as the catalogue and inventory last told of it.
type Variant struct {
	SKU       string            `db:"sku"`
	ProductID string            `db:"product_id"`
	Name      string            `db:"name"`
	Image     *Image            `db:"image"`
	Options   map[string]string `db:"options"`
	Prices    []money.Money     `db:"prices"`    // one for each currency it is sold in
	OnSale    bool              `db:"on_sale"`   // of an active product and not removed
	Available int64             `db:"available"` // pieces; 0 until inventory has told
	Revision  int64             `db:"revision"`  // grows whenever anything above changes
}

// Image is a picture of a product.
type Image struct {
	_   struct{} `nullable:"true"`
	URL string   `json:"url"`
	Alt string   `json:"alt"`
}

// priceIn is the price in a currency, if there is one.
func priceIn(prices []money.Money, c money.Currency) (money.Money, bool) {
	i := slices.IndexFunc(prices, func(m money.Money) bool { return m.Currency == c })
	if i < 0 {
		return money.Money{}, false
	}
	return prices[i], true
}

// variants takes out of a product's snapshot what carts show.
func variants(p events.Product) []Variant {
	var image *Image
	if len(p.Images) > 0 {
		image = &Image{URL: p.Images[0].URL, Alt: p.Images[0].Alt}
	}
	all := make([]Variant, 0, len(p.Variants))
	for _, v := range p.Variants {
		all = append(all, Variant{
			SKU: v.SKU, ProductID: p.ID, Name: p.Name, Image: image, Options: v.Options, Prices: v.Prices,
			OnSale: p.Status == "active" && !v.Removed,
		})
	}
	return all
}
