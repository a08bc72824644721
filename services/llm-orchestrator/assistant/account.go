package assistant

import (
	"fmt"
	"strings"
)

// states say an order's status to a shopper.
var states = map[string]string{
	"pending": "placed and being checked", "reserved": "reserved and waiting for payment", "confirmed": "paid and being packed",
	"shipped": "on its way", "delivered": "delivered", "cancelled": "cancelled",
}

// orders tells of the order that is named, or of the latest.
func (a *answering) orders() {
	all, err := a.tools.Orders(a.ctx)
	number := strings.ToUpper(orderNumber.FindString(a.turn.Text))
	switch {
	case err != nil:
		a.d.say("I cannot read your orders at the moment. They are on the orders page.")
		return
	case len(all) == 0:
		a.d.say("You have no orders with this account yet.")
		a.d.say("If you ordered as someone else, look the order up with its number and e-mail address.")
		return
	}
	var found *Order
	for n := range all {
		if number == "" || strings.EqualFold(all[n].Number, number) {
			found = &all[n]
			break
		}
	}
	if found == nil {
		a.d.say("You have no order with that number.")
		a.d.follow("Where is my latest order?")
		return
	}
	a.order(*found)
	if rest := len(all) - 1; number == "" && rest > 0 {
		a.d.say("It is your latest one; ask for another by its number.")
	}
	a.d.follow("Can I cancel it?", "How do returns work?")
}

func (a *answering) order(o Order) {
	cite := func(field, text string) string {
		return a.d.cite(Source{Kind: "order", Ref: o.Number, Field: field, Text: text})
	}
	state := states[o.Status]
	if state == "" {
		state = o.Status
	}
	placed := o.CreatedAt.UTC().Format("2 January 2006")
	a.d.say("Your order %s of %s over %s is %s %s.", o.Number, placed, o.Totals.Total, state,
		cite("status", fmt.Sprintf("%s of %s, %s, %s", o.Number, placed, o.Totals.Total, state)))
	if o.Shipment != nil {
		text := fmt.Sprintf("%s, tracking %s", o.Shipment.Carrier, o.Shipment.Tracking)
		a.d.say("It travels with %s %s.", text, cite("shipment", text))
	}
	if o.CancelReason != nil {
		reason := strings.ReplaceAll(*o.CancelReason, "_", " ")
		a.d.say("The reason: %s %s.", reason, cite("cancel_reason", reason))
	}
	var lines []string
	for _, l := range o.Lines {
		lines = append(lines, fmt.Sprintf("%d × %s", l.Quantity, l.Name))
		a.d.names[l.ProductID] = true
	}
	if text := list(lines); text != "" {
		a.d.say("In it: %s %s.", text, cite("lines", text))
	}
}

// cart tells what is in the cart and what is wrong with it.
func (a *answering) cart() {
	c, err := a.tools.Cart(a.ctx)
	switch {
	case err != nil:
		a.d.say("I cannot read your cart at the moment. It is on the cart page.")
		return
	case len(c.Lines) == 0:
		a.d.say("Your cart is empty.")
		a.d.follow("Find a present under $30", "Find hiking boots")
		return
	}
	var lines []string
	for _, l := range c.Lines {
		lines = append(lines, fmt.Sprintf("%d × %s for %s", l.Quantity, l.Name, l.LineTotal))
		a.d.names[l.ProductID] = true
		if i, ok := a.tools.Product(l.ProductID); ok && len(a.d.Cards) < 4 {
			a.d.show(i)
		}
	}
	text := fmt.Sprintf("%s; subtotal %s", list(lines), c.Subtotal)
	a.d.say("In your cart: %s %s.", text, a.d.cite(Source{Kind: "order", Ref: "cart", Field: "lines", Text: text}))
	for _, l := range c.Lines {
		if l.Problem != nil {
			text := l.Name + ": " + strings.ReplaceAll(*l.Problem, "_", " ")
			a.d.say("Mind %s %s.", text, a.d.cite(Source{Kind: "stock", ProductID: l.ProductID, Ref: l.SKU, Field: "problem", Text: text}))
		}
	}
	a.d.follow("How much is shipping?", "How long does shipping take?")
}
