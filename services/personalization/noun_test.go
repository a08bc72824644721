package personalization

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
)

var moments = rapid.Custom(func(t *rapid.T) time.Time {
	return epoch.Add(time.Duration(rapid.Int64Range(-int64(20*365*24*time.Hour), int64(80*365*24*time.Hour)).Draw(t, "ns")))
})

func TestInterestHalvesEveryThirtyDays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		at, n := moments.Draw(t, "at"), rapid.IntRange(0, 20).Draw(t, "half-lives")
		got := present(weight(at), at.Add(time.Duration(n)*halfLife))
		if want := math.Exp2(-float64(n)); math.Abs(got-want) > 1e-6*want {
			t.Errorf("an act at %s counts %g after %d half-lives, want %g", at, got, n, want)
		}
	})
}

func TestDecayKeepsTheOrderOfScores(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := weight(moments.Draw(t, "a")), weight(moments.Draw(t, "b"))
		now := moments.Draw(t, "now")
		if a < b != (present(a, now) < present(b, now)) && a != b && present(a, now) != present(b, now) {
			t.Errorf("%g and %g change places at %s", a, b, now)
		}
	})
}

func TestFarTimesDoNotBreakDecay(t *testing.T) {
	t.Parallel()
	if w := weight(time.Time{}); w != 0 {
		t.Errorf("weight of the year 1 = %g, want 0", w)
	}
	if w := weight(time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)); math.IsInf(w, 0) || math.IsInf(w*1e6, 0) {
		t.Errorf("weight in 2100 = %g, want room for a million acts", w)
	}
}

var evidence = rapid.Custom(func(t *rapid.T) Evidence {
	return Evidence{
		ProductID: strconv.Itoa(rapid.IntRange(0, 9).Draw(t, "product")),
		Ground:    Ground(rapid.IntRange(0, 4).Draw(t, "ground")),
		Amount:    rapid.Float64Range(0, 50).Draw(t, "amount"),
		Share:     rapid.Float64Range(0.1, 1).Draw(t, "share"),
		Reason:    rapid.StringMatching(`[a-c]`).Draw(t, "reason"),
	}
})

func TestRankingIsAFunctionOfTheEvidence(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(evidence, 0, 30).Draw(t, "evidence")
		out := rapid.MapOf(rapid.StringMatching(`[0-9]`), rapid.Just(true)).Draw(t, "out")
		known := rapid.MapOf(rapid.StringMatching(`[0-9]`), rapid.Just(true)).Draw(t, "known")
		picks := rank(all, out, known)

		shuffled := slices.Clone(all)
		rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if diff := cmp.Diff(picks, rank(shuffled, out, known), cmpopts.EquateEmpty(), cmp.AllowUnexported(Pick{})); diff != "" {
			t.Errorf("another order of the evidence (-before +after):\n%s", diff)
		}
		seen := map[string]bool{}
		for i, p := range picks {
			if out[p.ProductID] || seen[p.ProductID] {
				t.Errorf("%s is excluded or twice in %v", p.ProductID, picks)
			}
			seen[p.ProductID] = true
			if i > 0 && known[picks[i-1].ProductID] && !known[p.ProductID] {
				t.Errorf("%s, not met yet, comes after %s, which is known", p.ProductID, picks[i-1].ProductID)
			}
			if i > 0 && known[picks[i-1].ProductID] == known[p.ProductID] && picks[i-1].strength < p.strength {
				t.Errorf("place %d of %v is stronger than the one before", i, picks)
			}
			strongest(t, p, all)
		}
		for _, e := range all {
			if !out[e.ProductID] && !seen[e.ProductID] {
				t.Errorf("%s is lost", e.ProductID)
			}
		}
	})
}

// strongest checks that the reason of a pick is that of the evidence that counts most.
func strongest(t *rapid.T, p Pick, all []Evidence) {
	most, reasons := -1.0, []string{}
	for _, e := range all {
		switch {
		case e.ProductID != p.ProductID || e.strength() < most:
		case e.strength() > most:
			most, reasons = e.strength(), []string{e.Reason}
		default:
			reasons = append(reasons, e.Reason)
		}
	}
	if !slices.Contains(reasons, p.Reason) {
		t.Errorf("%s is shown because of %q, want one of %q", p.ProductID, p.Reason, reasons)
	}
}

func TestMoreEvidenceNeverLowersAProduct(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(evidence, 1, 20).Draw(t, "evidence")
		more := evidence.Draw(t, "more")
		more.ProductID = all[0].ProductID
		place := func(picks []Pick) int {
			return slices.IndexFunc(picks, func(p Pick) bool { return p.ProductID == more.ProductID })
		}
		before, after := place(rank(all, nil, nil)), place(rank(append(all, more), nil, nil))
		if after > before {
			t.Errorf("place %d became %d by more evidence", before, after)
		}
	})
}

func TestABoughtPairOutweighsAnyCrowdOfLookers(t *testing.T) {
	t.Parallel()
	crowd := []Evidence{
		{ProductID: "looked", Ground: ViewedTogether, Amount: 1e9, Share: 1}, {ProductID: "looked", Ground: Popular, Amount: 1e9, Share: 1},
		{ProductID: "looked", Ground: OnSale, Amount: 5, Share: 1}, {ProductID: "bought", Ground: BoughtTogether, Amount: 3, Share: 1},
	}
	if got := rank(crowd, nil, nil)[0].ProductID; got != "bought" {
		t.Errorf("first = %s, want what was bought together three times", got)
	}
}

