package notification

import (
	"context"
	"encoding/json"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres"
)

// lockAccount returns a user's row, made if there is none, locked until tx ends.
func lockAccount(ctx context.Context, tx postgres.Tx, user string) (recipient, error) {
	return postgres.One[recipient](ctx, tx, `
		insert into account (user_id) values (@user)
		on conflict (user_id) do update set user_id = excluded.user_id
		returning user_id::text as user_id, email, name, preferences, merged_into::text as merged_into, erased`,
		postgres.Args{"user": user})
}

// saveAccount keeps an address and a name; those of a forgotten user are not kept.
func saveAccount(ctx context.Context, tx postgres.Tx, u events.User) error {
	_, err := postgres.Exec(ctx, tx, `
		insert into account (user_id, email, name) values (@user, @email, @name)
		on conflict (user_id) do update set email = excluded.email, name = excluded.name where not account.erased`,
		postgres.Args{"user": u.ID, "email": u.Email, "name": u.Name})
	return err
}

// moveAccount makes everything of one user another's. Of two alerts for the same the account's own stays.
func moveAccount(ctx context.Context, tx postgres.Tx, from, to string) error {
	return postgres.Pipeline(ctx, tx, func(tx postgres.Tx) error {
		for _, sql := range []string{
			`update account set merged_into = @to where user_id = @from`,
			`update notice set user_id = @to where user_id = @from`,
			`update mail set user_id = @to where user_id = @from`,
			`delete from alert a where user_id = @from and fired_at is null and exists (
				select from alert b where b.user_id = @to and b.sku = a.sku and b.kind = a.kind and b.fired_at is null)`,
			`update alert set user_id = @to where user_id = @from`,
		} {
			if _, err := tx.Exec(ctx, sql, postgres.Args{"from": from, "to": to}); err != nil {
				return err
			}
		}
		return nil
	})
}

// forget deletes what there is of a user and of the guests that became it. What remains is that it is forgotten.
func forget(ctx context.Context, tx postgres.Tx, user string) error {
	if _, err := lockAccount(ctx, tx, user); err != nil {
		return err
	}
	users, err := postgres.Values[string](ctx, tx, `
		with recursive mine as (
			select @user::uuid as user_id
			union select a.user_id from account a join mine on a.merged_into = mine.user_id
		) select user_id::text from mine`, postgres.Args{"user": user})
	if err != nil {
		return err
	}
	return postgres.Pipeline(ctx, tx, func(tx postgres.Tx) error {
		for _, sql := range []string{
			`update account set email = '', name = '', preferences = null, unsubscribe = null, erased = true where user_id = any(@users::uuid[])`,
			`delete from mail where user_id = any(@users::uuid[])`,
			`delete from notice where user_id = any(@users::uuid[])`,
			`delete from alert where user_id = any(@users::uuid[])`,
			`update purchase set email = '' where user_id = any(@users::uuid[])`,
		} {
			if _, err := tx.Exec(ctx, sql, postgres.Args{"users": users}); err != nil {
				return err
			}
		}
		return nil
	})
}

// lockPurchase returns whom an order belongs to, as far as it is known, and holds its row until tx ends.
func lockPurchase(ctx context.Context, tx postgres.Tx, orderID string) (purchase, error) {
	return postgres.One[purchase](ctx, tx, `
		insert into purchase (order_id) values (@order)
		on conflict (order_id) do update set order_id = excluded.order_id
		returning order_id::text as order_id, known, number, coalesce(user_id::text, '') as user_id, email`,
		postgres.Args{"order": orderID})
}

func savePurchase(ctx context.Context, tx postgres.Tx, p purchase) error {
	_, err := postgres.Exec(ctx, tx, `
		update purchase set known = true, number = @number, user_id = nullif(@user, '')::uuid, email = @email
		where order_id = @order`,
		postgres.Args{"order": p.OrderID, "number": p.Number, "user": p.UserID, "email": p.Email})
	return err
}

func insertWaiting(ctx context.Context, tx postgres.Tx, w waiting) error {
	d, err := json.Marshal(w.Details)
	if err != nil {
		return err
	}
	_, err = postgres.Exec(ctx, tx, `
		insert into waiting_notice (dedupe_key, order_id, template, details) values (@key, @order, @template, @details)
		on conflict (dedupe_key) do nothing`,
		postgres.Args{"key": w.Key, "order": w.OrderID, "template": w.Template, "details": string(d)})
	return err
}

// takeWaiting removes and returns what waits for an order.
func takeWaiting(ctx context.Context, tx postgres.Tx, orderID string) ([]waiting, error) {
	return postgres.All[waiting](ctx, tx, `
		delete from waiting_notice where order_id = @order
		returning dedupe_key as key, order_id::text as order_id, template, details`, postgres.Args{"order": orderID})
}
