package personalization

import (
	"context"
	"time"

	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
)

// wishState is what decides whether a product can be wished for.
type wishState struct {
	Has  bool // it is on the list already
	Sold bool // it is known and active
	Many int  // how long the list is
}

func findWishState(ctx context.Context, q postgres.Querier, users []string, productID string) (wishState, error) {
	return postgres.One[wishState](ctx, q, `
		select exists (select from wish where user_id = any(@users::uuid[]) and product_id = @product) as has,
			exists (select from product where id = @product and active) as sold,
			(select count(*) from wish where user_id = any(@users::uuid[]))::int as many`,
		postgres.Args{"users": users, "product": productID})
}

// insertWish puts a product on a user's list, unless it is there by now.
func insertWish(ctx context.Context, q postgres.Querier, userID, productID string) error {
	_, err := postgres.Exec(ctx, q, `insert into wish (user_id, product_id) values (@user, @product) on conflict do nothing`,
		postgres.Args{"user": userID, "product": productID})
	return err
}

// deleteWish takes a product off the lists of users.
func deleteWish(ctx context.Context, q postgres.Querier, users []string, productID string) error {
	_, err := postgres.Exec(ctx, q, `delete from wish where user_id = any(@users::uuid[]) and product_id = @product`,
		postgres.Args{"users": users, "product": productID})
	return err
}

// Wished is a product on a wishlist and since when; it is also a place in the list.
type Wished struct {
	ProductID string    `json:"p"`
	At        time.Time `json:"t"`
}

// listWishes returns up to limit products on the lists of users after a place (nil: from the beginning), latest first. What is not
// sold in the currency at the moment stays on the list but is not shown.
func listWishes(ctx context.Context, q postgres.Querier, users []string, in money.Currency, after *Wished, limit int) ([]Wished, error) {
	args := postgres.Args{"users": users, "currency": in, "limit": limit}
	beyond := ""
	if after != nil {
		beyond = ` where (at, product_id) < (@at, @product)`
		args["at"], args["product"] = after.At, after.ProductID
	}
	return postgres.All[Wished](ctx, q, `
		select product_id::text as product_id, at from (
			select w.product_id, max(w.at) as at from wish w join product p on p.id = w.product_id
			where w.user_id = any(@users::uuid[]) and p.active
				and exists (select from variant v where v.product_id = p.id and @currency = any(v.currencies))
			group by w.product_id
		) wishes`+beyond+` order by at desc, wishes.product_id desc limit @limit`, args)
}

// moveUser gives one user what another had: history, orders and wishes. What both have is kept once, a wish since the earlier
// time.
func moveUser(ctx context.Context, tx postgres.Tx, from, to string) error {
	return each(ctx, tx, postgres.Args{"from": from, "to": to},
		`update behaviour b set user_id = @to where user_id = @from and not exists (select from behaviour e where e.user_id = @to
			and e.product_id is not distinct from b.product_id and e.kind = b.kind and e.at = b.at and e.query is not distinct from b.query)`,
		`delete from behaviour where user_id = @from and user_id <> @to`,
		`update uncounted set user_id = @to where user_id = @from`,
		`update purchase set user_id = @to where user_id = @from`,
		`insert into wish (user_id, product_id, at) select @to, product_id, at from wish where user_id = @from
			on conflict (user_id, product_id) do update set at = least(wish.at, excluded.at)`,
		`delete from wish where user_id = @from and user_id <> @to`)
}

// deleteUser forgets a user. Of orders only that something was bought stays, and of behaviour what was counted.
func deleteUser(ctx context.Context, tx postgres.Tx, userID string) error {
	return each(ctx, tx, postgres.Args{"user": userID},
		`delete from behaviour where user_id = @user`,
		`delete from uncounted where user_id = @user`,
		`delete from wish where user_id = @user`,
		`update purchase set user_id = null where user_id = @user`)
}

// each runs statements with the same values, in one round trip.
func each(ctx context.Context, tx postgres.Tx, args postgres.Args, statements ...string) error {
	return postgres.Pipeline(ctx, tx, func(tx postgres.Tx) error {
		for _, sql := range statements {
			if _, err := postgres.Exec(ctx, tx, sql, args); err != nil {
				return err
			}
		}
		return nil
	})
}
