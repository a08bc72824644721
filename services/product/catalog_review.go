package product

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres"
)

// Reviews returns up to limit reviews of a product, newest first, older than the one with id before (all when empty).
func (c *Catalog) Reviews(ctx context.Context, ref, before string, limit int) ([]Review, error) {
	p, err := c.Product(ctx, ref)
	if err != nil {
		return nil, err
	}
	reviews, err := listReviews(ctx, c.db, p.ID, before, limit)
	if err != nil {
		return nil, fmt.Errorf("list reviews: %w", err)
	}
	return reviews, nil
}

// Review adds the caller's opinion of a product, shown at once. The product's rating, and so its version, changes in
// the same transaction. Errors: ErrNotFound, ErrReviewExists, ErrInvalid.
func (c *Catalog) Review(ctx context.Context, ref string, o Opinion) (Review, error) {
	if err := o.faults().err(); err != nil {
		return Review{}, err
	}
	caller := auth.From(ctx)
	var made Review
	err := c.write(ctx, func(tx postgres.Tx) error {
		p, err := lockProduct(ctx, tx, ref)
		if err != nil {
			return err
		}
		if p.Status == Drafted {
			return ErrNotFound
		}
		who, err := standingOf(ctx, tx, caller.Owners(), p.ID)
		if err != nil {
			return err
		}
		if who.Reviewed {
			return ErrReviewExists
		}
		made = newReview(p.ID, who.Name, o)
		made.Verified = who.Bought
		if err := insertReview(ctx, tx, made, caller.UserID); err != nil {
			return err
		}
		return c.rate(ctx, tx, p, []Review{made}, int64(o.Rating), 1)
	})
	if err != nil {
		return Review{}, fmt.Errorf("review a product: %w", err)
	}
	return made, nil
}

func newReview(productID, author string, o Opinion) Review {
	return Review{
		ID: events.NewID(), ProductID: productID, Author: author, Rating: o.Rating, Title: o.Title, Body: o.Body,
		Status: "shown", CreatedAt: time.Now().UTC().Truncate(time.Microsecond),
	}
}

// rate adds stars of count reviews to a locked product and sends the reviews that were written.
func (c *Catalog) rate(ctx context.Context, tx postgres.Tx, p Product, written []Review, stars, count int64) error {
	after := p
	after.RatingSum += stars
	after.RatingCount += count
	if err := c.replace(ctx, tx, p, after); err != nil {
		return err
	}
	return sendReviews(ctx, tx, written)
}

// ImportReviews adds or replaces one review for each line, known by product and author; the same again changes nothing.
// A bad line is told in the answer and stops nothing.
func (c *Catalog) ImportReviews(ctx context.Context, lines iter.Seq2[Line[ImportedReview], error]) (Imported, error) {
	report := Imported{Failed: []Refusal{}}
	var batch []Line[ImportedReview] // of one product
	flush := func() error {
		defer func() { batch = batch[:0] }()
		return c.importReviews(ctx, batch, &report)
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
		if n := len(batch); n == batchLines || n > 0 && batch[0].Value.Slug != line.Value.Slug {
			if err := flush(); err != nil {
				return report, err
			}
		}
		batch = append(batch, line)
	}
	return report, flush()
}

// importReviews writes lines about one product in one transaction, which raises its version once.
func (c *Catalog) importReviews(ctx context.Context, batch []Line[ImportedReview], report *Imported) error {
	if len(batch) == 0 {
		return nil
	}
	var outcomes []outcome
	err := c.write(ctx, func(tx postgres.Tx) (err error) {
		outcomes, err = c.writeReviews(ctx, tx, batch)
		return err
	})
	if err != nil && !spoiled(err) {
		return fmt.Errorf("import reviews: %w", err)
	}
	for i, line := range batch {
		if err != nil {
			report.refuse(line.Number, err)
			continue
		}
		report.add(outcomes[i])
	}
	return nil
}

func (c *Catalog) writeReviews(ctx context.Context, tx postgres.Tx, batch []Line[ImportedReview]) ([]outcome, error) {
	p, err := lockProduct(ctx, tx, batch[0].Value.Slug)
	if err != nil {
		return nil, err
	}
	known, err := importedOf(ctx, tx, p.ID)
	if err != nil {
		return nil, err
	}
	outcomes := make([]outcome, len(batch))
	var written []Review
	var stars, count int64
	for i, line := range batch {
		v := line.Value
		r := newReview(p.ID, v.Author, Opinion{v.Rating, v.Title, v.Body})
		outcomes[i] = created
		if old, ok := known[v.Author]; ok {
			outcomes[i] = updated
			r.ID, r.CreatedAt, r.Status = old.ID, old.CreatedAt, old.Status
			if r == old {
				continue
			}
			stars -= int64(old.Rating)
			count--
		}
		known[v.Author] = r
		if err := writeImported(ctx, tx, r); err != nil {
			return nil, err
		}
		written = append(written, r)
		stars += int64(r.Rating)
		count++
	}
	return outcomes, c.rate(ctx, tx, p, written, stars, count)
}
