package orchestrator

import (
	"maps"
	"slices"
	"sync"
)

// What the changes table tells the replicas of.
const (
	changedProduct  = "product"
	changedStock    = "stock"
	changedSynonyms = "synonyms"
)

// dirty collects what the index must read again. Safe for concurrent use.
type dirty struct {
	mu       sync.Mutex
	products map[string]bool
	skus     map[string]bool
	words    bool
	woken    chan struct{}
}

func newDirty() *dirty {
	return &dirty{products: map[string]bool{}, skus: map[string]bool{}, woken: make(chan struct{}, 1)}
}

func (d *dirty) product(id string) { d.putBack([]string{id}, nil, false); d.wake() }

func (d *dirty) stock(sku string) { d.putBack(nil, []string{sku}, false); d.wake() }

func (d *dirty) synonyms(string) { d.putBack(nil, nil, true); d.wake() }

func (d *dirty) wake() {
	select {
	case d.woken <- struct{}{}:
	default:
	}
}

// take empties the collection.
func (d *dirty) take() (products, skus []string, synonyms bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	products, skus, synonyms = slices.Collect(maps.Keys(d.products)), slices.Collect(maps.Keys(d.skus)), d.words
	clear(d.products)
	clear(d.skus)
	d.words = false
	return products, skus, synonyms
}

// putBack adds to the collection without waking anybody.
func (d *dirty) putBack(products, skus []string, synonyms bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, id := range products {
		d.products[id] = true
	}
	for _, sku := range skus {
		d.skus[sku] = true
	}
	d.words = d.words || synonyms
}