var goods = rapid.Custom(func(t *rapid.T) Product {
	word := rapid.StringMatching(`[a-c]`)
	return Product{
		Brand: rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "brand"), Category: rapid.SliceOfN(word, 0, 3).Draw(t, "category"),
		Attributes: rapid.MapOfN(word, word, 0, 3).Draw(t, "attributes"),
	}
})

func TestLikenessIsSymmetricAndGreatestToItself(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := goods.Draw(t, "a"), goods.Draw(t, "b")
		ab, ba, aa := likeness(a, b), likeness(b, a), likeness(a, a)
		if ab != ba || ab < 0 || ab > aa || aa > 1+1e-12 {
			t.Errorf("likeness is %g one way, %g the other, %g to itself", ab, ba, aa)
		}
	})
}

func TestLikenessInNumbers(t *testing.T) {
	t.Parallel()
	boot := Product{Brand: "Ridge", Category: []string{"outdoor", "shoes"}, Attributes: map[string]string{"waterproof": "yes", "sole": "rubber"}}
	for name, x := range map[string]struct {
		other Product
		want  float64
	}{
		"itself":             {boot, 1},
		"nothing in common":  {Product{Brand: "Halo", Category: []string{"audio"}, Attributes: map[string]string{"colour": "red"}}, 0},
		"the shelf":          {Product{Category: []string{"outdoor", "tents"}}, 0.25},
		"the brand":          {Product{Brand: "Ridge", Category: []string{"audio"}}, 0.2},
		"one attribute of 3": {Product{Category: []string{"x"}, Attributes: map[string]string{"waterproof": "yes", "sole": "foam", "cut": "low"}}, 0.1},
		"no brand on either": {Product{}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := likeness(boot, x.other); math.Abs(got-x.want) > 1e-12 {
				t.Errorf("likeness = %g, want %g", got, x.want)
			}
		})
	}
}

func TestOnlyWhatIsYoungAndPastIsKept(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 12, 0, 0, 1234, time.UTC)
	got := recent([]Act{
		{Kind: Search, Query: "tomorrow", At: now.Add(24 * time.Hour)}, {Kind: Search, Query: "too old", At: now.Add(-keepFor)},
		{Kind: Search, Query: "old", At: now.Add(-keepFor + time.Hour)}, {Kind: Search, Query: "year 1"},
		{Kind: Search, Query: "elsewhere", At: now.Add(-time.Minute).In(time.FixedZone("", 7200))},
	}, now)
	want := []Act{
		{Kind: Search, Query: "old", At: now.Truncate(time.Microsecond).Add(-keepFor + time.Hour)},
		{Kind: Search, Query: "elsewhere", At: now.Truncate(time.Microsecond).Add(-time.Minute)},
		{Kind: Search, Query: "tomorrow", At: now.Truncate(time.Microsecond)},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
}

func TestACardShowsTheCheapestVariantOfACurrency(t *testing.T) {
	t.Parallel()
	was := money.Of(2000, money.USD)
	p := copied(events.Product{ID: "1", Status: "active", Category: []string{"a", "b"}, Rating: events.Rating{Tenths: 48, Count: 3}, Variants: []events.Variant{
		{SKU: "dear", Prices: []money.Money{money.Of(1500, money.USD)}},
		{SKU: "cheap", Prices: []money.Money{money.Of(1200, money.USD), money.Of(1100, money.EUR)}, CompareAt: &was},
		{SKU: "gone", Prices: []money.Money{money.Of(1, money.USD), money.Of(1, money.INR)}, Removed: true},
	}})
	p.Variants[0].Available = 2
	card, sold := p.card(money.USD)
	want := Card{ID: "1", Category: "b", Price: money.Of(1200, money.USD), CompareAt: &was, Rating: Rating{4.8, 3}, Available: true}
	if diff := cmp.Diff(want, card); diff != "" || !sold {
		t.Errorf("card in USD (-want +got), sold %t:\n%s", sold, diff)
	}
	card, sold = p.card(money.EUR)
	want.Price, want.CompareAt, want.Available = money.Of(1100, money.EUR), nil, false // the one in stock is not sold in euros
	if diff := cmp.Diff(want, card); diff != "" || !sold {
		t.Errorf("card in EUR (-want +got), sold %t:\n%s", sold, diff)
	}
	if _, sold := p.card(money.INR); sold {
		t.Error("sold in INR by a removed variant")
	}
	p.Active = false
	if _, sold := p.card(money.USD); sold {
		t.Error("sold although archived")
	}
}

func TestAProductsOwnReason(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		standing Standing
		now      float64
		want     string
	}{
		"wanted by one":    {Standing{Root: "outdoor"}, 1, "More in Outdoor"},
		"wanted by three":  {Standing{Root: "outdoor", RatingTenths: 50, RatingCount: 9}, 2.99, "Popular in Outdoor"},
		"wanted, no shelf": {Standing{}, 3, "Popular right now"},
		"praised by one":   {Standing{Root: "home-office", RatingTenths: 40, RatingCount: 1}, 0, "Rated 4.0 of 5 by 1 shopper"},
		"panned":           {Standing{Root: "home-office", RatingTenths: 39, RatingCount: 5}, 0, "More in Home office"},
		"nothing to say":   {Standing{}, 0, "More from the shop"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := x.standing.evidence(x.now, 1).Reason; got != x.want {
				t.Errorf("reason = %q, want %q", got, x.want)
			}
		})
	}
}
