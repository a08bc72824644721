package product

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/askcart/askcart/shared/money"
)

// The facets that every list has. Attributes are counted together and told apart by attributeFacets.
const (
	facetAll       = "all"
	facetBrand     = "brand"
	facetCategory  = "category"
	facetPrice     = "price"
	facetRating    = "rating"
	facetAttribute = "attr"
)

// How much of each facet a list shows.
const (
	mostBrands     = 20
	mostCategories = 50
	mostPairs      = 300 // attribute pairs looked at to choose the main attributes
	mostAttributes = 8
	mostValues     = 10
	idLike         = 20 // an attribute with more values than this is no choice
)

// Cap is how many products of a filtered list are counted; a count that reaches it means "at least".
const Cap = 1001

// FacetValue is a value to filter by and how many products of the list carry it.
type FacetValue struct {
	Value string `json:"value"`
	Count int64  `json:"count" doc:"Exact for the whole shop; over a filter at most 1,001 products are counted"`
}

// Facets are the values to narrow a list by. Keys: brand, category, price (value min-max in minor units, both
// included), rating (value n means n stars and up) and attr:NAME for the main attributes.
type Facets map[string][]FacetValue

// tag is one value that a listing carries.
type tag struct {
	Currency money.Currency `json:"currency"`
	Name     string         `json:"name"`
	Value    string         `json:"value"`
}

// tags lists every value under which l is counted.
func (l Listing) tags() []tag {
	tags := []tag{
		{l.Currency, facetAll, ""},
		{l.Currency, facetPrice, strconv.Itoa(priceStep(l.Currency, l.Price))},
	}
	if l.Brand != "" {
		tags = append(tags, tag{l.Currency, facetBrand, l.Brand})
	}
	for _, slug := range l.Path {
		tags = append(tags, tag{l.Currency, facetCategory, slug})
	}
	for stars := int64(1); stars <= 4 && l.RatingTenths >= stars*10; stars++ {
		tags = append(tags, tag{l.Currency, facetRating, strconv.FormatInt(stars, 10)})
	}
	for _, pair := range l.Attributes {
		tags = append(tags, tag{l.Currency, facetAttribute, pair})
	}
	return tags
}

// tally is by how much each count changes when the listings of before give way to those of after.
func tally(changed []change) map[tag]int64 {
	by := map[tag]int64{}
	count := func(p Product, n int64) {
		for _, l := range p.listings(nil) {
			for _, t := range l.tags() {
				by[t] += n
			}
		}
	}
	for _, c := range changed {
		if c.Before != nil {
			count(*c.Before, -1)
		}
		count(c.After, +1)
	}
	for t, n := range by {
		if n == 0 {
			delete(by, t)
		}
	}
	return by
}

// priceSteps are the inner bounds of the price facet, in minor units.
var priceSteps = map[money.Currency][]int64{
	money.USD: {2500, 5000, 10000, 20000, 50000, 100000},
	money.EUR: {2500, 5000, 10000, 20000, 50000, 100000},
	money.INR: {100000, 250000, 500000, 1000000, 2500000, 5000000, 10000000},
}

// priceStep is into which step a price falls, from 0; PostgreSQL's width_bucket counts the same way.
func priceStep(c money.Currency, price int64) int {
	n, exact := slices.BinarySearch(priceSteps[c], price)
	if exact {
		n++
	}
	return n
}

// priceRange writes step n as what price_min and price_max take: 2500-4999, and 100000- for the last.
func priceRange(c money.Currency, n int) string {
	steps := priceSteps[c]
	low, high := "0", ""
	if n > 0 {
		low = strconv.FormatInt(steps[n-1], 10)
	}
	if n < len(steps) {
		high = strconv.FormatInt(steps[n]-1, 10)
	}
	return low + "-" + high
}

// counted is one row of a count as the store returns it.
type counted struct {
	Name  string
	Value string
	Count int64
}

// of reports whether the row belongs to a facet: brand, price, … or attr:NAME.
func (r counted) of(facet string) bool {
	name, attribute, _ := strings.Cut(facet, ":")
	return r.Name == name && (name != facetAttribute || strings.HasPrefix(r.Value, attribute+":"))
}

// facetsOf turns counts into facets and how many products there are in all.
func facetsOf(c money.Currency, rows []counted) (Facets, int64) {
	byName := map[string][]FacetValue{facetBrand: {}, facetCategory: {}, facetPrice: {}, facetRating: {}}
	for _, r := range rows {
		byName[r.Name] = append(byName[r.Name], FacetValue{r.Value, r.Count})
	}
	total := int64(0)
	if all := byName[facetAll]; len(all) > 0 {
		total = all[0].Count
	}
	f := Facets{
		facetBrand:    top(byName[facetBrand], mostBrands),
		facetCategory: top(byName[facetCategory], mostCategories),
		facetPrice:    priceFacet(c, byName[facetPrice]),
		facetRating:   byName[facetRating],
	}
	slices.SortFunc(f[facetRating], func(a, b FacetValue) int { return cmp.Compare(b.Value, a.Value) })
	for name, values := range attributeFacets(byName[facetAttribute]) {
		f[name] = values
	}
	return f, total
}

func priceFacet(c money.Currency, steps []FacetValue) []FacetValue {
	slices.SortFunc(steps, func(a, b FacetValue) int { return cmp.Compare(a.Value, b.Value) }) // one digit each
	for i, s := range steps {
		n, _ := strconv.Atoi(s.Value)
		steps[i].Value = priceRange(c, n)
	}
	return steps
}

// attributeFacets chooses the main attributes: those carried by most products, with more than one value, each shared by
// two products on average; others are facts to read, not choices.
func attributeFacets(pairs []FacetValue) Facets {
	all := Facets{}
	for _, p := range pairs {
		key, value, _ := strings.Cut(p.Value, ":")
		all[key] = append(all[key], FacetValue{value, p.Count})
	}
	type candidate struct {
		key      string
		coverage int64
	}
	var main []candidate
	for key, values := range all {
		var coverage int64
		for _, v := range values {
			coverage += v.Count
		}
		if n := len(values); n > 1 && n <= idLike && coverage >= 2*int64(n) {
			main = append(main, candidate{key, coverage})
		}
	}
	slices.SortFunc(main, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.coverage, a.coverage), cmp.Compare(a.key, b.key))
	})
	chosen := Facets{}
	for _, c := range main[:min(len(main), mostAttributes)] {
		chosen[facetAttribute+":"+c.key] = top(all[c.key], mostValues)
	}
	return chosen
}

// top returns the n most frequent values, ties in the order of their names.
func top(values []FacetValue, n int) []FacetValue {
	slices.SortFunc(values, func(a, b FacetValue) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return values[:min(len(values), n)]
}
