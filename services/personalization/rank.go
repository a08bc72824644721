package personalization

import (
	"cmp"
	"slices"
)

// Ground is why a product may be worth a look.
type Ground int

// The grounds, from the strongest to the weakest.
const (
	BoughtTogether Ground = iota // ordered together with a product that matters here
	ViewedTogether               // looked at by those who looked at it
	Alike                        // much in common with it
	Popular                      // much wanted
	OnSale                       // nothing speaks for it but that it is there
)

// Evidence is one ground for one product.
type Evidence struct {
	ProductID string
	Ground    Ground
	Amount    float64 // at present: a decayed score, the likeness of Alike, the stars of OnSale
	Share     float64 // how much the product that it starts from matters here, up to 1
	Reason    string  // what the shopper is told, and true
}

// strength is what e counts for. A score saturates: what is bought together ten times as often is not ten times as good a
// recommendation, and no crowd of lookers outweighs what was really bought together a few times.
func (e Evidence) strength() float64 {
	switch e.Ground {
	case BoughtTogether:
		return e.Share * 4 * e.Amount / (e.Amount + 1)
	case ViewedTogether:
		return e.Share * 2 * e.Amount / (e.Amount + 2)
	case Alike:
		return e.Share * e.Amount
	case Popular:
		return e.Share * 0.5 * e.Amount / (e.Amount + 5)
	default:
		return e.Share * 0.01 * e.Amount / 5
	}
}

// Pick is a product to recommend and why.
type Pick struct {
	ProductID string
	Reason    string
	strength  float64
}

// rank adds up all that speaks for each product and returns the products best first, each with the reason that counted
// most. Products in out are left out; those in known, which the shopper has met already, come after all others. The
// order of the evidence does not matter, and of equals the lower id is first.
func rank(all []Evidence, out, known map[string]bool) []Pick {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b Evidence) int {
		return cmp.Or(cmp.Compare(a.ProductID, b.ProductID), cmp.Compare(b.strength(), a.strength()),
			cmp.Compare(a.Ground, b.Ground), cmp.Compare(a.Reason, b.Reason))
	})
	var picks []Pick
	for _, e := range all {
		switch last := len(picks) - 1; {
		case out[e.ProductID]:
		case last >= 0 && picks[last].ProductID == e.ProductID:
			picks[last].strength += e.strength()
		default:
			picks = append(picks, Pick{e.ProductID, e.Reason, e.strength()})
		}
	}
	slices.SortFunc(picks, func(a, b Pick) int {
		return cmp.Or(first(!known[a.ProductID], !known[b.ProductID]), cmp.Compare(b.strength, a.strength),
			cmp.Compare(a.ProductID, b.ProductID))
	})
	return picks
}

// first orders what is true before what is not.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}
