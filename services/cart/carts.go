package cart

import (
	"context"
	"fmt"

	"github.com/askcart/askcart/services/cart/cache"
	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/outbox"
	"github.com/askcart/askcart/shared/postgres"
)

// Carts is the service: every way in, by HTTP or by event, ends in one of its methods (those of events are in saga.go,
// reading is in show.go).
type Carts struct {
	db       *postgres.DB
	cache    *cache.Cache // or nil
	currency money.Currency
}

// Put sets how many of a SKU are in the caller's cart; 0 takes it out. ErrSKU when it is not sold and not in the cart
// either, ErrQuantity, or ErrFull.
func (c *Carts) Put(ctx context.Context, sku string, quantity int, in money.Currency) (View, error) {
	return c.change(ctx, in, sku, func(cart *Cart, v Variant) error { return cart.Put(v, quantity) })
}

// Add puts so many more of a SKU into the caller's cart. The errors are those of Put.
func (c *Carts) Add(ctx context.Context, sku string, quantity int, in money.Currency) (View, error) {
	return c.change(ctx, in, sku, func(cart *Cart, v Variant) error { return cart.Add(v, quantity) })
}

// Remove takes a SKU out of the caller's cart; one that is not in it is fine.
func (c *Carts) Remove(ctx context.Context, sku string, in money.Currency) (View, error) {
	return c.change(ctx, in, "", func(cart *Cart, _ Variant) error { cart.Remove(sku); return nil })
}

// Clear empties the caller's cart.
func (c *Carts) Clear(ctx context.Context, in money.Currency) (View, error) {
	return c.change(ctx, in, "", func(cart *Cart, _ Variant) error { cart.Clear(); return nil })
}

// attempts is how often a change is tried that loses against another transaction: a deadlock, or a cart made meanwhile.
const attempts = 3

// change applies do to the caller's cart, made if there is none, with the variant that sku names, and answers
// the cart as it is then.
func (c *Carts) change(ctx context.Context, in money.Currency, sku string, do func(*Cart, Variant) error) (View, error) {
	var after Cart
	var err error
	for range attempts {
		err = c.db.InTx(ctx, func(tx postgres.Tx) error {
			mine, wanted, err := claim(ctx, tx, auth.From(ctx), sku)
			if err != nil {
				return err
			}
			after = mine.copied()
			if err := do(&after, wanted); err != nil {
				return err
			}
			return save(ctx, tx, mine, &after)
		})
		if !postgres.Retryable(err) && !postgres.Violates(err, "cart_of_user") {
			break
		}
	}
	if err != nil {
		return View{}, fmt.Errorf("change cart: %w", err)
	}
	v, err := after.view(c.in(in))
	c.keep(ctx, after, v, err)
	return v, err
}

// in is the currency that was asked for, or the shop's.
func (c *Carts) in(asked money.Currency) money.Currency {
	if asked == "" {
		return c.currency
	}
	return asked
}

// save stores what makes before into after, raises the version and tells of it. When nothing changed, nothing happens.
func save(ctx context.Context, tx postgres.Tx, before Cart, after *Cart) error {
	x := difference(before, *after)
	if x.none() {
		return nil
	}
	return store(ctx, tx, after, x)
}

func store(ctx context.Context, tx postgres.Tx, after *Cart, x changes) error {
	after.Version++
	err := postgres.Pipeline(ctx, tx, func(tx postgres.Tx) error {
		if err := saveCart(ctx, tx, *after, x); err != nil {
			return err
		}
		_, err := outbox.Add(ctx, tx, events.CartUpdated, after.ID, after.event())
		return err
	})
	if err != nil {
		return fmt.Errorf("save cart %s: %w", after.ID, err)
	}
	return nil
}

// claim returns the caller's cart, locked until tx ends: made if there is none, and with the cart of the guest the caller
// was before added to it. With it comes the variant that sku names, ErrSKU when there is none such; no sku, no variant.
func claim(ctx context.Context, tx postgres.Tx, id auth.Identity, sku string) (Cart, Variant, error) {
	for {
		found, wanted, err := lockCarts(ctx, tx, id.Owners(), sku)
		if err != nil {
			return Cart{}, Variant{}, err
		}
		if sku != "" && wanted.SKU == "" {
			return Cart{}, Variant{}, ErrSKU
		}
		if mine, ok, err := unite(ctx, tx, found, id.Prev, id.UserID); ok || err != nil {
			return mine, wanted, err
		}
		if err := insertCart(ctx, tx, events.NewID(), id.UserID); err != nil {
			return Cart{}, Variant{}, fmt.Errorf("make a cart: %w", err)
		}
	}
}

// unite makes the locked carts of a guest and of the account it became into one: the guest's lines are added to the
// account's, or the account takes the cart over when it has none. The guest has no cart afterwards, so doing it again
// adds nothing. It reports false when neither has a cart.
func unite(ctx context.Context, tx postgres.Tx, found map[string]Cart, from, to string) (Cart, bool, error) {
	mine, has := found[to]
	guest, other := found[from]
	if !other || from == to {
		return mine, has, nil
	}
	if err := noteMove(ctx, tx, guest, mine); err != nil {
		return mine, false, fmt.Errorf("note move of cart %s: %w", guest.ID, err)
	}
	if !has {
		guest.UserID = to
		return guest, true, store(ctx, tx, &guest, changes{})
	}
	emptied := guest.copied()
	emptied.Clear()
	if err := save(ctx, tx, guest, &emptied); err != nil {
		return mine, false, err
	}
	if err := deleteCart(ctx, tx, guest.ID); err != nil {
		return mine, false, fmt.Errorf("delete cart %s: %w", guest.ID, err)
	}
	after := mine.copied()
	after.Absorb(guest)
	return after, true, save(ctx, tx, mine, &after)
}
