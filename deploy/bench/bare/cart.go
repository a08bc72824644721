package bare

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"
)

// item is what is to be added.
type item struct {
	SKU      string `json:"sku"`
	Quantity int    `json:"quantity"`
}

// line is what is in the cart now.
type line struct {
	CartID   string `json:"cart_id"`
	SKU      string `json:"sku"`
	Quantity int    `json:"quantity"`
}

// upsert makes the cart and the line, or changes them, in one statement and one commit.
const upsert = `
	with mine as (
		insert into cart.cart (id, user_id) values (gen_random_uuid(), $1)
		on conflict (user_id) do update set version = cart.cart.version + 1, changed_at = now()
		returning id
	)
	insert into cart.line (cart_id, sku, quantity, seen)
	select mine.id, v.sku, $3, v.prices from mine, cart.variant v where v.sku = $2
	on conflict (cart_id, sku) do update set quantity = cart.line.quantity + excluded.quantity, seen = excluded.seen
	returning cart_id::text, sku, quantity`

// add puts more of a SKU into a user's cart; pgx.ErrNoRows when there is no such SKU.
func add(ctx context.Context, db *pgxpool.Pool, user string, i item) (l line, err error) {
	err = db.QueryRow(ctx, upsert, user, i.SKU, i.Quantity).Scan(&l.CartID, &l.SKU, &l.Quantity)
	return l, err
}
