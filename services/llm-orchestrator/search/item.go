package search

import (
	"maps"
	"slices"
	"strings"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
)

// Item is a product that can be found, and its stock. It never changes: newer stock makes a new Item.
type Item struct {
	events.Product
	Stock map[string]int64 // what can be bought, by SKU
}

// Price is that of the cheapest variant sold in c; false when none is.
func (i *Item) Price(c money.Currency) (money.Money, bool) {
	best, _, ok := i.cheapest(c)
	return best, ok
}

// CompareAt is the earlier, higher price of the cheapest variant, or nil.
func (i *Item) CompareAt(c money.Currency) *money.Money {
	_, v, ok := i.cheapest(c)
	if !ok || v.CompareAt == nil || v.CompareAt.Currency != c {
		return nil
	}
	return v.CompareAt
}

func (i *Item) cheapest(c money.Currency) (best money.Money, of events.Variant, ok bool) {
	for _, v := range i.Sold(c) {
		if p, _ := PriceOf(v, c); !ok || p.Amount < best.Amount {
			best, of, ok = p, v, true
		}
	}
	return best, of, ok
}

// Sold lists the variants that have a price in c.
func (i *Item) Sold(c money.Currency) []events.Variant {
	var sold []events.Variant
	for _, v := range i.Variants {
		if _, ok := PriceOf(v, c); ok && !v.Removed {
			sold = append(sold, v)
		}
	}
	return sold
}

// PriceOf is a variant's price in c, if it is sold in it.
func PriceOf(v events.Variant, c money.Currency) (money.Money, bool) {
	for _, p := range v.Prices {
		if p.Currency == c {
			return p, true
		}
	}
	return money.Money{}, false
}

// Available is how many pieces of a SKU can be bought.
func (i *Item) Available(sku string) int64 { return max(0, i.Stock[sku]) }

// InStock reports whether at least one variant sold in c can be bought.
func (i *Item) InStock(c money.Currency) bool {
	return slices.ContainsFunc(i.Sold(c), func(v events.Variant) bool { return i.Available(v.SKU) > 0 })
}

// Listed reports whether shoppers may see the product.
func (i *Item) Listed() bool { return i.Status == "active" }

// withStock is the item with other stock of one SKU.
func (i *Item) withStock(sku string, available int64) *Item {
	next := &Item{i.Product, maps.Clone(i.Stock)}
	if next.Stock == nil {
		next.Stock = map[string]int64{}
	}
	next.Stock[sku] = available
	return next
}

// field is a part of a product that words are found in.
type field int

const (
	inName field = iota
	inBrand
	inCategory
	inAttribute
	inText
	fields
)

// terms are the item's terms by field.
func (i *Item) terms() [fields][]string {
	var t [fields][]string
	t[inName] = withJoints(i.Name)
	t[inBrand] = stems(i.Brand)
	t[inCategory] = stems(strings.Join(i.Category, " "))
	for _, name := range slices.Sorted(maps.Keys(i.Attributes)) {
		t[inAttribute] = append(t[inAttribute], attributeTerms(name, i.Attributes[name])...)
	}
	seen := map[string]bool{}
	for _, v := range i.Variants {
		for _, name := range slices.Sorted(maps.Keys(v.Options)) {
			if value := v.Options[name]; !v.Removed && !seen[name+value] {
				seen[name+value] = true
				t[inAttribute] = append(t[inAttribute], withJoints(value)...)
			}
		}
	}
	t[inText] = withJoints(i.Description)
	for _, f := range i.FAQs {
		t[inText] = append(t[inText], stems(f.Question)...)
	}
	return t
}

// attributeTerms reads "waterproof: yes" as waterproof and "waterproof: no" as its absence.
func attributeTerms(name, value string) []string {
	name = strings.ReplaceAll(name, "_", " ")
	switch strings.ToLower(value) {
	case "yes", "true":
		return stems(name)
	case "no", "none", "false":
		var lacks []string
		for _, t := range stems(name) {
			lacks = append(lacks, absence+t)
		}
		return lacks
	}
	return withJoints(value)
}

func withJoints(text string) []string { return append(stems(text), joints(Words(text))...) }

// painted are the names of options that say a colour.
var painted = set("color colour frame strap lens finish cover ribbon handle")

// colors are the stems of the colours that variants come in, each once.
func (i *Item) colors() []string {
	seen := map[string]bool{}
	var all []string
	for _, v := range i.Variants {
		for name, value := range v.Options {
			if !painted[strings.ToLower(name)] || v.Removed {
				continue
			}
			for _, w := range Words(value) {
				if t := Stem(w); !seen[t] && !stop[w] && !hasDigit(w) && len(w) > 2 {
					seen[t] = true
					all = append(all, t)
				}
			}
		}
	}
	return all
}
