package product

import (
	"context"

	"github.com/askcart/askcart/shared/postgres"
)

// known are the products, locked, that the lines of a batch may mean, and the category tree with what they add to it.
type known struct {
	bySlug     map[string]*Product
	bySKU      map[string]*Product
	categories tree
	planted    []Category
}

func lockKnown(ctx context.Context, tx postgres.Tx, batch []Line[Draft]) (*known, error) {
	var slugs, skus []string
	for _, line := range batch {
		slug := line.Value.Slug
		if slug == "" {
			slug = slugOf(line.Value.Name)
		}
		slugs = append(slugs, slug)
		for _, v := range line.Value.Variants {
			skus = append(skus, v.SKU)
		}
	}
	products, err := lockProducts(ctx, tx, slugs, skus)
	k := &known{bySlug: map[string]*Product{}, bySKU: map[string]*Product{}}
	for i := range products {
		p := &products[i]
		k.bySlug[p.Slug] = p
		for _, sku := range p.skus() {
			k.bySKU[sku] = p
		}
	}
	return k, err
}

// match returns the product that a draft replaces, nil when it is a new one. ErrSKUTaken when a SKU is another's.
func (k *known) match(d Draft) (*Product, error) {
	var found *Product
	if d.Slug != "" {
		found = k.bySlug[d.Slug]
	}
	for _, v := range d.Variants {
		owner := k.bySKU[v.SKU]
		if found == nil && d.Slug == "" {
			found = owner
		}
		if owner != nil && owner != found {
			return nil, ErrSKUTaken
		}
	}
	return found, nil
}

// slug is the draft's own, or a free one made of its name.
func (k *known) slug(ctx context.Context, tx postgres.Tx, d Draft) (string, error) {
	if d.Slug != "" {
		return d.Slug, nil
	}
	base := slugOf(d.Name)
	if k.bySlug[base] == nil {
		return base, nil
	}
	taken, err := slugsLike(ctx, tx, base)
	return freeSlug(base, taken), err
}

// decide returns what a draft changes. Errors of the line: ErrSKUTaken, ErrCategoryElsewhere.
func (k *known) decide(ctx context.Context, tx postgres.Tx, d Draft) (change, error) {
	before, err := k.match(d)
	if err != nil {
		return change{}, err
	}
	path, added, err := k.categories.plant(d.Category)
	if err != nil {
		return change{}, err
	}
	k.planted = append(k.planted, added...)
	if before == nil {
		slug, err := k.slug(ctx, tx, d)
		return change{After: newProduct(d, slug, path)}, err
	}
	after := d.fill(*before)
	after.Category = path
	return change{before, before.next(after)}, nil
}
