package search

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
)

var vocab = []string{"red", "blue", "boot", "tent", "wool", "steel", "lamp", "shirt", "waterproof", "kids"}

func anyItem(t *rapid.T, id int, version int64) *Item {
	words := rapid.SliceOfN(rapid.SampledFrom(vocab), 1, 4).Draw(t, "name")
	return &Item{Product: events.Product{
		ID: fmt.Sprintf("id-%02d", id), Version: version, Name: strings.Join(words, " "), Brand: rapid.SampledFrom(vocab).Draw(t, "brand"),
		Category: []string{rapid.SampledFrom([]string{"a", "b"}).Draw(t, "category")}, Status: rapid.SampledFrom([]string{"active", "active", "draft"}).Draw(t, "status"),
		Description: strings.Join(rapid.SliceOfN(rapid.SampledFrom(vocab), 0, 8).Draw(t, "text"), " "),
		Variants:    []events.Variant{{SKU: fmt.Sprintf("S-%02d", id), Prices: []money.Money{money.Of(rapid.Int64Range(1, 9).Draw(t, "price")*1000, money.USD)}}},
	}}
}

// However an index came to hold its items, by writes, rewrites and removals in any order, it answers as one that was given
// just those items.
func TestHistoryLeavesNoTrace(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		x, last := New(), map[int]*Item{}
		for step := range rapid.IntRange(1, 40).Draw(rt, "steps") {
			id := rapid.IntRange(0, 9).Draw(rt, "id")
			if rapid.IntRange(0, 4).Draw(rt, "what") == 0 {
				x.Remove(fmt.Sprintf("id-%02d", id))
				delete(last, id)
				continue
			}
			last[id] = anyItem(rt, id, int64(step))
			x.Put(last[id])
		}
		fresh := New()
		for _, id := range slices.Sorted(maps.Keys(last)) {
			fresh.Put(last[id])
		}
		q := strings.Join(rapid.SliceOfN(rapid.SampledFrom(vocab), 1, 3).Draw(rt, "query"), " ")
		got, want := find(x, q), find(fresh, q)
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(Query{}, slot{}, name{})); diff != "" {
			rt.Fatalf("%q (-fresh +lived)\n%s", q, diff)
		}
		for _, h := range got.Hits {
			if !h.Listed() {
				rt.Fatalf("%q finds the draft %s", q, h.ID)
			}
		}
	})
}

func TestScoresFallAndMoreOfTheQueryIsBetter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		x := New()
		for id := range rapid.IntRange(1, 12).Draw(rt, "items") {
			x.Put(anyItem(rt, id, 1))
		}
		r := find(x, strings.Join(rapid.SliceOfNDistinct(rapid.SampledFrom(vocab), 1, 3, rapid.ID).Draw(rt, "query"), " "))
		for i := 1; i < len(r.Hits); i++ {
			if r.Hits[i].Score > r.Hits[i-1].Score {
				rt.Fatalf("hit %d scores %f after %f", i, r.Hits[i].Score, r.Hits[i-1].Score)
			}
		}
		for _, h := range r.Hits {
			if !(h.Score > 0) || h.Coverage <= 0 || h.Coverage > 1 {
				rt.Fatalf("%s scores %f and covers %f", h.ID, h.Score, h.Coverage)
			}
		}
	})
}

func TestDistanceIsOneOfSlips(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		a, b := rapid.StringMatching(`[a-e]{0,8}`).Draw(rt, "a"), rapid.StringMatching(`[a-e]{0,8}`).Draw(rt, "b")
		d := distance(a, b, 20)
		if d != distance(b, a, 20) || (d == 0) != (a == b) || d < abs(len(a)-len(b)) || d > max(len(a), len(b)) {
			rt.Fatalf("distance(%q, %q) = %d, the other way %d", a, b, d, distance(b, a, 20))
		}
		if limited := distance(a, b, 1); d <= 1 && limited != d || d > 1 && limited <= 1 {
			rt.Fatalf("distance(%q, %q) within 1 = %d, it is %d", a, b, limited, d)
		}
	})
}
