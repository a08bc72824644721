package search

import (
	"maps"
	"slices"
	"strings"

	"github.com/askcart/askcart/shared/money"
)

// Filter is what a shopper chose beside the words. The zero value of each part lets everything pass but what is not sold
// in Currency.
type Filter struct {
	Currency   money.Currency
	Category   string // slug; what is below it counts too
	Brands     []string
	PriceMin   *int64 // minor units, included
	PriceMax   *int64 // minor units, included
	InStock    bool
	RatingMin  int64               // tenths of a star
	Attributes map[string][]string // for each name any of the values
}

// passes reports whether an item is let through; what the facet called skip chooses is not looked at.
func (f Filter) passes(i *Item, skip string) bool {
	price, sold := i.Price(f.Currency)
	switch {
	case !sold,
		f.Category != "" && !slices.Contains(i.Category, f.Category),
		len(f.Brands) > 0 && skip != facetBrand && !slices.Contains(f.Brands, i.Brand),
		skip != facetPrice && f.PriceMin != nil && price.Amount < *f.PriceMin,
		skip != facetPrice && f.PriceMax != nil && price.Amount > *f.PriceMax,
		skip != facetRating && i.Rating.Tenths < f.RatingMin,
		f.InStock && !i.InStock(f.Currency):
		return false
	}
	for name, values := range f.Attributes {
		if skip != facetAttribute+name && !slices.Contains(values, i.Attributes[name]) {
			return false
		}
	}
	return true
}

// choices lists the facets that f chooses from. A category is walked down, not exchanged, so it is not among them.
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
		chosen = append(chosen, facetAttribute+name)
	}
	return chosen
}

// condition is something the words of a query ask for, given up when nothing meets it.
type condition struct {
	name string
	met  func(doc int32) bool
}

// conditions lists what q asks for beside its words, what is given up last first.
func (x *Index) conditions(q Query, in money.Currency) []condition {
	var all []condition
	if q.InStock {
		all = append(all, condition{"in_stock", func(n int32) bool { return x.docs[n].item.InStock(in) }})
	}
	if q.Price.Min != nil || q.Price.Max != nil {
		c := in
		if q.Price.Currency != "" {
			c = q.Price.Currency
		}
		all = append(all, condition{"price", func(n int32) bool { return q.Price.admit(x.docs[n].item, c) }})
	}
	for _, s := range q.Sizes {
		all = append(all, condition{"size", func(n int32) bool { return x.docs[n].item.comesIn(s) }})
	}
	for _, c := range q.Colors {
		all = append(all, condition{"color", x.wears(Stem(c))})
	}
	return all
}

// admit reports whether a variant of the item costs what the bounds allow.
func (b Bounds) admit(i *Item, c money.Currency) bool {
	for _, v := range i.Sold(c) {
		p, _ := PriceOf(v, c)
		if (b.Min == nil || p.Amount >= *b.Min) && (b.Max == nil || p.Amount <= *b.Max) {
			return true
		}
	}
	return false
}

// comesIn reports whether a variant has the size: as a whole value, or "42" in "42 EU".
func (i *Item) comesIn(size string) bool {
	for _, v := range i.Variants {
		for name, value := range v.Options {
			if !painted[name] && !v.Removed && (strings.EqualFold(value, size) || slices.Contains(strings.Fields(strings.ToLower(value)), size)) {
				return true
			}
		}
	}
	return false
}

// wears reports of documents whether they have a colour: as an option, an attribute or in the name.
func (x *Index) wears(term string) func(doc int32) bool {
	has := map[int32]bool{}
	if p := x.terms[term]; p != nil {
		for _, at := range p.list {
			has[at.doc] = at.tf[inAttribute]+at.tf[inName] > 0
		}
	}
	return func(doc int32) bool { return has[doc] }
}

// meet keeps what meets every condition. As long as nothing does, the last condition is given up; their names come back.
func meet(list []scored, all []condition) (kept []scored, relaxed []string) {
	if len(list) == 0 {
		return list, nil
	}
	for ; ; all = all[:len(all)-1] {
		kept = nil
		for _, s := range list {
			if !slices.ContainsFunc(all, func(c condition) bool { return !c.met(s.doc) }) {
				kept = append(kept, s)
			}
		}
		if len(kept) > 0 {
			return kept, relaxed
		}
		relaxed = append(relaxed, all[len(all)-1].name)
	}
}
