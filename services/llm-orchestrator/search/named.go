package search

import (
	"strings"
	"unicode"
)

// Named returns the products that a text calls by name, in the order of the text: by the whole name (what follows a comma
// and numbers aside), or by the name's first word where no other name begins so, either together with another word of the
// name or written as a name ("the Heron", "is Halo …").
func (x *Index) Named(text string) []*Item {
	x.mu.RLock()
	defer x.mu.RUnlock()
	words := Words(text)
	in := map[string]bool{}
	for _, w := range words {
		in[Stem(w)] = true
	}
	capital := capitals(text)
	var found []*Item
	seen, used := map[string]bool{}, map[string]bool{} // words that were part of a name found before begin no other
	for place, w := range words {
		if stop[w] || used[Stem(w)] {
			continue
		}
		begins := x.beginningWith(Stem(w))
		for _, d := range begins {
			said, whole := d.shares(in)
			written := capital[w] || place > 0 && words[place-1] == "the"
			if !seen[d.item.ID] && (whole || len(begins) == 1 && (said >= 2 || written)) {
				seen[d.item.ID] = true
				found = append(found, d.item)
				for _, t := range d.name[1:] {
					used[t] = true
				}
			}
		}
	}
	return found
}

// beginningWith lists the documents whose name begins with a term.
func (x *Index) beginningWith(term string) []*document {
	var all []*document
	x.eachPosting(term, func(p posting) {
		if d := &x.docs[p.doc]; d.item != nil && p.tf[inName] > 0 && len(d.name) > 0 && d.name[0] == term {
			all = append(all, d)
		}
	})
	return all
}

// shares counts the words of the name that a text says, and tells whether those are all that make the name.
func (d *document) shares(in map[string]bool) (said int, whole bool) {
	short, _, _ := strings.Cut(d.item.Name, ",")
	whole = true
	for _, w := range Words(short) {
		switch {
		case in[Stem(w)]:
			said++
		case len(w) > 1 && !hasDigit(w):
			whole = false
		}
	}
	return said, whole && said > 1
}

// capitals are the words that a text writes with a capital anywhere but at its beginning.
func capitals(text string) map[string]bool {
	all := map[string]bool{}
	fields := strings.Fields(text)
	for i, w := range fields {
		first, _ := firstRune(w)
		if i > 0 && unicode.IsUpper(first) && !strings.ContainsAny(fields[i-1], ".!?:;“") {
			for _, own := range Words(w) {
				all[own] = true
			}
		}
	}
	return all
}

func firstRune(w string) (rune, bool) {
	for _, r := range w {
		return r, true
	}
	return 0, false
}
