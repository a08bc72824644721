package personalization

import (
	"context"
	"time"

	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
)

// insertActs stores what a user did and returns what was not known before, oldest first.
func insertActs(ctx context.Context, tx postgres.Tx, userID string, acts []Act) ([]Act, error) {
	kinds, products, queries, ats := make([]string, len(acts)), make([]string, len(acts)), make([]string, len(acts)), make([]time.Time, len(acts))
	for i, a := range acts {
		kinds[i], products[i], queries[i], ats[i] = string(a.Kind), a.ProductID, a.Query, a.At
	}
	return postgres.All[Act](ctx, tx, `
		with stored as (
			insert into behaviour (user_id, product_id, kind, at, query)
			select @user, nullif(a.product_id, '')::uuid, a.kind, a.at, nullif(a.query, '')
			from unnest(@products::text[], @kinds::text[], @ats::timestamptz[], @queries::text[]) as a(product_id, kind, at, query)
			order by at, kind, product_id, query
			on conflict on constraint behaviour_once do nothing
			returning kind, product_id, query, at
		)
		select kind, coalesce(product_id::text, '') as product_id, coalesce(query, '') as query, at from stored
		order by at, kind, product_id, query`,
		postgres.Args{"user": userID, "products": products, "kinds": kinds, "ats": ats, "queries": queries})
}

// enqueue leaves acts on products to be counted; weights are what each adds to its product's score.
func enqueue(ctx context.Context, tx postgres.Tx, userID string, acts []Act, weights []float64) error {
	kinds, products, ats := make([]string, len(acts)), make([]string, len(acts)), make([]time.Time, len(acts))
	for i, a := range acts {
		kinds[i], products[i], ats[i] = string(a.Kind), a.ProductID, a.At
	}
	_, err := postgres.Exec(ctx, tx, `
		insert into uncounted (user_id, product_id, kind, at, weight)
		select @user, * from unnest(@products::uuid[], @kinds::text[], @ats::timestamptz[], @weights::float8[])`,
		postgres.Args{"user": userID, "products": products, "kinds": kinds, "ats": ats, "weights": weights})
	return err
}

// lookedAt returns the products that any of the users viewed last and that are sold in a currency, latest first.
func lookedAt(ctx context.Context, q postgres.Querier, users []string, in money.Currency, limit int) ([]string, error) {
	return postgres.Values[string](ctx, q, `
		select product_id::text from (
			select product_id, max(at) as at from unnest(@users::uuid[]) u(id) cross join lateral (
				select product_id, at from behaviour b where b.user_id = u.id and kind = 'view' order by at desc limit 500
			) raw group by product_id
		) seen join product p on p.id = product_id
		where p.active and exists (select from variant v where v.product_id = p.id and @currency = any(v.currencies))
		order by at desc, product_id limit @limit`,
		postgres.Args{"users": users, "currency": in, "limit": limit})
}

// met is a product that a shopper had to do with.
type met struct {
	ProductID string
	Looked    bool
}

// lastMet returns the products that any of the users viewed, wished for or bought last, latest first.
func lastMet(ctx context.Context, q postgres.Querier, users []string, limit int) ([]met, error) {
	return postgres.All[met](ctx, q, `
		select product_id::text as product_id, bool_or(looked) as looked from unnest(@users::uuid[]) u(id) cross join lateral (
			(select product_id, at, true as looked from behaviour b where b.user_id = u.id and kind = 'view' order by at desc limit 60)
			union all
			(select product_id, at, false from wish w where w.user_id = u.id order by at desc limit 10)
			union all
			(select unnest(products), at, false from purchase o where o.user_id = u.id and not cancelled order by at desc limit 10)
		) met group by product_id order by max(at) desc, product_id limit @limit`,
		postgres.Args{"users": users, "limit": limit})
}

// deleteOld deletes a portion of what happened longer ago than age and returns how much that was.
func deleteOld(ctx context.Context, q postgres.Querier, table string, age time.Duration, portion int) (int64, error) {
	return postgres.Exec(ctx, q, `
		delete from `+table+` where ctid = any(array(select ctid from `+table+` where at < now() - @age::interval limit @portion))`,
		postgres.Args{"age": age, "portion": portion})
}
