package assistant

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/askcart/askcart/services/llm-orchestrator/search"
)

var (
	apart   = regexp.MustCompile(`(?i)\s+(?:vs\.?|versus|or|and|with|to)\s+|,\s*`)
	leading = regexp.MustCompile(`(?i)^.*?\b(?:compare|between|comparison of|better|cheaper)\b[:,]?\s*`)
)

// compare sets two or three products side by side: those named, those found for the parts of the text, or those shown last.
func (a *answering) compare(named []*search.Item) {
	items := named
	if len(items) < 2 {
		items = a.parts(items)
	}
	if len(items) < 2 {
		for _, id := range a.turn.Memory.Shown {
			if i, ok := a.tools.Product(id); ok && !has(items, i) {
				items = append(items, i)
			}
		}
	}
	if len(items) < 2 {
		a.d.say("Which two products shall I compare? Name them, or search first and I compare what I found.")
		a.d.follow("Compare the two tents", "Find headphones")
		return
	}
	items = items[:min(3, len(items))]
	for _, i := range items {
		a.d.show(i)
	}
	a.side(items)
	a.d.Memory.Focus = ""
	for _, i := range items {
		a.d.follow("Tell me more about the " + i.Name)
	}
}

// parts finds a product for each part of "A or B".
func (a *answering) parts(items []*search.Item) []*search.Item {
	rest := strings.TrimRight(leading.ReplaceAllString(a.turn.Text, ""), "?!. ")
	for _, part := range apart.Split(rest, 4) {
		if len(search.Words(part)) == 0 {
			continue
		}
		r := a.tools.Search(a.ctx, part, 2)
		if len(r.Hits) > 0 && r.Hits[0].Coverage >= .6 && !has(items, r.Hits[0].Item) {
			items = append(items, r.Hits[0].Item)
		}
	}
	return items
}

func has(items []*search.Item, i *search.Item) bool {
	for _, other := range items {
		if other.ID == i.ID {
			return true
		}
	}
	return false
}

// side says price, rating and the attributes that all have and that differ.
func (a *answering) side(items []*search.Item) {
	var costs []string
	for _, i := range items {
		costs = append(costs, a.priced(i))
	}
	a.d.say("Compared: %s.", list(costs))
	c := a.tools.Currency()
	first, _ := items[0].Price(c)
	second, _ := items[1].Price(c)
	if len(items) == 2 && first.Amount != second.Amount {
		cheaper, p := items[0], first
		if second.Amount < first.Amount {
			cheaper, p = items[1], second
		}
		a.d.say("The %s is the cheaper one %s.", cheaper.Name, a.d.product(cheaper, "price", p.String()))
	}
	said := 0
	for _, key := range sortedKeys(items[0].Attributes) {
		if said < 4 && a.differ(items, key) {
			said++
		}
	}
	for _, i := range items {
		a.ratingLine(i, "The "+i.Name)
	}
}

// differ says an attribute of all items when they do not agree on it.
func (a *answering) differ(items []*search.Item, key string) bool {
	same := true
	for _, i := range items {
		if i.Attributes[key] == "" {
			return false
		}
		same = same && i.Attributes[key] == items[0].Attributes[key]
	}
	if same {
		return false
	}
	var values []string
	for _, i := range items {
		values = append(values, fmt.Sprintf("%s for the %s %s", i.Attributes[key], i.Name, a.d.product(i, key, i.Attributes[key])))
	}
	name := strings.ReplaceAll(key, "_", " ")
	a.d.say("%s: %s.", strings.ToUpper(name[:1])+name[1:], list(values))
	return true
}
