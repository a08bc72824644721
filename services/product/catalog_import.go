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
	if err := flush(); err != nil {
		return report, err
	}
	if report.changed >= manyLines {
		return report, refreshPlans(ctx, c.db)
	}
	return report, nil
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
	var changed int
	err := c.write(ctx, func(tx postgres.Tx) (err error) {
		outcomes, errs, changed, err = c.writeBatch(ctx, tx, batch)
		return err
	})
	switch {
	case err == nil:
		report.changed += changed
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

// writeBatch decides what each line means and saves all of them at once. errs says why a line is refused, changed how
// many products were written.
func (c *Catalog) writeBatch(ctx context.Context, tx postgres.Tx, batch []Line[Draft]) (outcomes []outcome, errs []error, changed int, err error) {
	k, err := lockKnown(ctx, tx, batch)
	if err != nil {
		return nil, nil, 0, err
	}
	if k.categories, err = readTree(ctx, tx); err != nil {
		return nil, nil, 0, err
	}
	outcomes, errs = make([]outcome, len(batch)), make([]error, len(batch))
	var all []change
	for i, line := range batch {
		ch, err := k.decide(ctx, tx, line.Value)
		switch {
		case spoiled(err):
			errs[i] = err
			continue
		case err != nil:
			return nil, nil, 0, err
		case ch.Before == nil:
			outcomes[i] = created
		default:
			outcomes[i] = updated
		}
		if ch.Before == nil || !ch.After.sameAs(*ch.Before) {
			all = append(all, ch)
		}
	}
	if err := addCategories(ctx, tx, k.planted); err != nil {
		return nil, nil, 0, err
	}
	return outcomes, errs, len(all), c.save(ctx, tx, all...)
}
