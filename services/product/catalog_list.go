package product

import (
	"context"
	"fmt"

	"github.com/askcart/askcart/shared/money"
)

// Shelf view of a list: what a page shows, where it ended and what it can be narrowed by.
type shelfPage struct {
	Items  []Shown
	Last   *Place // nil at the end of the list
	Facets Facets
	Total  int64
}

// counts is what was counted over a filter.
type counts struct {
	Facets Facets
	Total  int64
}

// Products returns up to limit products that pass f after a place, in the order of s, and the facets of the whole list.
func (c *Catalog) Products(ctx context.Context, f Filter, s Sort, after *Place, limit int) (shelfPage, error) {
	below, err := c.below(ctx, f.Category)
	if err != nil {
		return shelfPage{}, err
	}
	items, err := listProducts(ctx, c.db, f, below, s, after, limit+1) // one more tells whether there is more
	if err != nil {
		return shelfPage{}, fmt.Errorf("list products: %w", err)
	}
	page := shelfPage{Items: items}
	if len(items) > limit {
		page.Items = items[:limit]
		last := items[limit-1].place(f.Currency, s)
		page.Last = &last
	}
	counted, err := c.facets(ctx, f, below)
	page.Facets, page.Total = counted.Facets, counted.Total
	return page, err
}

// facets returns the counts over a filter: maintained ones for the whole shop, counted up to Cap otherwise.
func (c *Catalog) facets(ctx context.Context, f Filter, below []string) (counts, error) {
	return remember(c.seen, "facets"+f.key(), func() (counts, error) {
		ask := func() ([]counted, error) { return shopFacets(ctx, c.db, f.Currency) }
		if f.narrows() {
			ask = func() ([]counted, error) { return countFiltered(ctx, c.db, f, below) }
		}
		rows, err := ask()
		if err != nil {
			return counts{}, fmt.Errorf("count facets: %w", err)
		}
		facets, total := facetsOf(f.Currency, rows)
		return counts{facets, total}, nil
	})
}

// below lists the category and all beneath it; nil when none is asked for.
func (c *Catalog) below(ctx context.Context, category string) ([]string, error) {
	if category == "" {
		return nil, nil
	}
	t, err := c.tree(ctx)
	return t.below(category), err
}

func (c *Catalog) tree(ctx context.Context) (tree, error) {
	t, err := remember(c.seen, "tree", func() (tree, error) { return readTree(ctx, c.db) })
	if err != nil {
		return nil, fmt.Errorf("read the category tree: %w", err)
	}
	return t, nil
}

// Categories returns the tree with how many products are listed in each category in a currency.
func (c *Catalog) Categories(ctx context.Context, currency money.Currency) ([]Branch, error) {
	return remember(c.seen, "branches"+string(currency), func() ([]Branch, error) {
		t, err := readTree(ctx, c.db)
		if err != nil {
			return nil, fmt.Errorf("read the category tree: %w", err)
		}
		counts, err := categoryCounts(ctx, c.db, currency)
		if err != nil {
			return nil, fmt.Errorf("count categories: %w", err)
		}
		return t.branches(counts), nil
	})
}
