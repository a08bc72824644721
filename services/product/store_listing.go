package product

import (
	"context"
	"fmt"
	"strings"

	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
)

// writeListings replaces all listings of the products with these ids.
func writeListings(ctx context.Context, tx postgres.Tx, ids []string, rows []Listing) error {
	_, err := postgres.Exec(ctx, tx, `
		delete from listing where product_id = any(@ids::uuid[]) and currency = any(@currencies)`,
		postgres.Args{"ids": ids, "currencies": money.Currencies})
	if err != nil {
		return err
	}
	return execRows(ctx, tx, rows, `
		insert into listing (currency, product_id, slug, name, brand, category, path, image_url, image_alt, price,
			compare_at, rating_tenths, rating_count, skus, in_stock, attributes, words)
		select currency, product_id, slug, name, brand, category, path, image_url, image_alt, price,
			compare_at, rating_tenths, rating_count, skus, in_stock, attributes, to_tsvector('english', words)
		from jsonb_to_recordset(@rows::jsonb) as r(currency text, product_id uuid, slug text, name text, brand text,
			category text, path text[], image_url text, image_alt text, price bigint, compare_at bigint,
			rating_tenths bigint, rating_count bigint, skus text[], in_stock bigint, attributes text[], words text)`)
}

// refreshPlans tells the planner of many new listings at once, which it would else learn of a minute later, and moves
// what waits beside the word and attribute indexes into them.
func refreshPlans(ctx context.Context, q postgres.Querier) error {
	_, err := postgres.Exec(ctx, q, `analyze listing`, nil)
	if err != nil {
		return fmt.Errorf("refresh statistics: %w", err)
	}
	_, err = postgres.Exec(ctx, q, `
		select gin_clean_pending_list('listing_by_word'), gin_clean_pending_list('listing_by_attribute')`, nil)
	if err != nil {
		return fmt.Errorf("tidy indexes: %w", err)
	}
	return nil
}

// Shown is a listing as a card needs it.
type Shown struct {
	ProductID    string
	Slug         string
	Name         string
	Brand        string
	Category     string
	ImageURL     string
	ImageAlt     string
	Price        int64
	CompareAt    *int64
	RatingTenths int64
	RatingCount  int64
	Available    bool
}

// orders are the ways a list is sorted: the condition that continues it after a place, and its order.
var orders = map[Sort]struct{ after, by string }{
	Newest:    {`product_id < @id`, `product_id desc`},
	PriceAsc:  {`(price, product_id) > (@price, @id)`, `price, product_id`},
	PriceDesc: {`(price, product_id) < (@price, @id)`, `price desc, product_id desc`},
	BestRated: {`(rating_tenths, rating_count, product_id) < (@tenths, @reviews, @id)`, `rating_tenths desc, rating_count desc, product_id desc`},
}

// listProducts returns up to limit listings that pass f after a place, in the order of s.
func listProducts(ctx context.Context, q postgres.Querier, f Filter, below []string, s Sort, after *Place, limit int) ([]Shown, error) {
	args := postgres.Args{"limit": limit}
	where := f.where(below, args)
	if after != nil {
		where += ` and ` + orders[s].after
		args["id"] = after.ID
		switch s {
		case PriceAsc, PriceDesc:
			args["price"] = after.Price
		case BestRated:
			args["tenths"], args["reviews"] = after.Tenths, after.Count
		}
	}
	return postgres.All[Shown](ctx, q, `
		select product_id, slug, name, brand, category, image_url, image_alt, price, compare_at,
			rating_tenths, rating_count, available
		from listing where `+where+` order by `+orders[s].by+` limit @limit`, args)
}

// where returns the condition that f puts on a listing and adds its values to args. below are the slugs of f's
// category and those beneath it. The text is made of constants only.
func (f Filter) where(below []string, args postgres.Args) string {
	conditions := []string{`currency = @currency`}
	args["currency"] = f.Currency
	and := func(condition, name string, value any) {
		conditions = append(conditions, condition)
		args[name] = value
	}
	if f.Category != "" {
		and(`category = any(@below)`, "below", below)
	}
	if len(f.Brands) > 0 {
		and(`brand = any(@brands)`, "brands", f.Brands)
	}
	if f.PriceMin != nil {
		and(`price >= @price_min`, "price_min", *f.PriceMin)
	}
	if f.PriceMax != nil {
		and(`price <= @price_max`, "price_max", *f.PriceMax)
	}
	if f.RatingMin > 0 {
		and(`rating_tenths >= @rating_min`, "rating_min", f.RatingMin)
	}
	if f.InStock {
		conditions = append(conditions, `available`)
	}
	if len(f.Words) > 0 {
		and(`words @@ to_tsquery('english', @words)`, "words", strings.Join(f.Words, ":* & ")+":*")
	}
	for i, pairs := range f.pairs() {
		name := "pairs_" + string(rune('a'+i))
		and(`attributes && @`+name, name, pairs)
	}
	return strings.Join(conditions, ` and `)
}
