package personalization

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/outbox"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/problem"
)

// maxWishes is how long a wishlist may be.
const maxWishes = 500

// ErrWishes is a wishlist that has no room.
var ErrWishes = problem.New(problem.Invalid, "wishlist_full", "a wishlist takes at most %d products", maxWishes)

// Profiles is the service: every way in, by HTTP or by event, ends in one of its methods (those of events are in hear.go,
// recommending is in recommend.go, counting in tally.go).
type Profiles struct {
	db       *postgres.DB
	log      *slog.Logger
	currency money.Currency
}

// in is the currency that was asked for, or the shop's.
func (p *Profiles) in(asked money.Currency) money.Currency {
	if asked == "" {
		return p.currency
	}
	return asked
}

// Record keeps what the caller did and tells others of it. An act reported before has no effect, so a report may be sent
// again; one of the future counts as now, one too old to keep is passed over. It returns how many were new.
func (p *Profiles) Record(ctx context.Context, acts []Act) (int, error) {
	user := auth.From(ctx).UserID
	acts = recent(acts, time.Now())
	if len(acts) == 0 {
		return 0, nil
	}
	var fresh []Act
	err := p.db.InTx(ctx, func(tx postgres.Tx) (err error) {
		if fresh, err = insertActs(ctx, tx, user, acts); err != nil || len(fresh) == 0 {
			return err
		}
		return postgres.Pipeline(ctx, tx, func(tx postgres.Tx) error { return follow(ctx, tx, user, fresh) })
	})
	if err != nil {
		return 0, fmt.Errorf("record behaviour: %w", err)
	}
	return len(fresh), nil
}

// follow leaves new acts to be counted and tells of them.
func follow(ctx context.Context, tx postgres.Tx, user string, fresh []Act) error {
	var count []Act
	var weights []float64
	tell := make([]outbox.Keyed[events.Behaviour], len(fresh))
	for i, a := range fresh {
		tell[i] = outbox.Keyed[events.Behaviour]{Key: user, Data: a.event(user)}
		if w := worth[a.Kind]; w > 0 {
			count, weights = append(count, a), append(weights, w*weight(a.At))
		}
	}
	if len(count) > 0 {
		if err := enqueue(ctx, tx, user, count, weights); err != nil {
			return err
		}
	}
	_, err := outbox.AddAll(ctx, tx, events.BehaviourRecorded, tell)
	return err
}

// RecentlyViewed returns what the caller looked at last, as far as it is still sold.
func (p *Profiles) RecentlyViewed(ctx context.Context, in money.Currency, limit int) ([]Card, error) {
	ids, err := lookedAt(ctx, p.db, auth.From(ctx).Owners(), p.in(in), limit)
	if err != nil {
		return nil, fmt.Errorf("read what was viewed: %w", err)
	}
	return p.cards(ctx, ids, in)
}

// Wishes returns a page of the caller's wishlist, latest first, and where it ended when there is more.
func (p *Profiles) Wishes(ctx context.Context, in money.Currency, after *Wished, limit int) ([]Card, *Wished, error) {
	wishes, err := listWishes(ctx, p.db, auth.From(ctx).Owners(), p.in(in), after, limit+1) // one more tells whether there is more
	if err != nil {
		return nil, nil, fmt.Errorf("read wishlist: %w", err)
	}
	var last *Wished
	if len(wishes) > limit {
		wishes = wishes[:limit]
		last = &wishes[limit-1]
	}
	ids := make([]string, len(wishes))
	for i, w := range wishes {
		ids[i] = w.ProductID
	}
	cards, err := p.cards(ctx, ids, in)
	return cards, last, err
}

func (p *Profiles) cards(ctx context.Context, ids []string, in money.Currency) ([]Card, error) {
	cards, err := findCards(ctx, p.db, ids, p.in(in))
	if err != nil {
		return nil, fmt.Errorf("read cards: %w", err)
	}
	return cards, nil
}

// Wish puts a product on the caller's wishlist, where it may be already. ErrProduct when it is not sold, ErrWishes.
func (p *Profiles) Wish(ctx context.Context, productID string) error {
	id := auth.From(ctx)
	s, err := findWishState(ctx, p.db, id.Owners(), productID)
	switch {
	case err != nil:
		return fmt.Errorf("look at wishlist: %w", err)
	case s.Has:
		return nil
	case !s.Sold:
		return ErrProduct
	case s.Many >= maxWishes:
		return ErrWishes
	}
	if err := insertWish(ctx, p.db, id.UserID, productID); err != nil {
		return fmt.Errorf("write wishlist: %w", err)
	}
	return nil
}

// Unwish takes a product off the caller's wishlist; one that is not on it is fine.
func (p *Profiles) Unwish(ctx context.Context, productID string) error {
	if err := deleteWish(ctx, p.db, auth.From(ctx).Owners(), productID); err != nil {
		return fmt.Errorf("write wishlist: %w", err)
	}
	return nil
}
