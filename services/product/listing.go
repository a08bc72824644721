package product

import (
	"maps"
	"slices"
	"strings"

	"github.com/askcart/askcart/shared/money"
)

// Listing is what a list shows and filters of a product in one currency. The JSON names are those of its columns.
type Listing struct {
	Currency     money.Currency `json:"currency"`
	ProductID    string         `json:"product_id"`
	Slug         string         `json:"slug"`
	Name         string         `json:"name"`
	Brand        string         `json:"brand"`
	Category     string         `json:"category"`
	Path         []string       `json:"path"`
	ImageURL     string         `json:"image_url"`
	ImageAlt     string         `json:"image_alt"`
	Price        int64          `json:"price"` // of the cheapest variant, minor units
	CompareAt    *int64         `json:"compare_at"`
	RatingTenths int64          `json:"rating_tenths"`
	RatingCount  int64          `json:"rating_count"`
	SKUs         []string       `json:"skus"`       // that have a price in the currency
	InStock      int64          `json:"in_stock"`   // how many of them can be bought
	Attributes   []string       `json:"attributes"` // name:value
	Words        string         `json:"words"`      // what the text filter looks through
}

// listings returns the product's rows in the lists: none unless it is active, one for each currency it is sold in.
// stock says what can be bought of a SKU.
func (p Product) listings(stock map[string]int64) []Listing {
	if p.Status != Active {
		return nil
	}
	var rows []Listing
	for _, c := range money.Currencies {
		variant, price, sold := p.cheapest(c)
		if !sold {
			continue
		}
		l := p.listing()
		l.Currency, l.Price, l.CompareAt = c, price, variant.compareAt(c)
		l.SKUs = []string{}
		for _, v := range p.Variants {
			if _, ok := v.price(c); !ok {
				continue
			}
			l.SKUs = append(l.SKUs, v.SKU)
			if stock[v.SKU] > 0 {
				l.InStock++
			}
		}
		rows = append(rows, l)
	}
	return rows
}

// listing is what is the same in every currency.
func (p Product) listing() Listing {
	rating := p.rating()
	l := Listing{
		ProductID: p.ID, Slug: p.Slug, Name: p.Name, Brand: p.Brand,
		Category: p.Category[len(p.Category)-1], Path: p.Category,
		RatingTenths: rating.Tenths, RatingCount: rating.Count, Attributes: []string{},
	}
	if len(p.Images) > 0 {
		l.ImageURL, l.ImageAlt = p.Images[0].URL, p.Images[0].Alt
	}
	words := append([]string{p.Name, p.Brand}, p.Category...)
	for _, key := range slices.Sorted(maps.Keys(p.Attributes)) {
		l.Attributes = append(l.Attributes, key+":"+p.Attributes[key])
		words = append(words, p.Attributes[key])
	}
	for _, v := range p.Variants {
		words = append(words, slices.Sorted(maps.Values(v.Options))...)
	}
	l.Words = strings.Join(words, " ")
	return l
}
