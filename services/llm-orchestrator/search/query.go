package search

import (
	"regexp"
	"slices"
	"strings"
)

// Query is a text as the index understood it.
type Query struct {
	Text      string     // as typed
	Corrected string     // with misspelt words put right; empty when nothing was corrected
	Words     []string   // what is looked for, as corrected
	Head      string     // the word that names the kind of thing, or empty
	Price     Bounds     // what the text says about the price
	Sizes     []string   // option values that were asked for as a size
	Colors    []string   // words that name a colour some variant comes in
	Without   [][]string // stems of what the products must not have; all of a group together
	InStock   bool       // only what can be bought now

	slots []slot
}

// slot is one thing that is looked for, under any of its names.
type slot struct {
	typed  string
	word   string // as corrected
	names  []name
	weight float64
}

// name is one or more terms that stand for a slot; all of them must be there.
type name struct {
	terms  []string
	weight float64
}

var (
	sized   = regexp.MustCompile(`\b(?:in\s+)?(?:size|sz)\s*:?\s*([a-z0-9][a-z0-9/.-]*)\b`)
	stocked = regexp.MustCompile(`\b(?:in stock|available now|on stock|that are available|currently available)\b`)
	lacking = set("without no not non minus except excluding sans")
	within  = set("for with of in on to by from at that which having under over and")
)

// Understand reads a text with the words, synonyms and options the index knows. It may be called without a lock.
func (x *Index) Understand(text string) Query {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.understand(text)
}

func (x *Index) understand(text string) Query {
	q := Query{Text: text}
	rest := folded.Replace(strings.ToLower(text))
	q.Price, rest = priceBounds(rest)
	if m := sized.FindStringSubmatch(rest); m != nil {
		q.Sizes = append(q.Sizes, m[1])
		rest = sized.ReplaceAllString(rest, " ")
	}
	if stocked.MatchString(rest) {
		q.InStock = true
		rest = stocked.ReplaceAllString(rest, " ")
	}
	words := q.negations(Words(rest))
	head := headOf(words)
	for i, w := range words {
		if w == "" || stop[w] || within[w] {
			continue
		}
		q.slots = append(q.slots, x.slot(words, i))
		if i == head {
			q.Head = q.slots[len(q.slots)-1].word
			q.slots[len(q.slots)-1].weight = tuned.head
		}
	}
	q.fallBack(x, words)
	q.finish(x)
	return q
}

// negations takes what the words exclude out of them, leaving empty words in its place.
func (q *Query) negations(words []string) []string {
	kept := slices.Clone(words)
	for i := 0; i < len(words); i++ {
		if !lacking[words[i]] || i+1 >= len(words) || numeric(words[i+1]) {
			continue
		}
		most := 1
		if words[i] == "without" || words[i] == "except" || words[i] == "excluding" {
			most = 2
		}
		kept[i] = ""
		var group []string
		for j := i + 1; j < len(words) && len(group) < most; j++ {
			if words[j] == "or" || words[j] == "and" || within[words[j]] && len(group) > 0 {
				break
			}
			kept[j] = ""
			if !stop[words[j]] && !within[words[j]] {
				group = append(group, Stem(words[j]))
			}
		}
		if len(group) > 0 {
			q.Without = append(q.Without, group)
		}
	}
	return kept
}

// headOf is the position of the last word before the first preposition: in "tan strappy heels for women" that of heels.
func headOf(words []string) int {
	head := -1
	for i, w := range words {
		if within[w] && head >= 0 {
			break
		}
		if w != "" && !stop[w] && !within[w] && !hasDigit(w) {
			head = i
		}
	}
	return head
}

func hasDigit(w string) bool { return strings.ContainsAny(w, "0123456789") }

// slot finds the names under which word i is known: itself, corrected, joined to its neighbour, split, or synonyms.
func (x *Index) slot(words []string, i int) slot {
	w := words[i]
	s := slot{typed: w, word: w, weight: 1}
	if x.carries(Stem(w)) || x.words.has(w) || len(x.synonyms.of(Stem(w))) > 0 {
		s.add(1, Stem(w))
	} else if a, b, ok := x.split(w); ok {
		s.add(1, Stem(a), Stem(b))
		s.word = a + " " + b
	} else if near, ok := x.words.nearest(w); ok {
		s.word = near
		s.add(1, Stem(near))
	}
	for _, pair := range [][2]int{{i - 1, i}, {i, i + 1}} {
		if pair[0] < 0 || pair[1] >= len(words) || words[pair[0]] == "" || words[pair[1]] == "" {
			continue
		}
		a, b := words[pair[0]], words[pair[1]]
		if x.carries(Stem(a+b)) && len(a+b) > 3 {
			s.add(1, Stem(a+b))
		}
		for _, other := range x.synonyms.of(Stem(a), Stem(b)) {
			s.add(tuned.synonym, other...)
		}
	}
	for _, other := range x.synonyms.of(Stem(s.word)) {
		s.add(tuned.synonym, other...)
	}
	return s
}

func (s *slot) add(weight float64, terms ...string) { s.names = append(s.names, name{terms, weight}) }

func (x *Index) carries(term string) bool {
	p := x.terms[term]
	return p != nil && p.live > 0
}

// split finds two known words that a word is made of; the pair whose rarer half is most used.
func (x *Index) split(w string) (a, b string, ok bool) {
	best := 0
	for i := 3; i <= len(w)-3; i++ {
		left, right := x.words.known[w[:i]], x.words.known[w[i:]]
		if left == nil || right == nil {
			continue
		}
		if n := min(left.count, right.count); n > best {
			a, b, ok, best = w[:i], w[i:], true, n
		}
	}
	return a, b, ok
}

// fallBack looks for the small words when there are no others, as in "the who".
func (q *Query) fallBack(x *Index, words []string) {
	if len(q.slots) > 0 || len(q.Without) > 0 || len(q.Sizes) > 0 {
		return
	}
	for i, w := range words {
		if w != "" && x.carries(Stem(w)) {
			q.slots = append(q.slots, x.slot(words, i))
		}
	}
}

// finish names the words looked for, the colours among them, and the corrected text.
func (q *Query) finish(x *Index) {
	corrected := strings.ToLower(q.Text)
	for _, s := range q.slots {
		q.Words = append(q.Words, s.word)
		if s.word != s.typed {
			corrected = strings.Replace(corrected, s.typed, s.word, 1)
		}
		if x.colors[Stem(s.word)] > 0 {
			q.Colors = append(q.Colors, s.word)
		}
	}
	if corrected != strings.ToLower(q.Text) {
		q.Corrected = strings.Join(strings.Fields(corrected), " ")
	}
}
