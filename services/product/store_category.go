package product

import (
	"context"
	"slices"
	"strings"

	"github.com/askcart/askcart/shared/postgres"
)

func readTree(ctx context.Context, q postgres.Querier) (tree, error) {
	all, err := postgres.All[Category](ctx, q, `select slug, path, name from category`, nil)
	return treeOf(all), err
}

// addCategories inserts what is missing of the tree. ErrCategoryElsewhere when somebody else has meanwhile put one of
// them in another place.
func addCategories(ctx context.Context, tx postgres.Tx, added []Category) error {
	if len(added) == 0 {
		return nil
	}
	slices.SortFunc(added, func(a, b Category) int { return strings.Compare(a.Slug, b.Slug) })
	err := execRows(ctx, tx, added, `
		insert into category (slug, path, name)
		select slug, path, name from jsonb_to_recordset(@rows::jsonb) as r(slug text, path text[], name text)
		on conflict (slug) do nothing`)
	if err != nil {
		return err
	}
	now, err := readTree(ctx, tx)
	if err != nil {
		return err
	}
	for _, c := range added {
		if !slices.Equal(now[c.Slug].Path, c.Path) {
			return ErrCategoryElsewhere
		}
	}
	return nil
}
