package assistant

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/askcart/askcart/services/llm-orchestrator/search"
)

var (
	asksPrice   = regexp.MustCompile(`(?i)\bhow much (?:is|are|does|do|for)\b|\bprice\b|\bcosts?\b|\bhow expensive\b`)
	asksStock   = regexp.MustCompile(`(?i)\bin stock\b|\bavailab\w*\b|\bsold out\b|\bhow many (?:are )?left\b|\b(?:which|what) (?:sizes?|colou?rs?)\b|\bin (?:size|a size)\b|\bdo you (?:still )?have\b|\bcome in\b|\bsize \w+\b`)
	asksReviews = regexp.MustCompile(`(?i)\breviews?\b|\brating\b|\brated\b|\bpeople (?:say|think)\b|\bothers? (?:say|think)\b|\bopinions?\b|\bany good\b|\brecommend\b`)
)

// aspects bring what shoppers ask together with the names of attributes.
var aspects = map[string]string{
	"heavi": "weight", "weigh": "weight", "light": "weight", "made": "material", "fabric": "material", "big": "dimensions", "larg": "dimensions",
	"tall": "height", "wide": "width", "size": "dimensions", "dimens": "dimensions", "rain": "waterproof", "water": "waterproof", "wash": "care",
	"clean": "care", "guarante": "warranty", "charg": "charging", "batteri": "battery_life", "last": "battery_life", "hold": "capacity",
	"volum": "capacity", "connect": "connectivity", "bluetooth": "connectivity", "nois": "noise_cancelling", "dishwash": "dishwasher_safe",
	"microwav": "microwave_safe", "oven": "oven_safe", "dog": "dog_safe", "old": "age", "ag": "age",
}

// question answers one about a product from its attributes, questions and answers, stock, reviews and text.
func (a *answering) question(i *search.Item) {
	a.d.show(i)
	a.d.Memory.Focus = i.ID
	text := a.turn.Text
	switch {
	case asksReviews.MatchString(text):
		a.reviews(i)
	case asksPrice.MatchString(text):
		a.d.say("Here is the price: %s.", a.priced(i))
		a.stockLine(i, "It")
	case asksStock.MatchString(text) && !a.namesAttribute(i):
		a.variants(i)
	case a.attribute(i), a.faq(i), a.passage(i):
	default:
		a.unknown(i)
	}
	a.propose(i)
	a.d.follow("Is it in stock?", "What do reviews say about it?", "How do returns work?")
}

// asked lists the stems of what is asked about a product, without its name.
func (a *answering) asked(i *search.Item) []string {
	own := map[string]bool{}
	for _, w := range search.Words(i.Name + " " + i.Brand) {
		own[search.Stem(w)] = true
	}
	var terms []string
	for _, t := range distinct(a.turn.Text) {
		if !own[t] {
			terms = append(terms, t)
		}
	}
	return terms
}

// key is the attribute that is asked for.
func (a *answering) key(i *search.Item) (string, bool) {
	terms := a.asked(i)
	for _, key := range sortedKeys(i.Attributes) {
		for _, w := range search.Words(strings.ReplaceAll(key, "_", " ")) {
			if slices.Contains(terms, search.Stem(w)) && w != "safe" {
				return key, true
			}
		}
	}
	for _, t := range terms {
		if key := aspects[t]; i.Attributes[key] != "" {
			return key, true
		}
	}
	return "", false
}

func (a *answering) namesAttribute(i *search.Item) bool { _, ok := a.key(i); return ok }

// attribute answers from an attribute; false when none is asked for.
func (a *answering) attribute(i *search.Item) bool {
	key, ok := a.key(i)
	if !ok {
		return false
	}
	value := i.Attributes[key]
	mark := a.d.product(i, key, value)
	what := strings.ReplaceAll(key, "_", " ")
	switch {
	case affirms(value):
		a.d.say("Yes, the %s is listed as %s: yes %s.", i.Name, what, mark)
	case negates(value):
		a.d.say("No, the %s is listed as %s: no %s.", i.Name, what, mark)
	default:
		a.d.say("The %s of the %s: %s %s.", what, i.Name, strings.TrimSuffix(value, "."), mark)
	}
	return true
}

// faq answers with the merchant's own answer to a like question.
func (a *answering) faq(i *search.Item) bool {
	terms := a.asked(i)
	best, score := -1, 0.0
	for n, f := range i.FAQs {
		if addresses(f.Question + " " + f.Answer) {
			continue
		}
		own := distinct(f.Question + " " + f.Answer)
		shared := 0
		for _, t := range terms {
			if slices.Contains(own, t) {
				shared++
			}
		}
		if s := float64(shared) / float64(max(1, len(terms))); s > score {
			best, score = n, s
		}
	}
	if best < 0 || score < .5 {
		return false
	}
	f := i.FAQs[best]
	a.d.know(i)
	a.d.repeat(f.Answer, a.d.cite(Source{Kind: "faq", ProductID: i.ID, Field: f.Question, Text: f.Answer}))
	return true
}

