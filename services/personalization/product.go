package personalization

import (
	"maps"
	"slices"
	"strings"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/problem"
)

// ErrProduct is a product that is not known or not sold.
var ErrProduct = problem.New(problem.NotFound, "product_not_found", "there is no such product")

// Product is what the catalogue last told of a product, as far as it is shown or compared here. The JSON names are those
// of its columns.
type Product struct {
	ID           string            `json:"id"`
	Slug         string            `json:"slug"`
	Name         string            `json:"name"`
	Brand        string            `json:"brand"`
	Category     []string          `json:"category"` // slugs from the root to the product's own category
	Attributes   map[string]string `json:"attributes"`
	Image        *Image            `json:"image"`
	RatingTenths int64             `json:"rating_tenths"`
	RatingCount  int64             `json:"rating_count"`
	Active       bool              `json:"active"`
	Version      int64             `json:"version"`
	Variants     []Variant         `json:"variants"`
}

// Variant is one SKU of a product and what can be bought of it.
type Variant struct {
	SKU        string           `json:"sku"`
	Position   int              `json:"position"`
	Prices     []money.Money    `json:"prices"` // at most one for each currency
	Currencies []money.Currency `json:"currencies"`
	CompareAt  *money.Money     `json:"compare_at"`
	Available  int64            `json:"-"` // pieces; 0 until inventory has told
}

// Image is a picture of a product.
type Image struct {
	URL string `json:"url"`
	Alt string `json:"alt"`
}

// copied takes out of a snapshot what is kept here.
func copied(p events.Product) Product {
	c := Product{
		ID: p.ID, Slug: p.Slug, Name: p.Name, Brand: p.Brand, Category: p.Category, Attributes: p.Attributes,
		RatingTenths: p.Rating.Tenths, RatingCount: p.Rating.Count, Active: p.Status == "active", Version: p.Version,
		Variants: []Variant{},
	}
	if len(p.Images) > 0 {
		c.Image = &Image{URL: p.Images[0].URL, Alt: p.Images[0].Alt}
	}
	for i, v := range p.Variants {
		if v.Removed {
			continue
		}
		copy := Variant{SKU: v.SKU, Position: i, Prices: v.Prices, CompareAt: v.CompareAt}
		for _, m := range v.Prices {
			copy.Currencies = append(copy.Currencies, m.Currency)
		}
		c.Variants = append(c.Variants, copy)
	}
	return c
}

// own is the slug of the product's own category, root that of the shelf it stands on; empty without categories.
func (p Product) own() string {
	if len(p.Category) == 0 {
		return ""
	}
	return p.Category[len(p.Category)-1]
}

func (p Product) root() string {
	if len(p.Category) == 0 {
		return ""
	}
	return p.Category[0]
}

// price returns the variant's price in a currency, if it is sold in it.
func (v Variant) price(in money.Currency) (money.Money, bool) {
	i := slices.IndexFunc(v.Prices, func(m money.Money) bool { return m.Currency == in })
	if i < 0 {
		return money.Money{}, false
	}
	return v.Prices[i], true
}

// titled makes "Kitchen tools" of kitchen-tools.
func titled(slug string) string {
	words := strings.ReplaceAll(slug, "-", " ")
	return strings.ToUpper(words[:min(1, len(words))]) + words[min(1, len(words)):]
}

// likeness says how much two products have in common, from 0 to 1: half of it how far their categories agree, three
// tenths the share of attributes that are the same (Jaccard), two tenths the brand. It is the same both ways.
func likeness(a, b Product) float64 {
	l := 0.5 * agreement(a.Category, b.Category)
	l += 0.3 * overlap(a.Attributes, b.Attributes)
	if a.Brand != "" && a.Brand == b.Brand {
		l += 0.2
	}
	return l
}

// agreement is the part of the longer path that both begin with.
func agreement(a, b []string) float64 {
	same := 0
	for same < min(len(a), len(b)) && a[same] == b[same] {
		same++
	}
	return float64(same) / float64(max(len(a), len(b), 1))
}

// overlap is how many attributes are the same of all that either has.
func overlap(a, b map[string]string) float64 {
	same, all := 0, len(b)
	for key := range maps.Keys(a) {
		value, has := b[key]
		switch {
		case !has:
			all++
		case value == a[key]:
			same++
		}
	}
	return float64(same) / float64(max(all, 1))
}
