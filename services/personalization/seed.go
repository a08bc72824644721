package personalization

import (
	"fmt"
	"math"
)

// Placement is where recommendations are shown.
type Placement string

// The placements: on the front page for whoever looks, beside a product, and beside a cart.
const (
	Home        Placement = "home"
	ProductPage Placement = "product"
	CartPage    Placement = "cart"
)

// Seed is a product that recommendations start from: one that is on the page or that the shopper had to do with.
type Seed struct {
	Product
	Looked bool // the shopper looked at it, and is told so
	Rank   int  // 0 is what matters most
}

// share is how much a seed matters beside the others.
func (s Seed) share() float64 { return math.Pow(0.85, float64(s.Rank)) }

// popularFrom is the present score from which a product may be called popular: three shoppers looked at it lately, or one
// bought it.
const popularFrom = 2.5

// praisedFrom is the rating, in tenths of a star, from which it is a reason.
const praisedFrom = 40

// Pair is a product seen together with a seed.
type Pair struct {
	SeedID    string
	ProductID string
	Bought    bool
	Score     float64 // as stored
}

// Standing is how a product does in the shop.
type Standing struct {
	ProductID    string
	Root         string
	Score        float64 // as stored
	RatingTenths int64
	RatingCount  int64
}

// together is the evidence of a pair, now being the present score.
func (s Seed) together(p Pair, now float64) Evidence {
	e := Evidence{ProductID: p.ProductID, Ground: BoughtTogether, Amount: now, Share: s.share(), Reason: "Bought together with " + s.Name}
	if p.Bought {
		return e
	}
	e.Ground, e.Reason = ViewedTogether, "Viewed together with "+s.Name
	if s.Looked {
		e.Reason = "You looked at " + s.Name
	}
	return e
}

// alike is the evidence that c is like the seed, if it is like enough: of its own category, or of its brand.
func (s Seed) alike(c Product) (Evidence, bool) {
	e := Evidence{ProductID: c.ID, Ground: Alike, Amount: likeness(s.Product, c), Share: s.share()}
	switch {
	case c.own() != "" && c.own() == s.own():
		e.Reason = "Similar to " + s.Name
	case c.Brand != "" && c.Brand == s.Brand:
		e.Reason = "More from " + c.Brand
	default:
		return Evidence{}, false
	}
	return e, true
}

// evidence is what speaks for a product by itself, now being its present score. share is what it counts for here.
func (s Standing) evidence(now, share float64) Evidence {
	e := Evidence{ProductID: s.ProductID, Ground: Popular, Amount: now, Share: share}
	where := ""
	if s.Root != "" {
		where = " in " + titled(s.Root)
	}
	switch {
	case now >= popularFrom && where != "":
		e.Reason = "Popular" + where
	case now >= popularFrom:
		e.Reason = "Popular right now"
	case s.RatingCount > 0 && s.RatingTenths >= praisedFrom:
		e.Ground, e.Amount = OnSale, float64(s.RatingTenths)/10
		e.Reason = fmt.Sprintf("Rated %d.%d of 5 by %s", s.RatingTenths/10, s.RatingTenths%10, shoppers(s.RatingCount))
	case where != "":
		e.Ground, e.Amount, e.Reason = OnSale, 0, "More"+where
	default:
		e.Ground, e.Amount, e.Reason = OnSale, 0, "More from the shop"
	}
	return e
}

// shoppers writes a number of them.
func shoppers(n int64) string {
	if n == 1 {
		return "1 shopper"
	}
	return fmt.Sprintf("%d shoppers", n)
}
