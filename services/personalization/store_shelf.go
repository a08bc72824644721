package personalization

import (
	"context"

	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
)

// candidate is what is compared of a product to find out how alike it is to another one.
type candidate struct {
	ID         string
	Brand      string
	Category   []string
	Attributes map[string]string
}

// findAlike returns the most wanted products of these categories and of these brands that can be bought in a currency: up to
// 30 of each.
func findAlike(ctx context.Context, q postgres.Querier, categories, brands []string, in money.Currency) ([]Product, error) {
	rows, err := postgres.All[candidate](ctx, q, `
		select id::text as id, brand, category, attributes from product where id = any(array(
			select found.product_id from unnest(@categories::text[]) c(slug) cross join lateral (
				select x.product_id from standing x
				where x.category = c.slug and x.currencies <> '{}' and @currency = any(x.currencies)
				order by x.score desc, x.product_id limit 30
			) found
			union
			select found.product_id from unnest(@brands::text[]) b(name) cross join lateral (
				select x.product_id from standing x
				where x.brand = b.name and x.currencies <> '{}' and @currency = any(x.currencies)
				order by x.score desc, x.product_id limit 30
			) found
		))`,
		postgres.Args{"categories": categories, "brands": brands, "currency": in})
	if err != nil {
		return nil, err
	}
	products := make([]Product, len(rows))
	for i, r := range rows {
		products[i] = Product{ID: r.ID, Brand: r.Brand, Category: r.Category, Attributes: r.Attributes}
	}
	return products, nil
}

// findWanted returns the most wanted products under each of the roots, and in the whole shop, that can be bought in
// a currency: up to limit of each.
func findWanted(ctx context.Context, q postgres.Querier, roots []string, in money.Currency, limit int) ([]Standing, error) {
	return postgres.All[Standing](ctx, q, `
		(select found.* from unnest(@roots::text[]) r(slug) cross join lateral (
			select x.product_id::text as product_id, x.root, x.score, x.rating_tenths, x.rating_count from standing x
			where x.root = r.slug and x.currencies <> '{}' and @currency = any(x.currencies)
			order by x.score desc, x.product_id limit @limit
		) found)
		union
		(select x.product_id::text, x.root, x.score, x.rating_tenths, x.rating_count from standing x
		where x.currencies <> '{}' and @currency = any(x.currencies) order by x.score desc, x.product_id limit @limit)`,
		postgres.Args{"roots": roots, "currency": in, "limit": limit})
}
