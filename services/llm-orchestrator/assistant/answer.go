package assistant

import (
	"context"
	"time"

	"github.com/askcart/askcart/services/llm-orchestrator/search"
)

// Turn is what a shopper says, and where.
type Turn struct {
	Text      string
	ProductID string // of the page the shopper is on, or empty
	Memory    Memory // of the turn before
	Now       time.Time
}

// Answer composes a checked reply from what the tools say. It never fails: what cannot be read is said.
func Answer(ctx context.Context, tools Tools, t Turn) Reply {
	a := &answering{ctx: ctx, tools: tools, turn: t, d: &draft{now: t.Now, names: map[string]bool{}}}
	a.d.Memory = t.Memory
	a.d.Memory.Asked = ""
	named := tools.Named(t.Text)
	focus := a.focus()
	a.d.Intent = intentOf(t.Text, len(named) > 0, focus != nil)
	if t.Memory.Asked == "variant" && focus != nil && len(named) == 0 && a.d.Intent == Find {
		if _, matched := choose(focus, t.Text, tools); matched {
			a.d.Intent = Buy
		}
	}
	a.dispatch(named, focus)
	reply := a.d.Reply
	reply.Text, reply.Refused = Check(a.d.text(), a.facts())
	if reply.Text == "" {
		reply.Text = "I cannot say that for certain, so I would rather not."
	}
	reply.Memory.Shown = reply.Cards
	if len(reply.Cards) == 1 || reply.Memory.Focus == "" && len(reply.Cards) > 0 {
		reply.Memory.Focus = reply.Cards[0]
	}
	return reply
}

// answering is one answer on its way.
type answering struct {
	ctx   context.Context
	tools Tools
	turn  Turn
	d     *draft
}

func (a *answering) dispatch(named []*search.Item, focus *search.Item) {
	about := focus
	if len(named) > 0 {
		about = named[0]
	}
	switch a.d.Intent {
	case OutOfScope:
		a.refuse()
	case Smalltalk:
		a.greet()
	case OrderState:
		a.orders()
	case CartState:
		a.cart()
	case Policy:
		a.policy()
	case Compare:
		a.compare(named)
	case Buy:
		a.buy(about)
	case Question:
		a.question(about)
	default:
		a.find()
	}
}

// focus is the product that "it" means: that of the page, or the one last spoken of.
func (a *answering) focus() *search.Item {
	for _, id := range []string{a.turn.ProductID, a.turn.Memory.Focus} {
		if i, ok := a.tools.Product(id); ok && id != "" {
			return i
		}
	}
	return nil
}

// facts is what the reply may rest on.
func (a *answering) facts() Facts {
	return Facts{Sources: a.d.Sources, Question: a.turn.Text, Named: func(text string) []string {
		var ids []string
		for _, i := range a.tools.Named(text) {
			ids = append(ids, i.ID)
		}
		return ids
	}, Known: a.d.names}
}

func (a *answering) refuse() {
	a.d.say("I can only help with this shop: finding and comparing products, stock, your cart and orders, shipping and returns.")
	a.d.say("I cannot change prices, give discounts or see anyone else's data.")
	a.d.follow("What is on my orders?", "Find me a present", "How do returns work?")
}

func (a *answering) greet() {
	a.d.say("Hello! Tell me what you are looking for, or ask about a product, its stock, your orders, shipping or returns.")
	a.d.say("What I say about products comes from the catalogue, with its source.")
	a.d.follow("Find hiking boots under $150", "Where is my order?", "How do returns work?")
}

func (a *answering) policy() {
	rules := rulesFor(a.turn.Text)
	if len(rules) == 0 {
		a.d.say("Our policies do not say anything about that.")
		a.d.follow("How long does shipping take?", "How do returns work?")
		return
	}
	for _, r := range rules {
		a.d.repeat(r.Text, a.d.cite(Source{Kind: "policy", Ref: r.Section, Field: r.Section, Text: r.Text}))
	}
	a.d.follow("How long does shipping take?", "How do refunds work?", "Which warranty is there?")
}
