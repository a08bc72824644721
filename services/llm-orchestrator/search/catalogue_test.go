package search

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
)

// demo is the demo catalogue, indexed as its events would bring it.
func demo(t testing.TB) *Index {
	t.Helper()
	text, err := os.ReadFile("../../../deploy/local/catalogue/products.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	x := New()
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 1<<20)
	for n := 0; lines.Scan(); n++ {
		x.Put(draft(t, lines.Bytes(), fmt.Sprintf("00000000-0000-7000-8000-%012d", n)))
	}
	x.SetSynonyms(NewSynonyms([][]string{{"trainers", "sneakers", "running shoes"}, {"couch", "sofa"}, {"flashlight", "torch"}}))
	return x
}

func draft(t testing.TB, line []byte, id string) *Item {
	t.Helper()
	var d struct {
		events.Product
		Category string `json:"category"`
	}
	if err := json.Unmarshal(line, &d); err != nil {
		t.Fatal(err)
	}
	item := &Item{d.Product, map[string]int64{}}
	item.ID, item.Category = id, strings.Split(d.Category, "/")
	for _, v := range item.Variants {
		item.Stock[v.SKU] = v.InitialStock
	}
	return item
}

func find(x *Index, text string, filter ...func(*Filter)) Result {
	f := Filter{Currency: money.USD}
	for _, set := range filter {
		set(&f)
	}
	return x.Search(Request{Text: text, Filter: f, Sort: Relevance, Limit: 20})
}

func names(r Result) []string {
	all := make([]string, len(r.Hits))
	for i, h := range r.Hits {
		all[i] = h.Name
	}
	return all
}
