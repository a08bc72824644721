package cart

import (
	"slices"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/problem"
)

// The limits of a cart.
const (
	maxQuantity = 99  // pieces of a line
	maxLines    = 100 // lines of a cart
)

// What can be wrong with a change of a cart.
var (
	ErrSKU      = problem.New(problem.NotFound, "sku_not_found", "no such SKU")
	ErrQuantity = problem.New(problem.Invalid, "quantity_limit", "a cart takes at most %d pieces of one SKU", maxQuantity)
	ErrFull     = problem.New(problem.Invalid, "cart_full", "a cart takes at most %d different SKUs", maxLines)
)

// Cart is what a user means to buy. Its methods change only the value; what they did is found by comparing.
type Cart struct {
	ID      string
	UserID  string
	Version int64
	Lines   []Line // in the order in which they were added
}

// Line is how many of a variant are in a cart.
type Line struct {
	Variant
	Quantity int
	Seen     []money.Money // the variant's prices when the line was last written
}

func (c *Cart) index(sku string) int {
	return slices.IndexFunc(c.Lines, func(l Line) bool { return l.SKU == sku })
}

// line returns what is in the cart of a SKU, or an empty line.
func (c *Cart) line(sku string) Line {
	if i := c.index(sku); i >= 0 {
		return c.Lines[i]
	}
	return Line{}
}

// Put sets how many of v are in the cart; 0 removes the line. What is no longer sold can be lowered and removed but not
// be put in anew: ErrSKU, as if it were unknown.
func (c *Cart) Put(v Variant, quantity int) error {
	i := c.index(v.SKU)
	switch {
	case i < 0 && !v.OnSale:
		return ErrSKU
	case quantity < 0 || quantity > maxQuantity:
		return ErrQuantity
	case quantity == 0:
		c.Remove(v.SKU)
	case i >= 0:
		c.Lines[i] = Line{Variant: v, Quantity: quantity, Seen: v.Prices}
	case len(c.Lines) >= maxLines:
		return ErrFull
	default:
		c.Lines = append(c.Lines, Line{Variant: v, Quantity: quantity, Seen: v.Prices})
	}
	return nil
}

// Add puts so many more of v into the cart. The errors are those of Put.
func (c *Cart) Add(v Variant, quantity int) error {
	return c.Put(v, c.line(v.SKU).Quantity+quantity)
}

// Remove takes a SKU out; one that is not in the cart is fine.
func (c *Cart) Remove(sku string) {
	c.Lines = slices.DeleteFunc(c.Lines, func(l Line) bool { return l.SKU == sku })
}

// Clear takes everything out.
func (c *Cart) Clear() { c.Lines = nil }

// Subtract takes out what was ordered and leaves what came in addition.
func (c *Cart) Subtract(ordered []events.OrderLine) {
	for _, o := range ordered {
		if i := c.index(o.SKU); i >= 0 && o.Quantity > 0 {
			c.Lines[i].Quantity -= min(o.Quantity, c.Lines[i].Quantity)
		}
	}
	c.Lines = slices.DeleteFunc(c.Lines, func(l Line) bool { return l.Quantity == 0 })
}

// Absorb adds the quantities of another cart, as far as the limits allow: own lines stay first, and of the other's new
// lines the latest are kept.
func (c *Cart) Absorb(other Cart) {
	var fresh []Line
	for _, l := range other.Lines {
		if i := c.index(l.SKU); i >= 0 {
			c.Lines[i].Quantity = min(c.Lines[i].Quantity+l.Quantity, maxQuantity)
		} else {
			fresh = append(fresh, l)
		}
	}
	room := max(0, maxLines-len(c.Lines))
	c.Lines = append(c.Lines, fresh[max(0, len(fresh)-room):]...)
}

// copied is a cart whose lines can be changed without changing c's.
func (c Cart) copied() Cart {
	c.Lines = slices.Clone(c.Lines)
	return c
}

// changes is what has to be stored to make before into after.
type changes struct {
	gone []string // SKUs
	kept []Line   // new or changed
}

func (x changes) none() bool { return len(x.gone) == 0 && len(x.kept) == 0 }

func difference(before, after Cart) changes {
	var x changes
	for _, l := range before.Lines {
		if after.index(l.SKU) < 0 {
			x.gone = append(x.gone, l.SKU)
		}
	}
	for _, l := range after.Lines {
		was := before.line(l.SKU)
		if was.Quantity != l.Quantity || !slices.Equal(was.Seen, l.Seen) {
			x.kept = append(x.kept, l)
		}
	}
	return x
}

func (c Cart) event() events.Cart {
	lines := make([]events.CartLine, len(c.Lines))
	for i, l := range c.Lines {
		lines[i] = events.CartLine{SKU: l.SKU, ProductID: l.ProductID, Quantity: l.Quantity}
	}
	return events.Cart{ID: c.ID, UserID: c.UserID, Version: c.Version, Lines: lines}
}
