package cart

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/money"
)

// Cart shows the caller's cart; who has none gets an empty one.
func (c *Carts) Cart(ctx context.Context, in money.Currency) (View, error) {
	id := auth.From(ctx)
	if id.Prev != "" { // there may be two carts to make one of
		return c.change(ctx, in, "", func(*Cart, Variant) error { return nil })
	}
	if v, ok, err := c.kept(ctx, id.UserID, c.in(in)); ok || err != nil {
		return v, err
	}
	cart, ok, err := findCart(ctx, c.db, id.UserID)
	if err != nil {
		return View{}, fmt.Errorf("read cart: %w", err)
	}
	if !ok {
		return c.change(ctx, in, "", func(*Cart, Variant) error { return nil })
	}
	v, err := cart.view(c.in(in))
	c.keep(ctx, cart, v, err)
	return v, err
}

// Stamp says which state of a cart, and of all that its lines show, a view was made from. Both numbers only
// grow, so views of one cart and currency with the same stamp are the same.
type Stamp struct {
	ID       string `json:"id"`
	Version  int64  `json:"version"`  // of the cart, and so of the set of its lines
	Revision int64  `json:"revision"` // sum over the lines
}

func (c Cart) stamp() Stamp {
	s := Stamp{ID: c.ID, Version: c.Version}
	for _, l := range c.Lines {
		s.Revision += l.Revision
	}
	return s
}

// answer is what the cache holds.
type answer struct {
	Stamp Stamp `json:"stamp"`
	View  View  `json:"view"`
}

// key is where the cache holds a cart's view; the number changes with View's fields.
func key(cartID string, in money.Currency) string {
	return "askcart:cart:1:" + cartID + ":" + string(in)
}

// kept returns the cached view of a user's cart if it is what would be made now.
func (c *Carts) kept(ctx context.Context, userID string, in money.Currency) (View, bool, error) {
	if !c.cache.Up() {
		return View{}, false, nil
	}
	now, ok, err := findStamp(ctx, c.db, userID)
	if err != nil {
		return View{}, false, fmt.Errorf("read cart's stamp: %w", err)
	}
	if !ok {
		return View{}, false, nil
	}
	text, ok := c.cache.Get(ctx, key(now.ID, in))
	var a answer
	if !ok || json.Unmarshal(text, &a) != nil || a.Stamp != now {
		return View{}, false, nil //nolint:nilerr // what cannot be read is as good as nothing
	}
	return a.View, true, nil
}

// keep puts a view into the cache, after the state it shows has been committed. Whoever looks compares stamps, so
// it does not matter when, or whether, this arrives.
func (c *Carts) keep(ctx context.Context, cart Cart, v View, err error) {
	if err != nil || !c.cache.Up() {
		return
	}
	if text, err := json.Marshal(answer{cart.stamp(), v}); err == nil {
		c.cache.Set(ctx, key(cart.ID, v.Currency), text)
	}
}
