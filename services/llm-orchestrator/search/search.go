package search

import (
	"cmp"
	"slices"
)

// Sort is the order of a result.
type Sort string

// The orders. Ties are in the order of ids, so paging never repeats or skips what does not change.
const (
	Relevance Sort = "relevance"
	Newest    Sort = "newest"
	PriceAsc  Sort = "price_asc"
	PriceDesc Sort = "price_desc"
	BestRated Sort = "rating"
)

// Cap is how many products of a result are counted; a count that reaches it means "at least".
const Cap = 1001

// Request is what is searched for.
type Request struct {
	Text   string
	Filter Filter
	Sort   Sort
	After  *Place // where the page before ended
	Limit  int
}

// Place is the sort key of a page's last hit.
type Place struct {
	Sort Sort    `json:"s"`
	Key  float64 `json:"k"`
	ID   string  `json:"i"`
}

// Hit is a product that was found; a higher score answers better.
type Hit struct {
	*Item
	Score    float64
	Coverage float64 // part of the query that the product has, rare words counting more; 1 is all of it
}

// Result is a page of what was found, and what the whole of it can be narrowed by.
type Result struct {
	Query   Query
	Hits    []Hit
	Next    *Place // nil at the end
	Facets  Facets
	Total   int      // at most Cap
	Relaxed []string // conditions of the text that nothing met: price, size, color, in_stock
}

// Search finds products. It is deterministic for the same index.
func (x *Index) Search(r Request) Result {
	x.mu.RLock()
	defer x.mu.RUnlock()
	q := x.understand(r.Text)
	list := slices.DeleteFunc(x.rank(q), func(s scored) bool {
		_, sold := x.docs[s.doc].item.Price(r.Filter.Currency)
		return !sold
	})
	list, relaxed := x.choose(list, q, r.Filter)
	items := make([]*Item, len(list))
	hits := make([]Hit, 0, len(list))
	for i, s := range list {
		items[i] = x.docs[s.doc].item
		if r.Filter.passes(items[i], "") {
			hits = append(hits, Hit{items[i], s.score, s.part})
		}
	}
	out := Result{Query: q, Total: min(len(hits), Cap), Relaxed: relaxed, Facets: facets(items, r.Filter)}
	out.Hits, out.Next = page(hits, r)
	return out
}

// choose applies what the text asks for. Conditions are tried together with the filter, so that what is given up is
// what the filter leaves nothing of.
func (x *Index) choose(list []scored, q Query, f Filter) ([]scored, []string) {
	conditions := x.conditions(q, f.Currency)
	if len(conditions) == 0 {
		return list, nil
	}
	passing := slices.DeleteFunc(slices.Clone(list), func(s scored) bool { return !f.passes(x.docs[s.doc].item, "") })
	_, relaxed := meet(passing, conditions)
	kept := conditions[:len(conditions)-len(relaxed)]
	list = slices.DeleteFunc(list, func(s scored) bool {
		return slices.ContainsFunc(kept, func(c condition) bool { return !c.met(s.doc) })
	})
	return list, relaxed
}

// page sorts the hits and takes those after the place.
func page(hits []Hit, r Request) ([]Hit, *Place) {
	key := keyOf(r)
	slices.SortStableFunc(hits, func(a, b Hit) int { return compare(key(a), a.ID, key(b), b.ID, r.Sort) })
	start := 0
	if r.After != nil {
		start, _ = slices.BinarySearchFunc(hits, *r.After, func(h Hit, p Place) int {
			if compare(key(h), h.ID, p.Key, p.ID, r.Sort) <= 0 {
				return -1
			}
			return 1
		})
	}
	shown := hits[start:min(len(hits), start+r.Limit)]
	if start+r.Limit >= len(hits) || len(shown) == 0 {
		return shown, nil
	}
	last := shown[len(shown)-1]
	return shown, &Place{r.Sort, key(last), last.ID}
}

// compare orders by key and, where that is the same, by id; newest ids first where newness decides.
func compare(a float64, aID string, b float64, bID string, s Sort) int {
	switch s {
	case Newest:
		return cmp.Compare(bID, aID)
	case PriceAsc:
		return cmp.Or(cmp.Compare(a, b), cmp.Compare(aID, bID))
	}
	return cmp.Or(cmp.Compare(b, a), cmp.Compare(aID, bID))
}

// keyOf is what a request sorts by. Ids are UUIDv7: their order is that of age.
func keyOf(r Request) func(Hit) float64 {
	return func(h Hit) float64 {
		switch r.Sort {
		case Newest:
			return 0
		case PriceAsc, PriceDesc:
			p, _ := h.Price(r.Filter.Currency)
			return float64(p.Amount)
		case BestRated:
			return float64(h.Rating.Tenths)*1e9 + float64(min(h.Rating.Count, 1e9-1))
		}
		return h.Score
	}
}
