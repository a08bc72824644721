package assistant

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/askcart/askcart/services/llm-orchestrator/search"
	"github.com/askcart/askcart/shared/money"
)

// related is how much of a request a product must have to be offered as an answer to it.
const related = .45

// filler says what a wish is for without saying anything of the product.
var filler = regexp.MustCompile(`(?i)\b(?:presents?|gifts?|loves?|likes?|enjoys?|who|my|friend|year[- ]olds?|good|best|nice|great|recommend|suggest|something)\b`)

// find offers products for a wish, or answers when the wish is a question about one product.
func (a *answering) find() {
	wish := filler.ReplaceAllString(a.turn.Text, " ")
	if asking.MatchString(wish) {
		wish = ownsIt.ReplaceAllString(wish, " ") // whether it is in stock is asked, not demanded
	}
	r := a.tools.Search(a.ctx, wish, 12)
	hits := r.Hits
	if len(hits) > 0 && hits[0].Coverage >= .8 && (asksStock.MatchString(a.turn.Text) || asksPrice.MatchString(a.turn.Text) || asksReviews.MatchString(a.turn.Text)) {
		a.d.Intent = Question
		a.question(hits[0].Item)
		return
	}
	for n, h := range hits {
		if h.Coverage < related || h.Coverage < hits[0].Coverage*.7 && n > 0 {
			hits = hits[:n]
			break
		}
	}
	if len(hits) == 0 {
		a.nothing(r.Hits)
		return
	}
	best := hits[0].Item
	a.relaxed(r)
	a.offer(best, r.Query)
	var others []string
	for _, h := range hits[1:min(4, len(hits))] {
		a.d.show(h.Item)
		others = append(others, a.priced(h.Item))
	}
	if len(others) > 0 {
		a.d.say("Also worth a look: %s.", list(others))
	}
	a.d.Memory.Focus = best.ID
	if len(hits) > 4 && len(r.Query.Words) <= 1 && r.Query.Price.Max == nil {
		a.d.say("There are more; what will you use it for, and what is your budget?")
		a.d.follow(strings.TrimSpace(a.turn.Text)+" under $100", strings.TrimSpace(a.turn.Text)+" in stock")
	}
	a.propose(best)
	a.d.follow("What do reviews say about the "+best.Name+"?", "Is it in stock?")
	if len(hits) > 1 {
		a.d.follow(fmt.Sprintf("Compare the %s and the %s", best.Name, hits[1].Name))
	}
}

// nothing says so, and shows what is nearest.
func (a *answering) nothing(near []search.Hit) {
	a.d.say("I found nothing in the shop that fits that.")
	if len(near) > 0 && near[0].Coverage > .2 {
		a.d.say("The nearest thing I have is %s.", a.priced(near[0].Item))
		a.d.show(near[0].Item)
	} else {
		a.d.say("If you describe the product in other words, I will look again.")
	}
	a.d.follow("Find hiking boots", "Find a present under $30")
}

// relaxed says which of the shopper's conditions nothing meets.
func (a *answering) relaxed(r search.Result) {
	said := map[string]string{"price": "at that price", "size": "in that size", "color": "in that colour", "in_stock": "in stock"}
	var missing []string
	for _, name := range r.Relaxed {
		missing = append(missing, said[name])
	}
	if len(missing) > 0 && r.Relaxed[0] != "in_stock" {
		a.d.say("I found nothing %s; this comes nearest.", list(missing))
	}
	if r.Query.Corrected != "" {
		a.d.say("I looked for “%s”.", r.Query.Corrected)
	}
}

// offer speaks of the best product: price, what it was asked for, stock and rating.
func (a *answering) offer(i *search.Item, q search.Query) {
	a.d.show(i)
	a.d.say("I suggest %s.", a.priced(i))
	if name, value, ok := fitting(i, q); ok {
		a.d.say("It fits your wish: %s %s.", said(name, value), a.d.product(i, name, value))
	}
	a.stockLine(i, "It")
	a.ratingLine(i, "It")
}

// priced names a product and its price.
func (a *answering) priced(i *search.Item) string {
	p, ok := i.Price(a.tools.Currency())
	if !ok {
		return "the " + i.Name
	}
	from := ""
	if many := prices(i, a.tools.Currency()); many > 1 {
		from = "from "
	}
	return fmt.Sprintf("the %s at %s%s %s", i.Name, from, p, a.d.product(i, "price", p.String()))
}

// prices is how many different prices the variants have.
func prices(i *search.Item, c money.Currency) int {
	seen := map[int64]bool{}
	for _, v := range i.Sold(c) {
		p, _ := search.PriceOf(v, c)
		seen[p.Amount] = true
	}
	return len(seen)
}

// fitting is the attribute in which a product has what was asked for.
func fitting(i *search.Item, q search.Query) (name, value string, ok bool) {
	for _, w := range q.Words {
		for _, key := range sortedKeys(i.Attributes) {
			v := i.Attributes[key]
			if affirms(v) && says(key, w) || !negates(v) && says(v, w) && !safeless(v) {
				return key, v, true
			}
		}
	}
	return "", "", false
}

func says(text, word string) bool {
	for _, w := range search.Words(strings.ReplaceAll(text, "_", " ")) {
		if search.Stem(w) == search.Stem(word) {
			return true
		}
	}
	return false
}

// stockLine says whether a product can be bought now.
func (a *answering) stockLine(i *search.Item, subject string) {
	levels, at := a.tools.Stock(a.ctx, i)
	sold := i.Sold(a.tools.Currency())
	total, kinds := int64(0), 0
	for _, v := range sold {
		if levels[v.SKU] > 0 {
			total, kinds = total+levels[v.SKU], kinds+1
		}
	}
	switch {
	case kinds == 0:
		a.d.say("%s is sold out at the moment %s.", subject, a.d.stock(i, "", "sold out", at))
	case len(sold) == 1:
		a.d.say("%s is in stock: %d left %s.", subject, total, a.d.stock(i, sold[0].SKU, fmt.Sprintf("in stock: %d left", total), at))
	default:
		a.d.say("%s is in stock in %d of %d variants %s.", subject, kinds, len(sold),
			a.d.stock(i, "", fmt.Sprintf("in stock in %d of %d variants", kinds, len(sold)), at))
	}
}

func (a *answering) ratingLine(i *search.Item, subject string) {
	if i.Rating.Count == 0 {
		return
	}
	text := fmt.Sprintf("%d.%d of 5 stars from %d reviews", i.Rating.Tenths/10, i.Rating.Tenths%10, i.Rating.Count)
	a.d.say("%s has %s %s.", subject, text, a.d.product(i, "rating", text))
}
