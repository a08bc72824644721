package orchestrator

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"github.com/askcart/askcart/services/llm-orchestrator/search"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
)

// Search finds products in an index that every replica keeps in memory and that follows the tables.
type Search struct {
	db       *postgres.DB
	log      *slog.Logger
	currency money.Currency
	index    atomic.Pointer[search.Index]
	popular  atomic.Pointer[[]string]
	dirty    *dirty
	asked    *tally
}

func newSearch(db *postgres.DB, currency money.Currency, log *slog.Logger) *Search {
	s := &Search{db: db, log: log, currency: currency, dirty: newDirty(), asked: newTally()}
	s.index.Store(search.New())
	s.popular.Store(&[]string{})
	return s
}

// load builds the index from the tables and swaps it in; until then the old one answers.
func (s *Search) load(ctx context.Context) error {
	fresh := search.New()
	begin := time.Now()
	if err := eachItem(ctx, s.db, fresh.Put); err != nil {
		return fmt.Errorf("load the index: %w", err)
	}
	groups, err := synonymGroups(ctx, s.db)
	if err != nil {
		return fmt.Errorf("load synonyms: %w", err)
	}
	fresh.SetSynonyms(search.NewSynonyms(groups))
	s.index.Store(fresh)
	s.log.InfoContext(ctx, "index loaded", "products", fresh.Len(), "took", time.Since(begin))
	return nil
}

// resync is how often whatever changed lately is read again, should a change have gone unnoticed.
const resync = 30 * time.Second

// follow keeps the index up to date until ctx ends.
func (s *Search) follow(ctx context.Context) error {
	tick := time.NewTicker(resync)
	defer tick.Stop()
	synced := time.Now()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-s.dirty.woken:
			s.apply(ctx)
		case <-tick.C:
			begin := time.Now()
			if s.catchUp(ctx, begin.Sub(synced)+resync) {
				synced = begin
			}
		}
	}
}

// apply reads what changed and puts it into the index; what cannot be read now is tried again at the next wake.
func (s *Search) apply(ctx context.Context) {
	products, stock, synonyms := s.dirty.take()
	err := itemsOf(ctx, s.db, products, s.index.Load().Put)
	if err == nil {
		err = s.applyStock(ctx, stock)
	}
	if err == nil && synonyms {
		err = s.applySynonyms(ctx)
	}
	if err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "cannot follow the tables", "err", err)
		s.dirty.putBack(products, stock, synonyms)
	}
}

func (s *Search) applyStock(ctx context.Context, skus []string) error {
	levels, err := stockOf(ctx, s.db, skus)
	if err != nil {
		return err
	}
	for sku, available := range levels {
		s.index.Load().SetStock(sku, available)
	}
	return nil
}

func (s *Search) applySynonyms(ctx context.Context) error {
	groups, err := synonymGroups(ctx, s.db)
	if err != nil {
		return err
	}
	s.index.Load().SetSynonyms(search.NewSynonyms(groups))
	return nil
}

// catchUp reads again what changed within age, and what is popular; false when the database cannot be asked.
func (s *Search) catchUp(ctx context.Context, age time.Duration) bool {
	products, skus, err := changedWithin(ctx, s.db, age)
	if err != nil {
		s.log.WarnContext(ctx, "cannot catch up", "err", err)
		return false
	}
	s.dirty.putBack(products, skus, true)
	s.apply(ctx)
	popular, err := popularQueries(ctx, s.db)
	if err != nil {
		return false
	}
	s.popular.Store(&popular)
	return true
}

// Find answers a request; the text is counted when record is set.
func (s *Search) Find(r search.Request, record bool) search.Result {
	result := s.index.Load().Search(r)
	if text := normalised(r.Text); record && text != "" {
		s.asked.add(text, result.Total == 0)
	}
	return result
}

// Suggest completes what is being typed.
func (s *Search) Suggest(typed string, in money.Currency) []search.Suggestion {
	return s.index.Load().Suggest(typed, *s.popular.Load(), in)
}

// in is the currency that was asked for, or the shop's.
func (s *Search) in(asked money.Currency) money.Currency {
	if asked == "" {
		return s.currency
	}
	return asked
}

// normalised is the form in which a text is counted; what is too long to be a query is not counted.
func normalised(text string) string {
	text = strings.Join(search.Words(text), " ")
	if len(text) > 100 || strings.Count(text, " ") > 12 {
		return ""
	}
	return text
}
