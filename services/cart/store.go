package cart

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
)

// lineColumns are a line's with its variant's and stock's; the tables are l, v and s.
const lineColumns = `l.sku, l.quantity, l.seen, v.product_id::text as product_id, v.name, v.image, v.options, v.prices, v.on_sale,
	coalesce(s.available, 0) as available, v.revision + coalesce(s.version, 0) as revision`

// lineRow is a line and the cart it is in.
type lineRow struct {
	CartID   string
	Quantity int
	Seen     []money.Money
	Variant
}

// cartRow is a cart without its lines.
type cartRow struct {
	ID      string
	UserID  string
	Version int64
}

// lockCarts returns the carts of the given users by user, locked until tx ends, and the variant of sku, empty when
// there is none such. It is one round trip. The lines are read after the lock was got, by a statement of their own: one
// statement would show them as they were before it waited.
func lockCarts(ctx context.Context, tx postgres.Tx, users []string, sku string) (map[string]Cart, Variant, error) {
	var carts []cartRow
	var lines []lineRow
	var wanted []Variant
	var ask pgx.Batch
	ask.Queue(`
		select id::text as id, user_id::text as user_id, version from cart where user_id = any(@users::uuid[])
		order by id for update`, postgres.Args{"users": users}).Query(collect(&carts))
	ask.Queue(`
		select c.id::text as cart_id, `+lineColumns+`
		from cart c join line l on l.cart_id = c.id join variant v using (sku) left join stock s using (sku)
		where c.user_id = any(@users::uuid[]) order by l.position`, postgres.Args{"users": users}).Query(collect(&lines))
	if sku != "" {
		ask.Queue(`
			select v.sku, v.product_id::text as product_id, v.name, v.image, v.options, v.prices, v.on_sale,
				coalesce(s.available, 0) as available, v.revision + coalesce(s.version, 0) as revision
			from variant v left join stock s using (sku) where v.sku = @sku`, postgres.Args{"sku": sku}).Query(collect(&wanted))
	}
	if err := postgres.Send(ctx, tx, &ask); err != nil {
		return nil, Variant{}, fmt.Errorf("lock carts: %w", err)
	}
	if len(wanted) == 0 {
		wanted = make([]Variant, 1)
	}
	return together(carts, lines), wanted[0], nil
}

func collect[T any](into *[]T) func(pgx.Rows) error {
	return func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, pgx.RowToStructByName[T])
		return err
	}
}

// together puts lines into their carts.
func together(carts []cartRow, lines []lineRow) map[string]Cart {
	byUser := make(map[string]Cart, len(carts))
	for _, c := range carts {
		cart := Cart{ID: c.ID, UserID: c.UserID, Version: c.Version}
		for _, l := range lines {
			if l.CartID == c.ID {
				cart.Lines = append(cart.Lines, Line{Variant: l.Variant, Quantity: l.Quantity, Seen: l.Seen})
			}
		}
		byUser[c.UserID] = cart
	}
	return byUser
}

// findStamp returns the stamp of a user's cart as it is now.
func findStamp(ctx context.Context, q postgres.Querier, userID string) (Stamp, bool, error) {
	return postgres.Maybe[Stamp](ctx, q, `
		select c.id::text as id, c.version, coalesce(sum(v.revision + coalesce(s.version, 0)), 0)::bigint as revision
		from cart c left join line l on l.cart_id = c.id left join variant v using (sku) left join stock s using (sku)
		where c.user_id = @user group by c.id`, postgres.Args{"user": userID})
}

// findCart returns a user's cart. It is one statement, so that version and lines are of one moment; an empty cart is a
// row without a line.
func findCart(ctx context.Context, q postgres.Querier, userID string) (Cart, bool, error) {
	type row struct {
		ID      string
		Version int64
		Full    bool
		lineRow
	}
	rows, err := postgres.All[row](ctx, q, `
		select c.id::text as id, c.version, l.sku is not null as full, c.id::text as cart_id,
			coalesce(l.sku, '') as sku, coalesce(l.quantity, 0) as quantity, l.seen, coalesce(v.product_id::text, '') as product_id,
			coalesce(v.name, '') as name, v.image, v.options, v.prices, coalesce(v.on_sale, false) as on_sale,
			coalesce(s.available, 0) as available, coalesce(v.revision, 0) + coalesce(s.version, 0) as revision
		from cart c left join line l on l.cart_id = c.id left join variant v using (sku) left join stock s using (sku)
		where c.user_id = @user order by l.position`, postgres.Args{"user": userID})
	if err != nil || len(rows) == 0 {
		return Cart{}, false, err
	}
	c := Cart{ID: rows[0].ID, UserID: userID, Version: rows[0].Version}
	for _, r := range rows {
		if r.Full {
			c.Lines = append(c.Lines, Line{Variant: r.Variant, Quantity: r.Quantity, Seen: r.Seen})
		}
	}
	return c, true, nil
}

// saveCart writes what changed of a cart, its version and its owner.
func saveCart(ctx context.Context, tx postgres.Tx, c Cart, x changes) error {
	skus, quantities, seen := make([]string, len(x.kept)), make([]int, len(x.kept)), make([]string, len(x.kept))
	for i, l := range x.kept {
		prices, err := json.Marshal(l.Seen)
		if err != nil {
			return err
		}
		skus[i], quantities[i], seen[i] = l.SKU, l.Quantity, string(prices)
	}
	_, err := postgres.Exec(ctx, tx, `
		with gone as (
			delete from line where cart_id = @cart and sku = any(@gone::text[])
		), kept as (
			insert into line (cart_id, sku, quantity, seen)
			select @cart, k.sku, k.quantity, k.seen
			from unnest(@skus::text[], @quantities::int[], @seen::jsonb[]) with ordinality as k(sku, quantity, seen, n) order by k.n
			on conflict (cart_id, sku) do update set quantity = excluded.quantity, seen = excluded.seen
		)
		update cart set user_id = @user, version = @version, changed_at = now() where id = @cart`,
		postgres.Args{"cart": c.ID, "user": c.UserID, "version": c.Version, "gone": x.gone,
			"skus": skus, "quantities": quantities, "seen": seen})
	return err
}

// insertCart gives a user an empty cart, unless it has one by now.
func insertCart(ctx context.Context, tx postgres.Tx, id, userID string) error {
	_, err := postgres.Exec(ctx, tx, `insert into cart (id, user_id) values (@id, @user) on conflict (user_id) do nothing`,
		postgres.Args{"id": id, "user": userID})
	return err
}

// deleteCart deletes a cart with its lines.
func deleteCart(ctx context.Context, tx postgres.Tx, id string) error {
	_, err := postgres.Exec(ctx, tx, `delete from cart where id = @id`, postgres.Args{"id": id})
	return err
}

// deleteCartOf deletes a user's cart with its lines.
func deleteCartOf(ctx context.Context, tx postgres.Tx, userID string) error {
	_, err := postgres.Exec(ctx, tx, `delete from cart where user_id = @user`, postgres.Args{"user": userID})
	return err
}
