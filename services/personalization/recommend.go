package personalization

import (
	"context"
	"fmt"
	"time"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/money"
)

const (
	maxMet   = 8 // products a front page starts from
	maxAlike = 3 // seeds that others are compared to
)

// Wanted is what recommendations are asked for.
type Wanted struct {
	Placement Placement
	Products  []string // what is on the page
	Currency  money.Currency
	Limit     int
}

// Recommend returns products that can be bought now, the best first, each with a true reason. What is on the page is never
// among them; on the front page the products that the caller has met already come last.
func (p *Profiles) Recommend(ctx context.Context, w Wanted) ([]Recommendation, error) {
	w.Currency = p.in(w.Currency)
	seeds, err := p.seeds(ctx, w)
	if err != nil {
		return nil, fmt.Errorf("find what to start from: %w", err)
	}
	all, err := p.evidence(ctx, seeds, w)
	if err != nil {
		return nil, err
	}
	known, out := map[string]bool{}, map[string]bool{}
	for _, id := range w.Products {
		out[id] = true
	}
	for _, s := range seeds {
		known[s.ID] = true
	}
	return p.shown(ctx, rank(all, out, known), w)
}

// shown turns picks into cards, as they are at this moment.
func (p *Profiles) shown(ctx context.Context, picks []Pick, w Wanted) ([]Recommendation, error) {
	ids, reasons := make([]string, 0, w.Limit), map[string]string{}
	for _, pick := range picks[:min(len(picks), w.Limit)] {
		ids = append(ids, pick.ProductID)
		reasons[pick.ProductID] = pick.Reason
	}
	cards, err := p.cards(ctx, ids, w.Currency)
	if err != nil {
		return nil, err
	}
	list := make([]Recommendation, 0, len(cards))
	for _, c := range cards {
		if c.Available { // it may have been sold since it was picked
			list = append(list, Recommendation{Product: c, Reason: reasons[c.ID]})
		}
	}
	return list, nil
}

// seeds returns the products to start from: those on the page, or those that the caller had to do with. What is not
// sold is no seed: its name may not be told.
func (p *Profiles) seeds(ctx context.Context, w Wanted) ([]Seed, error) {
	from := make([]met, 0, maxMet)
	for _, id := range w.Products {
		from = append(from, met{ProductID: id})
	}
	if owners := auth.From(ctx).Owners(); w.Placement == Home && len(owners) > 0 {
		var err error
		if from, err = lastMet(ctx, p.db, owners, maxMet); err != nil {
			return nil, err
		}
	}
	if len(from) == 0 {
		return nil, nil
	}
	ids := make([]string, len(from))
	for i, m := range from {
		ids[i] = m.ProductID
	}
	found, err := findProducts(ctx, p.db, ids)
	if err != nil {
		return nil, err
	}
	var seeds []Seed
	for _, m := range from {
		if product := found[m.ProductID]; product.Active {
			seeds = append(seeds, Seed{Product: product, Looked: m.Looked, Rank: len(seeds)})
		}
	}
	return seeds, nil
}

// evidence collects all that speaks for any product.
func (p *Profiles) evidence(ctx context.Context, seeds []Seed, w Wanted) ([]Evidence, error) {
	now := time.Now()
	all, err := p.paired(ctx, seeds, w, now)
	if err != nil {
		return nil, fmt.Errorf("find what goes together: %w", err)
	}
	like, err := p.alike(ctx, seeds, w)
	if err != nil {
		return nil, fmt.Errorf("find what is alike: %w", err)
	}
	wanted, err := p.wanted(ctx, seeds, w, now)
	if err != nil {
		return nil, fmt.Errorf("find what is popular: %w", err)
	}
	return append(append(all, like...), wanted...), nil
}

func (p *Profiles) paired(ctx context.Context, seeds []Seed, w Wanted, now time.Time) ([]Evidence, error) {
	if len(seeds) == 0 {
		return nil, nil
	}
	byID := make(map[string]Seed, len(seeds))
	ids := make([]string, len(seeds))
	for i, s := range seeds {
		byID[s.ID], ids[i] = s, s.ID
	}
	pairs, err := findPairs(ctx, p.db, ids, w.Currency)
	all := make([]Evidence, len(pairs))
	for i, pair := range pairs {
		all[i] = byID[pair.SeedID].together(pair, present(pair.Score, now))
	}
	return all, err
}

func (p *Profiles) alike(ctx context.Context, seeds []Seed, w Wanted) ([]Evidence, error) {
	seeds = seeds[:min(len(seeds), maxAlike)]
	if len(seeds) == 0 {
		return nil, nil
	}
	categories, brands := distinct(seeds, Product.own), distinct(seeds, func(p Product) string { return p.Brand })
	found, err := findAlike(ctx, p.db, categories, brands, w.Currency)
	var all []Evidence
	for _, s := range seeds {
		for _, c := range found {
			if e, ok := s.alike(c); ok && c.ID != s.ID {
				all = append(all, e)
			}
		}
	}
	return all, err
}

func (p *Profiles) wanted(ctx context.Context, seeds []Seed, w Wanted, now time.Time) ([]Evidence, error) {
	roots := distinct(seeds, Product.root)
	found, err := findWanted(ctx, p.db, roots, w.Currency, w.Limit+len(w.Products))
	near := map[string]bool{}
	for _, r := range roots {
		near[r] = true
	}
	all := make([]Evidence, len(found))
	for i, s := range found {
		share := 1.0
		if len(roots) > 0 && !near[s.Root] {
			share = 0.6
		}
		all[i] = s.evidence(present(s.Score, now), share)
	}
	return all, err
}

// distinct returns what of gives of the seeds, once each, without empty texts.
func distinct(seeds []Seed, of func(Product) string) []string {
	texts, seen := []string{}, map[string]bool{"": true}
	for _, s := range seeds {
		if text := of(s.Product); !seen[text] {
			seen[text] = true
			texts = append(texts, text)
		}
	}
	return texts
}
