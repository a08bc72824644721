package search

import (
	"sync"
)

// Index is the searchable catalogue. It is safe for concurrent use; a write is seen by the next search.
type Index struct {
	mu       sync.RWMutex
	docs     []document
	byID     map[string]int32
	bySKU    map[string]int32
	terms    map[string]*postings
	words    vocabulary
	colors   map[string]int // how many products come in a colour, by stem
	length   [fields]int64  // of all live documents together
	live     int
	synonyms Synonyms
}

// document is an indexed item; a nil item is one that went away.
type document struct {
	item   *Item
	length [fields]uint16
	words  []string // counted in the vocabulary
	terms  []string // each once
	name   []string // terms of the name, in order
}

// postings are the documents that carry a term, oldest first, and how many of them are live.
type postings struct {
	live int
	list []posting
}

type posting struct {
	doc int32
	tf  [fields]uint8
}

// New returns an empty index.
func New() *Index {
	return &Index{byID: map[string]int32{}, bySKU: map[string]int32{}, terms: map[string]*postings{}, words: newVocabulary(), colors: map[string]int{}}
}

// Put adds an item or replaces it. One that is not listed is taken out, so that it cannot be found.
func (x *Index) Put(item *Item) {
	doc, tf := analyse(item)
	x.mu.Lock()
	defer x.mu.Unlock()
	x.remove(item.ID)
	if item.Listed() {
		x.insert(doc, tf)
	}
	if len(x.docs) > 2*x.live+1000 {
		x.compact()
	}
}

// Remove takes a product out.
func (x *Index) Remove(id string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.remove(id)
}

// SetStock tells what can be bought of a SKU; one that is not listed is ignored.
func (x *Index) SetStock(sku string, available int64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if n, ok := x.bySKU[sku]; ok {
		x.docs[n].item = x.docs[n].item.withStock(sku, available)
	}
}

// SetSynonyms replaces the synonyms.
func (x *Index) SetSynonyms(s Synonyms) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.synonyms = s
}

// Len is how many products can be found.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.live
}

// Item returns the listed product with an id.
func (x *Index) Item(id string) (*Item, bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if n, ok := x.byID[id]; ok {
		return x.docs[n].item, true
	}
	return nil, false
}

// Items returns every listed product, oldest write first.
func (x *Index) Items() []*Item {
	x.mu.RLock()
	defer x.mu.RUnlock()
	all := make([]*Item, 0, x.live)
	for _, d := range x.docs {
		if d.item != nil {
			all = append(all, d.item)
		}
	}
	return all
}

func analyse(item *Item) (document, map[string][fields]uint8) {
	doc := document{item: item, words: surface(item)}
	tf := map[string][fields]uint8{}
	for f, terms := range item.terms() {
		doc.length[f] = uint16(min(len(terms), 65_535))
		if field(f) == inName {
			doc.name = terms
		}
		for _, t := range terms {
			n := tf[t]
			if n[f] < 255 {
				n[f]++
			}
			tf[t] = n
		}
	}
	for t := range tf {
		doc.terms = append(doc.terms, t)
	}
	return doc, tf
}

func (x *Index) insert(doc document, tf map[string][fields]uint8) {
	n := int32(len(x.docs))
	x.docs = append(x.docs, doc)
	x.byID[doc.item.ID] = n
	for _, v := range doc.item.Variants {
		x.bySKU[v.SKU] = n
	}
	for t, counts := range tf {
		p := x.terms[t]
		if p == nil {
			p = &postings{}
			x.terms[t] = p
		}
		p.list = append(p.list, posting{n, counts})
		p.live++
	}
	x.count(doc, +1)
}

func (x *Index) remove(id string) {
	n, ok := x.byID[id]
	if !ok {
		return
	}
	doc := x.docs[n]
	for _, t := range doc.terms {
		x.terms[t].live--
	}
	for _, v := range doc.item.Variants {
		delete(x.bySKU, v.SKU)
	}
	delete(x.byID, id)
	x.count(doc, -1)
	x.docs[n] = document{}
}

func (x *Index) count(doc document, by int) {
	x.live += by
	for f, n := range doc.length {
		x.length[f] += int64(by) * int64(n)
	}
	for _, w := range doc.words {
		x.words.count(w, by)
	}
	for _, c := range doc.item.colors() {
		x.colors[c] += by
	}
}

// compact rebuilds the index from its live documents when the dead ones outnumber them.
func (x *Index) compact() {
	fresh := New()
	for _, d := range x.docs {
		if d.item != nil {
			doc, tf := analyse(d.item)
			fresh.insert(doc, tf)
		}
	}
	x.docs, x.byID, x.bySKU, x.terms = fresh.docs, fresh.byID, fresh.bySKU, fresh.terms
	x.words, x.colors, x.length, x.live = fresh.words, fresh.colors, fresh.length, fresh.live
}
