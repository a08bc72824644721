package product

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
)

// countFacets changes the maintained counts by what a write changed. Rows are taken in one order, so that writers wait
// for each other without deadlock.
func countFacets(ctx context.Context, tx postgres.Tx, by map[tag]int64) error {
	type delta struct {
		tag
		Count int64 `json:"count"`
	}
	rows, fell := make([]delta, 0, len(by)), false
	for t, n := range by {
		rows = append(rows, delta{t, n})
		fell = fell || n < 0
	}
	slices.SortFunc(rows, func(a, b delta) int {
		return cmp.Or(cmp.Compare(a.Currency, b.Currency), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Value, b.Value))
	})
	err := execRows(ctx, tx, rows, `
		insert into facet as f (currency, name, value, count)
		select currency, name, value, count
		from jsonb_to_recordset(@rows::jsonb) as r(currency text, name text, value text, count bigint)
		on conflict (currency, name, value) do update set count = f.count + excluded.count`)
	if err != nil || !fell {
		return err
	}
	return execRows(ctx, tx, rows, `
		delete from facet f
		using jsonb_to_recordset(@rows::jsonb) as r(currency text, name text, value text)
		where f.currency = r.currency and f.name = r.name and f.value = r.value and f.count = 0`)
}

// shopFacets returns the maintained counts of a currency, the most frequent values of each facet.
func shopFacets(ctx context.Context, q postgres.Querier, c money.Currency) ([]counted, error) {
	return postgres.All[counted](ctx, q, `
		select n.name, f.value, f.count
		from (values ('all', 1), ('brand', @top_brands), ('category', @top_categories), ('price', 20), ('rating', 5),
			('attr', @top_pairs)) as n(name, most)
		cross join lateral (
			select value, count from facet where currency = @currency and name = n.name
			order by count desc, value limit n.most) f`,
		postgres.Args{"currency": c, "top_brands": mostBrands, "top_categories": mostCategories, "top_pairs": mostPairs})
}

// categoryCounts returns how many products are listed in each category and below it.
func categoryCounts(ctx context.Context, q postgres.Querier, c money.Currency) (map[string]int64, error) {
	rows, err := postgres.All[counted](ctx, q, `
		select name, value, count from facet where currency = @currency and name = 'category'`,
		postgres.Args{"currency": c})
	counts := make(map[string]int64, len(rows))
	for _, r := range rows {
		counts[r.Value] = r.Count
	}
	return counts, err
}

// groups are the counts of each facet over the listings in hits.
var groups = map[string]string{
	facetAll: `select 'all', '', count(*) from hits`,
	facetBrand: `(select 'brand', brand, count(*) as n from hits where brand <> '' group by brand
		order by n desc, brand limit @top_brands)`,
	facetCategory: `(select 'category', slug, count(*) as n from hits, unnest(path) slug group by slug
		order by n desc, slug limit @top_categories)`,
	facetPrice: `select 'price', width_bucket(price, @steps::bigint[])::text, count(*) from hits group by 2`,
	facetRating: `select 'rating', stars::text, count(*) from hits, generate_series(1, 4) stars
		where rating_tenths >= stars * 10 group by stars`,
	facetAttribute: `(select 'attr', pair, count(*) as n from hits, unnest(attributes) pair group by pair
		order by n desc, pair limit @top_pairs)`,
}

// countFiltered counts what passes f, looking at no more than Cap listings for each facet. A facet that f itself
// chooses from is counted without that choice.
func countFiltered(ctx context.Context, q postgres.Querier, f Filter, below []string) ([]counted, error) {
	rows, err := countOver(ctx, q, f, below, facetAll, facetBrand, facetCategory, facetPrice, facetRating, facetAttribute)
	if err != nil {
		return nil, err
	}
	for _, facet := range f.choices() {
		group, _, _ := strings.Cut(facet, ":")
		others, err := countOver(ctx, q, f.without(facet), below, group)
		if err != nil {
			return nil, err
		}
		rows = slices.DeleteFunc(rows, func(r counted) bool { return r.of(facet) })
		rows = append(rows, slices.DeleteFunc(others, func(r counted) bool { return !r.of(facet) })...)
	}
	return rows, nil
}

// countOver counts the named groups over the first Cap listings that pass f.
func countOver(ctx context.Context, q postgres.Querier, f Filter, below []string, names ...string) ([]counted, error) {
	args, parts := postgres.Args{"cap": Cap}, []string{}
	for _, name := range names {
		parts = append(parts, groups[name])
		switch name {
		case facetBrand:
			args["top_brands"] = mostBrands
		case facetCategory:
			args["top_categories"] = mostCategories
		case facetAttribute:
			args["top_pairs"] = mostPairs
		case facetPrice:
			args["steps"] = priceSteps[f.Currency]
		}
	}
	rows, err := postgres.All[counted](ctx, q, `
		with hits as materialized (
			select brand, path, price, rating_tenths, attributes from listing where `+f.where(below, args)+` limit @cap)
		select * from (`+strings.Join(parts, ` union all `)+`) as g(name, value, count)`, args)
	if err != nil {
		return nil, fmt.Errorf("count facets: %w", err)
	}
	return rows, nil
}
