package assistant

import (
	"fmt"
	"slices"
	"strings"

	"github.com/askcart/askcart/services/llm-orchestrator/search"
	"github.com/askcart/askcart/shared/events"
)

// choose narrows the variants to those that a text names; matched is false when it names none, and all come back.
func choose(i *search.Item, text string, tools Tools) (variants []events.Variant, matched bool) {
	variants = i.Sold(tools.Currency())
	words := search.Words(text)
	own := search.Words(i.Name)
	for _, name := range optionNames(variants) {
		var named []events.Variant
		for _, v := range variants {
			if mentions(words, own, search.Words(v.Options[name])) {
				named = append(named, v)
			}
		}
		if len(named) > 0 {
			variants, matched = named, true
		}
	}
	return variants, matched
}

func optionNames(variants []events.Variant) []string {
	all := map[string]string{}
	for _, v := range variants {
		for name := range v.Options {
			all[name] = name
		}
	}
	return sortedKeys(all)
}

// mentions reports whether a text says all words of an option's value one after another.
func mentions(words, own, value []string) bool {
	if len(value) == 0 {
		return false
	}
	for at := 0; at+len(value) <= len(words); at++ {
		if slices.Equal(words[at:at+len(value)], value) && !(len(value) == 1 && slices.Contains(own, value[0])) {
			return true
		}
	}
	return false
}

// options writes what sets a variant apart: "Amber, 42".
func options(v events.Variant) string {
	var values []string
	for _, name := range sortedKeys(v.Options) {
		values = append(values, v.Options[name])
	}
	return strings.Join(values, ", ")
}

// buy proposes to add a product to the cart once it is clear which variant, and asks when it is not.
func (a *answering) buy(i *search.Item) {
	a.d.show(i)
	a.d.Memory.Focus = i.ID
	if a.propose(i) {
		a.d.say("Press the button to add %s to your cart; I change nothing myself.", a.priced(i))
		a.d.follow("How long does shipping take?", "What is in my cart?")
		return
	}
	levels, at := a.tools.Stock(a.ctx, i)
	wanted, _ := choose(i, a.turn.Text, a.tools)
	var have []string
	for _, v := range wanted {
		if levels[v.SKU] > 0 {
			have = append(have, options(v))
		}
	}
	if len(have) == 0 {
		text := "sold out"
		a.d.say("I am sorry, that is %s at the moment %s.", text, a.d.stock(i, "", i.Name+" "+text, at))
		a.variants(i)
		return
	}
	shown := have[:min(8, len(have))]
	text := "in stock: " + strings.Join(shown, "; ")
	a.d.say("Which one of the %s would you like? These are %s %s.", i.Name, text, a.d.stock(i, "", text, at))
	a.d.Memory.Asked = "variant"
	a.d.follow(shown[:min(4, len(shown))]...)
}

// propose offers to add the product when the text leaves exactly one variant and that can be bought; false otherwise.
func (a *answering) propose(i *search.Item) bool {
	wanted, _ := choose(i, a.turn.Text, a.tools)
	levels, at := a.tools.Stock(a.ctx, i)
	if len(wanted) != 1 || levels[wanted[0].SKU] < 1 {
		return false
	}
	v := wanted[0]
	label := i.Name
	if o := options(v); o != "" {
		label += " (" + o + ")"
	}
	p, _ := search.PriceOf(v, a.tools.Currency())
	a.d.stock(i, v.SKU, fmt.Sprintf("in stock: %d left", levels[v.SKU]), at)
	a.d.product(i, "price", p.String())
	a.d.Action = &Action{Kind: "add_to_cart", SKU: v.SKU, Quantity: 1, Label: fmt.Sprintf("Add %s for %s", label, p)}
	return true
}
