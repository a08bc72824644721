package product

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/askcart/askcart/shared/changes"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/outbox"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/problem"
)

// changedProduct is the kind under which a change of what a product shows is told to all replicas; the key is its id.
const changedProduct = "product"

// errAgain asks write to repeat the transaction.
var errAgain = errors.New("lost against another write")

// errBusy answers a write that lost every time; each time another one won.
var errBusy = problem.New(problem.Unavailable, "busy", "too many changes at once, try again").After(time.Second)

// write runs fn in a transaction, again when it lost against another one, and forgets what was counted before.
func (c *Catalog) write(ctx context.Context, fn func(tx postgres.Tx) error) (err error) {
	defer c.seen.forget()
	for range attempts {
		if err = c.db.InTx(ctx, fn); !postgres.Retryable(err) && !errors.Is(err, errAgain) {
			return err
		}
	}
	return errors.Join(errBusy, err)
}

// replace saves after in place of before, as the next version, unless it says nothing new.
func (c *Catalog) replace(ctx context.Context, tx postgres.Tx, before, after Product) error {
	if after.sameAs(before) {
		return nil
	}
	return c.save(ctx, tx, change{&before, before.next(after)})
}

// next is after as the version that follows p.
func (p Product) next(after Product) Product {
	after.Version, after.UpdatedAt = p.Version+1, time.Now().UTC().Truncate(time.Microsecond)
	return after
}

// save is the only way a product is written: the product, its SKUs, listings, facet counts and events, for all changes
// at once. Each product appears at most once, and those that exist are locked. Errors: ErrSlugTaken, ErrSKUTaken.
func (c *Catalog) save(ctx context.Context, tx postgres.Tx, changed ...change) error {
	if len(changed) == 0 {
		return nil
	}
	products := make([]Product, len(changed))
	for i, ch := range changed {
		products[i] = ch.After
	}
	if err := writeProducts(ctx, tx, products); err != nil {
		return fmt.Errorf("write products: %w", err)
	}
	gone, added := moves(changed)
	if err := moveSKUs(ctx, tx, gone, added); err != nil {
		return fmt.Errorf("write SKUs: %w", err)
	}
	if err := relist(ctx, tx, products); err != nil {
		return err
	}
	if err := countFacets(ctx, tx, tally(changed)); err != nil {
		return fmt.Errorf("count facets: %w", err)
	}
	return announce(ctx, tx, changed)
}

// relist writes the listings of products anew, from their stock as it is.
func relist(ctx context.Context, tx postgres.Tx, products []Product) error {
	var ids, skus []string
	for _, p := range products {
		ids = append(ids, p.ID)
		skus = append(skus, p.skus()...)
	}
	stock, err := lockStock(ctx, tx, skus)
	if err != nil {
		return fmt.Errorf("lock stock: %w", err)
	}
	rows := []Listing{}
	for _, p := range products {
		rows = append(rows, p.listings(stock)...)
	}
	if err := writeListings(ctx, tx, ids, rows); err != nil {
		return fmt.Errorf("write listings: %w", err)
	}
	return nil
}

// moves returns the SKUs that no longer belong to their product and those that belong to one from now on.
func moves(changed []change) (gone []string, added []ownedSKU) {
	for _, c := range changed {
		had := []string{}
		if c.Before != nil {
			had = c.Before.skus()
		}
		for _, v := range c.removed() {
			gone = append(gone, v.SKU)
		}
		for _, sku := range c.After.skus() {
			if !slices.Contains(had, sku) {
				added = append(added, ownedSKU{sku, c.After.ID})
			}
		}
	}
	return gone, added
}

// announce sends the snapshots and wakes whoever keeps something in memory.
func announce(ctx context.Context, tx postgres.Tx, changed []change) error {
	var made, updated []outbox.Keyed[events.Product]
	ids := make([]string, len(changed))
	for i, ch := range changed {
		ids[i] = ch.After.ID
		if snapshot := (outbox.Keyed[events.Product]{Key: ch.After.ID, Data: ch.event()}); ch.Before == nil {
			made = append(made, snapshot)
		} else {
			updated = append(updated, snapshot)
		}
	}
	if err := send(ctx, tx, events.ProductCreated, made); err != nil {
		return err
	}
	if err := send(ctx, tx, events.ProductUpdated, updated); err != nil {
		return err
	}
	return changes.Add(ctx, tx, changedProduct, ids...)
}

func send[T any](ctx context.Context, tx postgres.Tx, topic events.Topic[T], all []outbox.Keyed[T]) error {
	if len(all) == 0 {
		return nil
	}
	_, err := outbox.AddAll(ctx, tx, topic, all)
	return err
}

// sendReviews sends reviews as they now are.
func sendReviews(ctx context.Context, tx postgres.Tx, reviews []Review) error {
	all := make([]outbox.Keyed[events.Review], len(reviews))
	for i, r := range reviews {
		all[i] = outbox.Keyed[events.Review]{Key: r.ProductID, Data: r.event()}
	}
	return send(ctx, tx, events.ReviewChanged, all)
}

// category returns the path that a draft's category stands for, and makes what is missing of it.
func (c *Catalog) category(ctx context.Context, tx postgres.Tx, wanted string) ([]string, error) {
	t, err := readTree(ctx, tx)
	if err != nil {
		return nil, err
	}
	path, added, err := t.plant(strings.Trim(wanted, "/"))
	if err != nil {
		return nil, err
	}
	return path, addCategories(ctx, tx, added)
}