// passage answers with the sentence of the description that speaks of what is asked.
func (a *answering) passage(i *search.Item) bool {
	terms := a.asked(i)
	if len(terms) == 0 {
		if !addresses(i.Description) {
			a.d.say("%s %s.", quoted(i.Description), a.d.product(i, "description", i.Description))
		}
		a.d.say("It costs %s.", strings.TrimPrefix(a.priced(i), "the "+i.Name+" at "))
		a.ratingLine(i, "It")
		return true
	}
	for _, s := range sentences(i.Description) {
		own := distinct(s)
		if slices.ContainsFunc(terms, func(t string) bool { return slices.Contains(own, t) }) && !addresses(s) {
			a.d.say("The description says: %s %s.", quoted(s), a.d.product(i, "description", s))
			return true
		}
	}
	return false
}

// unknown says that the catalogue does not tell, and what it does tell.
func (a *answering) unknown(i *search.Item) {
	a.d.say("I do not know: the product page of the %s does not say.", i.Name)
	var told []string
	for _, key := range sortedKeys(i.Attributes) {
		if len(told) < 3 && !affirms(i.Attributes[key]) && !negates(i.Attributes[key]) {
			told = append(told, fmt.Sprintf("%s %s %s", strings.ReplaceAll(key, "_", " "), i.Attributes[key], a.d.product(i, key, i.Attributes[key])))
		}
	}
	if len(told) > 0 {
		a.d.say("What it does say: %s.", list(told))
	}
}

// variants says which variants can be bought, those that the text names if it names any.
func (a *answering) variants(i *search.Item) {
	levels, at := a.tools.Stock(a.ctx, i)
	wanted, _ := choose(i, a.turn.Text, a.tools)
	sold := i.Sold(a.tools.Currency())
	if len(sold) == 1 {
		a.stockLine(i, "The "+i.Name)
		return
	}
	var have, lack []string
	for _, v := range wanted {
		if levels[v.SKU] > 0 {
			have = append(have, fmt.Sprintf("%s (%d)", options(v), levels[v.SKU]))
		} else {
			lack = append(lack, options(v))
		}
	}
	const most = 8
	if len(have) > 0 {
		more := ""
		if len(have) > most {
			more = " and more"
		}
		text := "in stock: " + strings.Join(have[:min(most, len(have))], ", ")
		a.d.say("The %s is %s%s %s.", i.Name, text, more, a.d.stock(i, "", text, at))
	}
	if len(lack) > 0 && (len(have) == 0 || len(lack) <= most) {
		text := "sold out: " + strings.Join(lack[:min(most, len(lack))], ", ")
		a.d.say("At the moment %s is %s %s.", i.Name, text, a.d.stock(i, "", text, at))
	}
}

// stock cites the stock of a product.
func (d *draft) stock(i *search.Item, sku, text string, at time.Time) string {
	d.know(i)
	return d.cite(Source{Kind: "stock", ProductID: i.ID, Ref: sku, Field: "available", AsOf: at, Text: i.Name + ": " + text})
}

// reviews tells the rating and quotes up to two reviews.
func (a *answering) reviews(i *search.Item) {
	written, err := a.tools.Reviews(a.ctx, i.ID)
	if err != nil || i.Rating.Count == 0 && len(written) == 0 {
		a.d.say("There are no reviews of the %s that I can read.", i.Name)
		return
	}
	a.ratingLine(i, "The "+i.Name)
	quotes := 0
	for _, r := range written {
		text := strings.TrimSpace(r.Title + ": " + r.Body)
		if quotes < 2 && !addresses(text) && len(text) < 300 {
			quotes++
			a.d.say("A shopper who gave %d stars writes %s %s.", r.Rating, quoted(text),
				a.d.cite(Source{Kind: "review", ProductID: i.ID, Field: "review", AsOf: r.At, Text: fmt.Sprintf("%d stars: %s", r.Rating, text)}))
		}
	}
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

func affirms(v string) bool { return strings.EqualFold(v, "yes") || strings.EqualFold(v, "true") }

func negates(v string) bool {
	return strings.EqualFold(v, "no") || strings.EqualFold(v, "none") || strings.EqualFold(v, "false")
}

// safeless reports a value that denies something, such as "no laces": it does not fit a wish for laces.
func safeless(v string) bool {
	return strings.HasPrefix(strings.ToLower(v), "no ") || strings.Contains(strings.ToLower(v), "not ")
}

// said writes an attribute for people.
func said(name, value string) string {
	name = strings.ReplaceAll(name, "_", " ")
	if affirms(value) {
		return name + ": yes"
	}
	return name + " " + value
}
