package product

import (
	"context"

	"github.com/askcart/askcart/shared/postgres"
)

const reviewColumns = `id, product_id, author, rating, title, body, verified, status, created_at`

// listReviews returns up to limit shown reviews of a product, newest first, older than the one with id before.
func listReviews(ctx context.Context, q postgres.Querier, productID, before string, limit int) ([]Review, error) {
	args := postgres.Args{"product": productID, "limit": limit}
	older := ``
	if before != "" {
		older, args["before"] = ` and id < @before::uuid`, before
	}
	return postgres.All[Review](ctx, q, `
		select `+reviewColumns+` from review where product_id = @product and status = 'shown'`+older+`
		order by id desc limit @limit`, args)
}

// standing is what is known of a person who writes about a product.
type standing struct {
	Bought   bool
	Reviewed bool
	Name     string
}

// standingOf looks a person up under all ids the person is known by, the present one first.
func standingOf(ctx context.Context, q postgres.Querier, owners []string, productID string) (standing, error) {
	return postgres.One[standing](ctx, q, `
		select exists (select from purchase where user_id = any(@owners::uuid[]) and product_id = @product) as bought,
			exists (select from review where user_id = any(@owners::uuid[]) and product_id = @product) as reviewed,
			coalesce((select name from shopper where user_id = @user), '') as name`,
		postgres.Args{"owners": owners, "user": owners[0], "product": productID})
}

// insertReview adds a shopper's review; ErrReviewExists when there is one.
func insertReview(ctx context.Context, tx postgres.Tx, r Review, userID string) error {
	_, err := postgres.Exec(ctx, tx, `
		insert into review (`+reviewColumns+`, user_id)
		values (@id, @product, @author, @rating, @title, @body, @verified, @status, @created, @user)`,
		postgres.Args{
			"id": r.ID, "product": r.ProductID, "author": r.Author, "rating": r.Rating, "title": r.Title,
			"body": r.Body, "verified": r.Verified, "status": r.Status, "created": r.CreatedAt, "user": userID,
		})
	if postgres.Violates(err, "review_once") {
		return ErrReviewExists
	}
	return err
}

// importedOf returns the imported reviews of a product by author, for a change of them.
func importedOf(ctx context.Context, tx postgres.Tx, productID string) (map[string]Review, error) {
	found, err := postgres.All[Review](ctx, tx, `
		select `+reviewColumns+` from review where product_id = @product and imported`,
		postgres.Args{"product": productID})
	byAuthor := make(map[string]Review, len(found))
	for _, r := range found {
		byAuthor[r.Author] = r
	}
	return byAuthor, err
}

// writeImported inserts or replaces an imported review.
func writeImported(ctx context.Context, tx postgres.Tx, r Review) error {
	_, err := postgres.Exec(ctx, tx, `
		insert into review (`+reviewColumns+`, imported)
		values (@id, @product, @author, @rating, @title, @body, false, @status, @created, true)
		on conflict (id) do update set rating = excluded.rating, title = excluded.title, body = excluded.body`,
		postgres.Args{
			"id": r.ID, "product": r.ProductID, "author": r.Author, "rating": r.Rating, "title": r.Title,
			"body": r.Body, "status": r.Status, "created": r.CreatedAt,
		})
	return err
}

// addPurchases notes who bought what.
func addPurchases(ctx context.Context, tx postgres.Tx, userID string, products []string) error {
	_, err := postgres.Exec(ctx, tx, `
		insert into purchase (user_id, product_id)
		select @user::uuid, p from unnest(@products::uuid[]) p order by p on conflict do nothing`,
		postgres.Args{"user": userID, "products": products})
	return err
}

// verifyReviews marks the person's reviews of these products as those of a buyer and returns the ones that were not.
func verifyReviews(ctx context.Context, tx postgres.Tx, userID string, products []string) ([]Review, error) {
	return postgres.All[Review](ctx, tx, `
		update review set verified = true
		where user_id = @user and product_id = any(@products::uuid[]) and not verified
		returning `+reviewColumns, postgres.Args{"user": userID, "products": products})
}

// nameShopper keeps what others see of a person's name, under reviews already written too.
func nameShopper(ctx context.Context, tx postgres.Tx, userID, name string) error {
	_, err := postgres.Exec(ctx, tx, `
		with named as (
			insert into shopper (user_id, name) values (@user, @name)
			on conflict (user_id) do update set name = excluded.name)
		update review set author = @name where user_id = @user`,
		postgres.Args{"user": userID, "name": name})
	return err
}

// moveShopper gives what one id bought and wrote to another; a second review of the same product stays where it is.
func moveShopper(ctx context.Context, tx postgres.Tx, from, to string) error {
	_, err := postgres.Exec(ctx, tx, `
		with moved as (
			insert into purchase (user_id, product_id) select @to::uuid, product_id from purchase where user_id = @from
			on conflict do nothing)
		update review r set user_id = @to
		where user_id = @from
			and not exists (select from review o where o.user_id = @to and o.product_id = r.product_id)`,
		postgres.Args{"from": from, "to": to})
	return err
}

// forgetShopper removes a person; the stars stay, the name under them goes.
func forgetShopper(ctx context.Context, tx postgres.Tx, userID string) error {
	_, err := postgres.Exec(ctx, tx, `
		with named as (delete from shopper where user_id = @user),
			bought as (delete from purchase where user_id = @user)
		update review set user_id = null, author = '' where user_id = @user`,
		postgres.Args{"user": userID})
	return err
}
