package order

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"github.com/askcart/askcart/shared/auth"
	"github.com/google/uuid"
)

// changed is the kind of change that open streams of an order follow.
const changed = "order"

// tokenLifetime is how long a lookup opens an order.
const tokenLifetime = time.Hour

// Order returns an order to its owner, to staff, and to whoever holds a lookup token for it. To everybody
// else it is ErrNotFound, as an unknown one is.
func (o *Orders) Order(ctx context.Context, id, token string) (Order, error) {
	caller := auth.From(ctx)
	if caller.Anonymous() && token == "" {
		return Order{}, auth.ErrUnauthorized
	}
	if !isID(id) {
		return Order{}, ErrNotFound
	}
	order, err := findOrder(ctx, o.db, id)
	if err != nil {
		return Order{}, fmt.Errorf("order %s: %w", id, err)
	}
	if caller.Owns(order.userID) || caller.Staff() {
		return order, nil
	}
	if token == "" {
		return Order{}, ErrNotFound
	}
	opens, err := tokenOpens(ctx, o.db, hashOf(token), id)
	if err == nil && !opens {
		err = ErrNotFound
	}
	if err != nil {
		return Order{}, fmt.Errorf("order %s by token: %w", id, err)
	}
	return order, nil
}

// Follow calls each with the present state of an order and again after every change, until the order is
// final, each fails or ctx ends. Whoever calls it has asked Order whether the caller may.
func (o *Orders) Follow(ctx context.Context, id string, each func(Order) error) error {
	woken, unsubscribe := o.changes.Subscribe(changed, id)
	defer unsubscribe()
	for seen := int64(0); ; {
		order, err := findOrder(ctx, o.db, id)
		if err != nil {
			return fmt.Errorf("follow order %s: %w", id, err)
		}
		if order.version != seen {
			if err := each(order); err != nil {
				return err
			}
			seen = order.version
		}
		if order.Status.Final() {
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-woken:
		}
	}
}

// List returns up to limit of the caller's orders, newest first, that come after the one with the id
// before; everybody's with all, for staff only.
func (o *Orders) List(ctx context.Context, status Status, all bool, before string, limit int) ([]Order, error) {
	caller := auth.From(ctx)
	f := filter{owners: caller.Owners(), status: status, before: before, limit: limit}
	if all {
		if !caller.Staff() {
			return nil, ErrStaffOnly
		}
		f.owners = nil
	}
	orders, err := listOrders(ctx, o.db, f)
	if err != nil {
		return nil, fmt.Errorf("list orders: %w", err)
	}
	return orders, nil
}

// Found is an order that was looked up, and the token that opens it for an hour.
type Found struct {
	Order
	Token          string    `json:"token" doc:"Send as X-Order-Token to read or follow this one order"`
	TokenExpiresAt time.Time `json:"token_expires_at"`
}

// Lookup finds an order by its number and the e-mail address it was placed with.
func (o *Orders) Lookup(ctx context.Context, number, email string) (Found, error) {
	order, err := findByNumber(ctx, o.db, strings.ToUpper(strings.TrimSpace(number)))
	if err == nil && !strings.EqualFold(order.Email, strings.TrimSpace(email)) {
		err = ErrNotFound
	}
	if err != nil {
		return Found{}, fmt.Errorf("look an order up: %w", err)
	}
	token := rand.Text()
	until, err := saveToken(ctx, o.db, hashOf(token), order.ID, tokenLifetime)
	if err != nil {
		return Found{}, fmt.Errorf("save a lookup token: %w", err)
	}
	return Found{Order: order, Token: token, TokenExpiresAt: until.UTC()}, nil
}

func hashOf(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// isID reports whether s is written as this service writes ids; anything else names no order.
func isID(s string) bool { return len(s) == 36 && uuid.Validate(s) == nil }
