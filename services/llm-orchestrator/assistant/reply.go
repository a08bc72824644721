package assistant

import (
	"fmt"
	"strings"
	"time"

	"github.com/askcart/askcart/services/llm-orchestrator/search"
)

// Source is what a claim rests on: a tool's result, as it was at a moment.
type Source struct {
	N         int       `json:"n" doc:"Cited as [n]"`
	Kind      string    `json:"kind" enum:"product,stock,review,faq,policy,order"`
	ProductID string    `json:"product_id,omitempty"`
	Ref       string    `json:"ref,omitempty" doc:"What else it is of: a SKU, an order's number, a policy's section"`
	Field     string    `json:"field,omitempty"`
	AsOf      time.Time `json:"as_of"`
	Text      string    `json:"text"`
}

// Action is something the shopper may do with one click; it is proposed, never done.
type Action struct {
	Kind     string `json:"kind" enum:"add_to_cart"`
	SKU      string `json:"sku"`
	Quantity int    `json:"quantity"`
	Label    string `json:"label"`
}

// Memory is what the next turn of a conversation builds on.
type Memory struct {
	Shown []string `json:"shown,omitempty"` // products, in the order in which they were shown
	Focus string   `json:"focus,omitempty"` // the product that "it" means
	Asked string   `json:"asked,omitempty"` // what the shopper was asked for: variant
}

// Reply is a whole answer. Cards are product ids: what is shown of them is read again, never taken from the text.
type Reply struct {
	Intent    Intent
	Text      string
	Cards     []string
	Sources   []Source
	Action    *Action
	FollowUps []string
	Memory    Memory
	Refused   []string // sentences that Check did not let through
}

// draft is a reply being composed.
type draft struct {
	Reply
	now       time.Time
	sentences []string
	names     map[string]bool // of products the tools returned
}

func (d *draft) say(format string, args ...any) {
	d.sentences = append(d.sentences, fmt.Sprintf(format, args...))
}

// cite adds a source and returns its mark; the same fact again gets the same mark.
func (d *draft) cite(s Source) string {
	for _, known := range d.Sources {
		if known.Kind == s.Kind && known.ProductID == s.ProductID && known.Ref == s.Ref && known.Field == s.Field && known.Text == s.Text {
			return fmt.Sprintf("[%d]", known.N)
		}
	}
	s.N = len(d.Sources) + 1
	if s.AsOf.IsZero() {
		s.AsOf = d.now
	}
	d.Sources = append(d.Sources, s)
	return fmt.Sprintf("[%d]", s.N)
}

// product cites a field of a product.
func (d *draft) product(i *search.Item, field, value string) string {
	d.know(i)
	return d.cite(Source{Kind: "product", ProductID: i.ID, Field: field, Text: i.Name + ", " + field + ": " + value})
}

func (d *draft) know(i *search.Item) { d.names[i.ID] = true }

// show adds a card, once.
func (d *draft) show(i *search.Item) {
	d.know(i)
	for _, id := range d.Cards {
		if id == i.ID {
			return
		}
	}
	d.Cards = append(d.Cards, i.ID)
}

func (d *draft) follow(texts ...string) {
	for _, t := range texts {
		if len(d.FollowUps) < 4 && t != "" {
			d.FollowUps = append(d.FollowUps, t)
		}
	}
}

func (d *draft) text() string { return strings.Join(d.sentences, " ") }

// list writes "a", "a and b" or "a, b and c".
func list(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:len(items)-1], ", ") + " and " + items[len(items)-1]
}

// repeat says a text of the shop word for word, each sentence with its source.
func (d *draft) repeat(text, mark string) {
	for _, s := range sentences(text) {
		end := s[len(s)-1:]
		if !strings.ContainsAny(end, ".?!") {
			end = "."
		}
		d.say("%s %s%s", strings.TrimRight(s, ".?!"), mark, end)
	}
}
