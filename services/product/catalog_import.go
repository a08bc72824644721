package product

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/problem"
)

// Import creates or replaces a product for each line, found by slug, or without one by its SKUs. A bad line is told in
// the answer and stops nothing. The error is one of reading or of the database; what was imported before it stays, and
// importing the same again is harmless.
func (c *Catalog) Import(ctx context.Context, lines iter.Seq2[Line[Draft], error]) (Imported, error) {
	report := Imported{Failed: []Refusal{}}
	var batch []Line[Draft]
	taken := map[string]bool{} // slugs and SKUs of the batch: a line that repeats one waits for the next
	flush := func() error {
		defer func() { batch = batch[:0]; clear(taken) }()
		return c.importBatch(ctx, batch, &report)
	}
	for line, err := range lines {
		if err != nil {
			return report, errors.Join(err, flush())
		}
		if line.Err == nil {
			line.Err = line.Value.faults().err()
		}
		if line.Err != nil {
			if !report.refuse(line.Number, line.Err) {
				return report, line.Err
			}
			continue
		}
		names := line.Value.names()
		if len(batch) == batchLines || slices.ContainsFunc(names, func(n string) bool { return taken[n] }) {
			if err := flush(); err != nil {
				return report, err
			}
		}
		batch = append(batch, line)
		for _, n := range names {
			taken[n] = true
		}
	}
	return report, flush()
}

// names are what no two products of a batch may share.
func (d Draft) names() []string {
	names := []string{"slug " + d.Slug}
	if d.Slug == "" {
		names[0] = "slug " + slugOf(d.Name)
	}
	for _, v := range d.Variants {
		names = append(names, "sku "+v.SKU)
	}
	return names
}

// importBatch writes lines together, or one by one when one of them spoils it for the others.
func (c *Catalog) importBatch(ctx context.Context, batch []Line[Draft], report *Imported) error {
	if len(batch) == 0 {
		return nil
	}
	var outcomes []outcome
	var errs []error
	err := c.write(ctx, func(tx postgres.Tx) (err error) {
		outcomes, errs, err = c.writeBatch(ctx, tx, batch)
		return err
	})
	switch {
	case err == nil:
		return c.settle(ctx, batch, outcomes, errs, report)
	case !spoiled(err):
		return fmt.Errorf("import products: %w", err)
	case len(batch) == 1:
		report.refuse(batch[0].Number, err)
		return nil
	}
	for i := range batch {
		if err := c.importBatch(ctx, batch[i:i+1], report); err != nil {
			return err
		}
	}
	return nil
}

// settle reports what a batch did. A line that wanted a SKU of another product is tried again alone: a line of the same
// batch may have freed it.
func (c *Catalog) settle(ctx context.Context, batch []Line[Draft], outcomes []outcome, errs []error, report *Imported) error {
	for i, o := range outcomes {
		switch {
		case o != refused:
			report.add(o)
		case len(batch) > 1 && errors.Is(errs[i], ErrSKUTaken):
			if err := c.importBatch(ctx, batch[i:i+1], report); err != nil {
				return err
			}
		default:
			report.refuse(batch[i].Number, errs[i])
		}
	}
	return nil
}

// spoiled reports whether err is a conflict of a line rather than a failure of the database.
func spoiled(err error) bool {
	kind := problem.Of(err).Kind
	return kind != problem.Internal && kind != problem.Unavailable
}

// writeBatch decides what each line means and saves all of them at once. errs says why a line is refused.
func (c *Catalog) writeBatch(ctx context.Context, tx postgres.Tx, batch []Line[Draft]) ([]outcome, []error, error) {
	known, err := lockKnown(ctx, tx, batch)
	if err != nil {
		return nil, nil, err
	}
	categories, err := readTree(ctx, tx)
	if err != nil {
		return nil, nil, err
	}
	outcomes, errs := make([]outcome, len(batch)), make([]error, len(batch))
	var changed []change
	var planted []Category
	for i, line := range batch {
		before, err := known.match(line.Value)
		if err != nil {
			errs[i] = err
			continue
		}
		path, added, err := categories.plant(line.Value.Category)
		if err != nil {
			errs[i] = err
			continue
		}
		planted = append(planted, added...)
		if before != nil {
			outcomes[i] = updated
			after := line.Value.fill(*before)
			after.Category = path
			if !after.sameAs(*before) {
				changed = append(changed, change{before, before.next(after)})
			}
			continue
		}
		slug, err := known.slug(ctx, tx, line.Value)
		if err != nil {
			return nil, nil, err
		}
		outcomes[i] = created
		changed = append(changed, change{After: newProduct(line.Value, slug, path)})
	}
	if err := addCategories(ctx, tx, planted); err != nil {
		return nil, nil, err
	}
	if len(changed) == 0 {
		return outcomes, errs, nil
	}
	return outcomes, errs, c.save(ctx, tx, changed...)
}

// known are the products, locked, that the lines of a batch may mean.
type known struct {
	bySlug map[string]*Product
	bySKU  map[string]*Product
}

func lockKnown(ctx context.Context, tx postgres.Tx, batch []Line[Draft]) (known, error) {
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
	k := known{map[string]*Product{}, map[string]*Product{}}
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
func (k known) match(d Draft) (*Product, error) {
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
func (k known) slug(ctx context.Context, tx postgres.Tx, d Draft) (string, error) {
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
