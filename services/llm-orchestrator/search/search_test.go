package search

import (
	"slices"
	"strings"
	"testing"

	"github.com/askcart/askcart/shared/money"
)

func TestFindsWhatShoppersMean(t *testing.T) {
	t.Parallel()
	x := demo(t)
	rows := []struct{ text, first string }{
		{"hiking boots", "Ridgeline Hiking Boot"},
		{"hikking boots", "Ridgeline Hiking Boot"},
		{"a tent for two people", "Heron Two-Person Tent"},
		{"tshirt", "Stripe Everyday T-Shirt"},
		{"t-shirt", "Stripe Everyday T-Shirt"},
		{"over ear head phones", "Halo Over-Ear Headphones"},
		{"couch", "Lull Two-Seat Sofa"},
		{"flashlight", "Beacon Hand Torch"},
		{"teddybear", "Barnaby Teddy Bear"},
		{"cast iron pan", "Ember Cast-Iron Skillet"},
		{"chess", "Grandmaster Chess Set"},
		{"coat under $300", "Warden Wool Coat"},
		{"red wine glasses", "Cellar Red Wine Glasses, Set of 4"},
		{"chefs knives", "Edge Chef’s Knife"},
		{"telescpoe", "Stargazer 70 Telescope"},
		{"umbrela", "Gale Stick Umbrella"},
		{"electric guitar", "Ember Electric Guitar"},
	}
	for _, r := range rows {
		got := names(find(x, r.text))
		if len(got) == 0 || got[0] != r.first {
			t.Errorf("%q finds %q, want %q first", r.text, got[:min(3, len(got))], r.first)
		}
	}
}

func TestReadsConditionsInTheText(t *testing.T) {
	t.Parallel()
	x := demo(t)
	rows := []struct {
		text     string
		min, max int64 // 0 is none
		without  string
		sizes    string
		words    string
	}{
		{"boots under $150", 0, 15000, "", "", "boots"},
		{"headphones between 20 and 100 dollars", 2000, 10000, "", "", "headphones"},
		{"backpack $50-$100", 5000, 10000, "", "", "backpack"},
		{"camera over 1,000.50 usd", 100050, 0, "", "", "camera"},
		{"no more than €40 umbrella", 0, 4000, "", "", "umbrella"},
		{"rope over 15 m", 0, 0, "", "", "rope 15 m"},
		{"boots size 42 without leather", 0, 0, "leather", "42", "boots"},
		{"toys for kids under 5", 0, 0, "", "", "toys kids 5"},
		{"bag not black", 0, 0, "black", "", "bag"},
	}
	for _, r := range rows {
		q := x.Understand(r.text)
		without := ""
		for _, g := range q.Without {
			without += strings.Join(g, " ")
		}
		if at(q.Price.Min) != r.min || at(q.Price.Max) != r.max || without != Stem(r.without) ||
			strings.Join(q.Sizes, " ") != r.sizes || strings.Join(q.Words, " ") != r.words {
			t.Errorf("%q is read as price %d–%d, without %q, sizes %q, words %q", r.text, at(q.Price.Min), at(q.Price.Max), without, q.Sizes, q.Words)
		}
	}
}

func at(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}

func TestConditionsHold(t *testing.T) {
	t.Parallel()
	x := demo(t)
	for _, h := range find(x, "boots under $100").Hits {
		if p, _ := h.Price(money.USD); p.Amount > 10000 {
			t.Errorf("%s at %s is above $100", h.Name, p)
		}
	}
	for _, h := range find(x, "bag without leather").Hits {
		if strings.Contains(strings.ToLower(h.Attributes["material"]), "leather") {
			t.Errorf("%s is made of %s", h.Name, h.Attributes["material"])
		}
	}
	for _, h := range find(x, "waterproof boots").Hits[:2] {
		if h.Attributes["waterproof"] != "yes" {
			t.Errorf("%s is not waterproof", h.Name)
		}
	}
	if r := find(x, "tent under $5"); len(r.Hits) == 0 || !slices.Equal(r.Relaxed, []string{"price"}) {
		t.Errorf("nothing costs under $5: %d hits, given up %q; want some and price", len(r.Hits), r.Relaxed)
	}
	if r := find(x, "hikking boot"); r.Query.Corrected != "hiking boot" {
		t.Errorf("corrected to %q, want hiking boot", r.Query.Corrected)
	}
	if r := find(x, "hiking boot"); r.Query.Corrected != "" {
		t.Errorf("corrected to %q although nothing is wrong", r.Query.Corrected)
	}
	if r := find(x, "xqzzyv"); len(r.Hits) != 0 {
		t.Errorf("nonsense finds %q", names(r))
	}
}

func TestSuggests(t *testing.T) {
	t.Parallel()
	x := demo(t)
	rows := []struct{ typed, kind, text string }{
		{"hik", "category", "Hiking boots"},
		{"hik", "product", "Ridgeline Hiking Boot"},
		{"headph", "product", "Halo Over-Ear Headphones"},
		{"haedph", "product", "Halo Over-Ear Headphones"},
		{"two person te", "product", "Heron Two-Person Tent"},
		{"boots f", "query", "boots for rain"},
	}
	for _, r := range rows {
		got := x.Suggest(r.typed, []string{"boots for rain", "boots"}, money.USD)
		if !slices.ContainsFunc(got, func(s Suggestion) bool { return s.Kind == r.kind && s.Text == r.text }) || len(got) > 10 {
			t.Errorf("%q suggests %v, want %s %s", r.typed, got, r.kind, r.text)
		}
	}
	if got := x.Suggest("", nil, money.USD); len(got) != 0 {
		t.Errorf("nothing typed suggests %v", got)
	}
}
