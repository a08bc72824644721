package search

import (
	"cmp"
	"slices"
	"strings"

	"github.com/askcart/askcart/shared/money"
)

// Suggestion is a way to go on typing. Slug is set for a product and a category.
type Suggestion struct {
	Kind string `json:"kind" enum:"product,category,query"`
	Text string `json:"text"`
	Slug string `json:"slug,omitempty"`
}

// How many suggestions of each kind are made.
const (
	mostSuggestions = 10
	mostQueries     = 3
	mostBranches    = 3
	widest          = 400 // words looked at that begin with what was typed
)

// Suggest completes what is being typed: queries that others asked (popular, most asked first), categories and products.
// When nothing begins with it, slips in the last word are forgiven.
func (x *Index) Suggest(typed string, popular []string, in money.Currency) []Suggestion {
	x.mu.Lock() // the word list may have to be sorted
	x.words.sort()
	x.mu.Unlock()
	x.mu.RLock()
	defer x.mu.RUnlock()
	words := Words(typed)
	out := []Suggestion{}
	if len(words) == 0 {
		return out
	}
	for _, q := range popular {
		if len(out) < mostQueries && strings.HasPrefix(q, strings.Join(words, " ")) && len(q) > len(strings.Join(words, " ")) {
			out = append(out, Suggestion{Kind: "query", Text: q})
		}
	}
	items := x.completed(words, in)
	if len(items) == 0 {
		for _, last := range x.words.slips(words[len(words)-1]) {
			fixed := append(slices.Clone(words[:len(words)-1]), last)
			if items = x.completed(fixed, in); len(items) > 0 {
				words = fixed
				break
			}
		}
	}
	out = append(out, x.branches(words, in)...)
	for _, i := range items[:min(len(items), mostSuggestions-len(out))] {
		out = append(out, Suggestion{"product", i.Name, i.Slug})
	}
	return out
}

// completed finds products whose name, brand or category have all words, the last one as a beginning; best known first.
func (x *Index) completed(words []string, in money.Currency) []*Item {
	last := words[len(words)-1]
	seen := map[int32]bool{}
	var found []*Item
	for _, w := range x.words.beginning(last, widest) {
		x.eachPosting(Stem(w), func(at posting) {
			item := x.docs[at.doc].item
			if item == nil || seen[at.doc] || at.tf[inName]+at.tf[inBrand]+at.tf[inCategory] == 0 {
				return
			}
			seen[at.doc] = true
			if _, sold := item.Price(in); sold && says(item, words) {
				found = append(found, item)
			}
		})
	}
	slices.SortFunc(found, func(a, b *Item) int {
		return cmp.Or(cmp.Compare(begins(b, last), begins(a, last)), cmp.Compare(b.Rating.Count, a.Rating.Count), cmp.Compare(a.Name, b.Name))
	})
	return found
}

// says reports whether every word is the beginning of one in the item's name, brand or category.
func says(i *Item, words []string) bool {
	own := Words(i.Name + " " + i.Brand + " " + strings.Join(i.Category, " "))
	for _, w := range words {
		if !slices.ContainsFunc(own, func(o string) bool { return strings.HasPrefix(o, w) }) {
			return false
		}
	}
	return true
}

// begins is 1 when a word of the name begins with what was typed.
func begins(i *Item, typed string) int {
	if slices.ContainsFunc(Words(i.Name), func(o string) bool { return strings.HasPrefix(o, typed) }) {
		return 1
	}
	return 0
}

// branches lists categories of listed products whose words begin with what was typed.
func (x *Index) branches(words []string, in money.Currency) []Suggestion {
	counts := map[string]int{}
	for _, d := range x.docs {
		if d.item == nil {
			continue
		}
		if _, sold := d.item.Price(in); !sold {
			continue
		}
		for _, slug := range d.item.Category {
			counts[slug]++
		}
	}
	var found []string
	for slug := range counts {
		own := Words(slug)
		all := !slices.ContainsFunc(words, func(w string) bool {
			return !slices.ContainsFunc(own, func(o string) bool { return strings.HasPrefix(o, w) })
		})
		if all {
			found = append(found, slug)
		}
	}
	slices.SortFunc(found, func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	out := []Suggestion{}
	for _, slug := range found[:min(mostBranches, len(found))] {
		out = append(out, Suggestion{"category", Titled(slug), slug})
	}
	return out
}

// Titled makes "Kitchen tools" of kitchen-tools.
func Titled(slug string) string {
	words := strings.ReplaceAll(slug, "-", " ")
	if words == "" {
		return ""
	}
	return strings.ToUpper(words[:1]) + words[1:]
}
