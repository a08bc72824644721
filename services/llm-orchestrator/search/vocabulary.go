package search

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
)

// vocabulary is the words that products use, as they are written, with how many products use them.
type vocabulary struct {
	known  map[string]*entry
	sorted []string // for prefixes; nil when out of date
}

type entry struct {
	count int
	mask  uint64 // which letters occur: words far apart in letters are far apart in edits
}

func newVocabulary() vocabulary { return vocabulary{known: map[string]*entry{}} }

// surface lists each word of an item once.
func surface(i *Item) []string {
	parts := []string{i.Name, i.Brand, strings.Join(i.Category, " "), i.Description}
	for name, value := range i.Attributes {
		parts = append(parts, name, value)
	}
	for _, v := range i.Variants {
		for _, value := range v.Options {
			parts = append(parts, value)
		}
	}
	words := Words(strings.Join(parts, " "))
	words = append(words, joints(Words(i.Name))...)
	slices.Sort(words)
	return slices.Compact(words)
}

func (v *vocabulary) count(word string, by int) {
	e := v.known[word]
	if e == nil {
		e = &entry{mask: letters(word)}
		v.known[word] = e
	}
	e.count += by
	if e.count == 0 {
		delete(v.known, word)
	}
	v.sorted = nil
}

func (v *vocabulary) has(word string) bool { return v.known[word] != nil }

// letters is a set of the letters and digits of a word.
func letters(word string) uint64 {
	var m uint64
	for _, r := range word {
		m |= 1 << (uint(r) % 61)
	}
	return m
}

// reach is how many slips are forgiven in a word.
func reach(word string) int {
	switch n := len(word); {
	case n < 4:
		return 0
	case n < 8:
		return 1
	default:
		return 2
	}
}

// nearest returns the word that was most likely meant: fewest edits, then most used. False when none is near.
func (v *vocabulary) nearest(word string) (string, bool) {
	limit := reach(word)
	if limit == 0 || strings.ContainsAny(word, "0123456789") {
		return "", false
	}
	mask := letters(word)
	best, bestScore := "", 0.0
	for w, e := range v.known {
		if abs(len(w)-len(word)) > limit || bits.OnesCount64(mask^e.mask) > 2*limit || strings.ContainsAny(w, "0123456789") {
			continue
		}
		d := distance(word, w, limit)
		if d > limit || len(w) < 3 {
			continue
		}
		score := float64(bits.Len(uint(e.count))) - 6*float64(d)
		if w[0] != word[0] {
			score -= 3
		}
		if best == "" || score > bestScore || score == bestScore && w < best {
			best, bestScore = w, score
		}
	}
	return best, best != ""
}

// distance is how many letters must be changed, added, left out or swapped with their neighbour to make b of a
// (optimal string alignment); more than limit may be returned as limit+1.
func distance(a, b string, limit int) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

func abs(n int) int { return max(n, -n) }

// sort brings the word list for prefixes up to date.
func (v *vocabulary) sort() {
	if v.sorted != nil {
		return
	}
	v.sorted = make([]string, 0, len(v.known))
	for w := range v.known {
		v.sorted = append(v.sorted, w)
	}
	slices.Sort(v.sorted)
}

// beginning lists words that begin with a prefix.
func (v *vocabulary) beginning(prefix string, most int) []string {
	from, _ := slices.BinarySearch(v.sorted, prefix)
	to := from
	for to < len(v.sorted) && to < from+most && strings.HasPrefix(v.sorted[to], prefix) {
		to++
	}
	return v.sorted[from:to]
}

// slips lists beginnings of known words that differ from what was typed by one slip; the most used first.
func (v *vocabulary) slips(typed string) []string {
	if len(typed) < 3 {
		return nil
	}
	used := map[string]int{}
	for w, e := range v.known {
		for n := len(typed) - 1; n <= len(typed)+1 && n <= len(w); n++ {
			if w[0] == typed[0] && distance(typed, w[:n], 1) <= 1 {
				used[w[:n]] += e.count
			}
		}
	}
	found := make([]string, 0, len(used))
	for w := range used {
		found = append(found, w)
	}
	slices.SortFunc(found, func(a, b string) int {
		return cmp.Or(cmp.Compare(used[b]*len(b), used[a]*len(a)), cmp.Compare(a, b))
	})
	return found[:min(8, len(found))]
}
