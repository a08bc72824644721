package search

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"github.com/askcart/askcart/shared/money"
)

// The facets that every result has; attributes are called attr:NAME.
const (
	facetBrand     = "brand"
	facetCategory  = "category"
	facetPrice     = "price"
	facetRating    = "rating"
	facetAttribute = "attr:"
)

// How much of each facet a result shows.
const (
	mostBrands     = 20
	mostCategories = 50
	mostAttributes = 8
	mostValues     = 10
	idLike         = 20 // an attribute with more values than this is no choice
)

// FacetValue is a value to filter by and how many products of the result carry it.
type FacetValue struct {
	Value string `json:"value"`
	Count int64  `json:"count" doc:"At most 1,001 products are counted"`
}

// Facets are the values to narrow a result by. Keys: brand, category, price (value min-max in minor units, both included),
// rating (value n means n stars and up) and attr:NAME for the main attributes.
type Facets map[string][]FacetValue

// steps are the inner bounds of the price facet in minor units.
var steps = map[money.Currency][]int64{
	money.USD: {2500, 5000, 10000, 20000, 50000, 100000},
	money.EUR: {2500, 5000, 10000, 20000, 50000, 100000},
	money.INR: {100000, 250000, 500000, 1000000, 2500000, 5000000, 10000000},
}

// facets counts what the filter can be narrowed by; each facet that is chosen from is counted without that choice.
func facets(all []*Item, f Filter) Facets {
	out := tally(all, f, "")
	for _, chosen := range f.choices() {
		if values, ok := tally(all, f, chosen)[chosen]; ok {
			out[chosen] = values
		}
	}
	return out
}

func tally(all []*Item, f Filter, skip string) Facets {
	counts := map[string]map[string]int64{}
	seen := 0
	for _, i := range all {
		if !f.passes(i, skip) {
			continue
		}
		if seen++; seen > Cap {
			break
		}
		for _, t := range tags(i, f.Currency) {
			if counts[t[0]] == nil {
				counts[t[0]] = map[string]int64{}
			}
			counts[t[0]][t[1]]++
		}
	}
	out := Facets{
		facetBrand: top(counts[facetBrand], mostBrands), facetCategory: top(counts[facetCategory], mostCategories),
		facetPrice: inOrder(counts[facetPrice], f.Currency), facetRating: top(counts[facetRating], 4),
	}
	slices.SortFunc(out[facetRating], func(a, b FacetValue) int { return cmp.Compare(b.Value, a.Value) })
	maps.Copy(out, attributes(counts))
	return out
}

// tags lists every facet and value under which an item is counted.
func tags(i *Item, c money.Currency) [][2]string {
	price, _ := i.Price(c)
	all := [][2]string{{facetPrice, step(c, price.Amount)}}
	if i.Brand != "" {
		all = append(all, [2]string{facetBrand, i.Brand})
	}
	for _, slug := range i.Category {
		all = append(all, [2]string{facetCategory, slug})
	}
	for stars := int64(1); stars <= 4 && i.Rating.Tenths >= stars*10; stars++ {
		all = append(all, [2]string{facetRating, strconv.FormatInt(stars, 10)})
	}
	for name, value := range i.Attributes {
		all = append(all, [2]string{facetAttribute + name, value})
	}
	return all
}

// step writes the price step of an amount as what price_min and price_max take: 2500-4999, and 100000- for the last.
func step(c money.Currency, amount int64) string {
	bounds := steps[c]
	n, exact := slices.BinarySearch(bounds, amount)
	if exact {
		n++
	}
	low, high := "0", ""
	if n > 0 {
		low = strconv.FormatInt(bounds[n-1], 10)
	}
	if n < len(bounds) {
		high = strconv.FormatInt(bounds[n]-1, 10)
	}
	return low + "-" + high
}

// inOrder lists price steps from the lowest.
func inOrder(counts map[string]int64, c money.Currency) []FacetValue {
	list := []FacetValue{}
	for _, bound := range append([]int64{0}, steps[c]...) {
		if name := step(c, bound); counts[name] > 0 {
			list = append(list, FacetValue{name, counts[name]})
		}
	}
	return list
}

// top lists the most frequent values.
func top(counts map[string]int64, most int) []FacetValue {
	list := make([]FacetValue, 0, len(counts))
	for value, n := range counts {
		list = append(list, FacetValue{value, n})
	}
	slices.SortFunc(list, func(a, b FacetValue) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return list[:min(most, len(list))]
}

// attributes chooses the main ones: carried by most products, with several values, each shared by two products on average.
func attributes(counts map[string]map[string]int64) Facets {
	type candidate struct {
		name     string
		coverage int64
	}
	var main []candidate
	for name, values := range counts {
		if len(name) <= len(facetAttribute) || name[:len(facetAttribute)] != facetAttribute {
			continue
		}
		coverage := int64(0)
		for _, n := range values {
			coverage += n
		}
		if n := len(values); n > 1 && n <= idLike && coverage >= 2*int64(n) {
			main = append(main, candidate{name, coverage})
		}
	}
	slices.SortFunc(main, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.coverage, a.coverage), cmp.Compare(a.name, b.name))
	})
	out := Facets{}
	for _, c := range main[:min(mostAttributes, len(main))] {
		out[c.name] = top(counts[c.name], mostValues)
	}
	return out
}
