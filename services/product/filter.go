package product

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/askcart/askcart/shared/money"
)

// Filter narrows a list. The zero value of each part but Currency lets everything pass.
type Filter struct {
	Currency   money.Currency      `json:"c"`
	Words      []string            `json:"w"` // each begins a word of the product
	Category   string              `json:"g"` // slug; what is below it counts too
	Brands     []string            `json:"b"` // any of them
	PriceMin   *int64              `json:"n"` // minor units, included
	PriceMax   *int64              `json:"x"` // minor units, included
	InStock    bool                `json:"s"`
	RatingMin  int64               `json:"r"` // tenths of a star
	Attributes map[string][]string `json:"a"` // for each name any of the values
}

// Sort is the order of a list.
type Sort string

// The orders. Ties of price are in the order of age, ties of rating in that of the number of reviews.
const (
	Newest    Sort = "newest"
	PriceAsc  Sort = "price_asc"
	PriceDesc Sort = "price_desc"
	BestRated Sort = "rating"
)

// Place is where a page ended: the sort key of its last listing. It belongs to one order and one currency.
type Place struct {
	Sort     Sort           `json:"s"`
	Currency money.Currency `json:"c"`
	ID       string         `json:"i"`
	Price    int64          `json:"p,omitempty"`
	Tenths   int64          `json:"t,omitempty"`
	Count    int64          `json:"n,omitempty"`
}

// place is where a page that ends with l ended.
func (l Shown) place(c money.Currency, s Sort) Place {
	at := Place{Sort: s, Currency: c, ID: l.ProductID}
	switch s {
	case PriceAsc, PriceDesc:
		at.Price = l.Price
	case BestRated:
		at.Tenths, at.Count = l.RatingTenths, l.RatingCount
	}
	return at
}

// narrows reports whether the filter leaves anything out.
func (f Filter) narrows() bool {
	return len(f.Words)+len(f.Brands)+len(f.Attributes) > 0 || f.Category != "" || f.PriceMin != nil ||
		f.PriceMax != nil || f.InStock || f.RatingMin > 0
}

// key is the same for filters that let the same products pass, however they were written.
func (f Filter) key() string {
	f.Brands = unique(f.Brands)
	attributes := make(map[string][]string, len(f.Attributes))
	for name, values := range f.Attributes {
		attributes[name] = unique(values)
	}
	f.Attributes = attributes
	b, err := json.Marshal(f)
	if err != nil {
		panic(err) // strings and numbers always marshal
	}
	return string(b)
}

// without returns f with the part that a facet is about taken out, so that the facet counts what choosing another of
// its values would show.
func (f Filter) without(facet string) Filter {
	switch {
	case facet == facetBrand:
		f.Brands = nil
	case facet == facetPrice:
		f.PriceMin, f.PriceMax = nil, nil
	case facet == facetRating:
		f.RatingMin = 0
	default:
		others := make(map[string][]string, len(f.Attributes))
		for name, values := range f.Attributes {
			if facetAttribute+":"+name != facet {
				others[name] = values
			}
		}
		f.Attributes = others
	}
	return f
}

// choices lists the facets that f itself chooses from, in a fixed order. A category is not among them: it is walked
// down, not exchanged.
func (f Filter) choices() []string {
	var chosen []string
	if len(f.Brands) > 0 {
		chosen = append(chosen, facetBrand)
	}
	if f.PriceMin != nil || f.PriceMax != nil {
		chosen = append(chosen, facetPrice)
	}
	if f.RatingMin > 0 {
		chosen = append(chosen, facetRating)
	}
	for _, name := range slices.Sorted(maps.Keys(f.Attributes)) {
		chosen = append(chosen, facetAttribute+":"+name)
	}
	return chosen
}

// pairs lists, for each attribute chosen from, the name:value pairs of which a product must have one.
func (f Filter) pairs() [][]string {
	var all [][]string
	for _, name := range slices.Sorted(maps.Keys(f.Attributes)) {
		pairs := make([]string, len(f.Attributes[name]))
		for i, value := range f.Attributes[name] {
			pairs[i] = name + ":" + value
		}
		all = append(all, pairs)
	}
	return all
}

// wordsOf splits a text into the words that a listing is looked through for.
func wordsOf(q string) []string {
	return strings.FieldsFunc(strings.ToLower(q), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
}
