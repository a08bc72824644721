package product

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/problem"
)

// ErrVersionChanged is a change based on a version that is no longer the present one.
var ErrVersionChanged = problem.New(problem.PreconditionFailed, "version_changed", "the product has changed since you read it")

// attempts is how often a write is tried that lost against another one.
const attempts = 10

// Catalog is the service: every way in, by HTTP or by event, ends in one of its methods.
type Catalog struct {
	db       *postgres.DB
	shelf    *Shelf
	seen     *answers
	currency money.Currency // of whoever asks for none
}

// Product returns the product with this id or slug, or ErrNotFound. Only staff see drafts.
func (c *Catalog) Product(ctx context.Context, ref string) (Stocked, error) {
	p, err := findProduct(ctx, c.db, ref)
	if err != nil {
		return Stocked{}, fmt.Errorf("find a product: %w", err)
	}
	if p.Status == Drafted && !auth.From(ctx).Staff() {
		return Stocked{}, ErrNotFound
	}
	return p, nil
}

// Create adds a product and tells the other services of it. Errors: ErrInvalid, ErrSlugTaken, ErrSKUTaken,
// ErrCategoryElsewhere.
func (c *Catalog) Create(ctx context.Context, d Draft) (Stocked, error) {
	if err := d.faults().err(); err != nil {
		return Stocked{}, err
	}
	var made Product
	err := c.write(ctx, func(tx postgres.Tx) error {
		slug := d.Slug
		if slug == "" {
			base := slugOf(d.Name)
			taken, err := slugsLike(ctx, tx, base)
			if err != nil {
				return err
			}
			slug = freeSlug(base, taken)
		}
		path, err := c.category(ctx, tx, d.Category)
		if err != nil {
			return err
		}
		made = newProduct(d, slug, path)
		err = c.save(ctx, tx, change{After: made})
		if d.Slug == "" && errors.Is(err, ErrSlugTaken) {
			return errAgain // somebody took the free slug meanwhile
		}
		return err
	})
	if err != nil {
		return Stocked{}, fmt.Errorf("create a product: %w", err)
	}
	return findProduct(ctx, c.db, made.ID)
}

// newProduct is the first version of a product.
func newProduct(d Draft, slug string, path []string) Product {
	now := time.Now().UTC().Truncate(time.Microsecond)
	return d.fill(Product{
		ID: events.NewID(), Slug: slug, Category: path, Version: 1, CreatedAt: now, UpdatedAt: now,
	})
}

// Update changes what the patch names of a product, when its version is still the given one. A patch that changes
// nothing keeps the version. Errors: ErrNotFound, ErrVersionChanged, and those of Create.
func (c *Catalog) Update(ctx context.Context, ref string, version int64, patch Patch) (Stocked, error) {
	if err := patch.draft().faults().err(); err != nil {
		return Stocked{}, err
	}
	err := c.write(ctx, func(tx postgres.Tx) error {
		before, err := lockProduct(ctx, tx, ref)
		if err != nil {
			return err
		}
		if before.Version != version {
			return ErrVersionChanged
		}
		after := before.patched(patch)
		if patch.Category != nil {
			if after.Category, err = c.category(ctx, tx, *patch.Category); err != nil {
				return err
			}
		}
		ref = before.ID // the slug may change
		return c.replace(ctx, tx, before, after)
	})
	if err != nil {
		return Stocked{}, fmt.Errorf("update a product: %w", err)
	}
	return findProduct(ctx, c.db, ref)
}

// Archive takes a product off the shelves: it can still be read, not listed or bought. Archiving again does nothing.
// A version of 0 archives whatever version there is.
func (c *Catalog) Archive(ctx context.Context, ref string, version int64) (Stocked, error) {
	err := c.write(ctx, func(tx postgres.Tx) error {
		before, err := lockProduct(ctx, tx, ref)
		if err != nil {
			return err
		}
		if version != 0 && before.Version != version {
			return ErrVersionChanged
		}
		after := before
		after.Status = Archived
		return c.replace(ctx, tx, before, after)
	})
	if err != nil {
		return Stocked{}, fmt.Errorf("archive a product: %w", err)
	}
	return findProduct(ctx, c.db, ref)
}

// Upload stores a picture and returns where it is served.
func (c *Catalog) Upload(data []byte) (string, error) {
	p, err := pictureOf(data)
	if err != nil {
		return "", err
	}
	return p.URL(), c.shelf.put(p)
}
