package personalization

import (
	"context"
	"time"

	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
)

// How many pairs a product keeps: when it has more than mostPairs of a kind, the weakest go until keptPairs are left. The
// room between lets new ones grow, and makes tidying rare.
const (
	keptPairs = 100
	mostPairs = 200
)

// counted is what countActs did.
type counted struct {
	Acts     int64
	Products []string // whose pairs changed
}

// Whoever writes many pairs and standings at once takes turns by this lock of the schema; their rows would be locked in
// crossing orders.
const tallyLock = `hashtext('tally'), hashtext(current_schema())`

// claimTally reports whether tx is the one that counts until it ends; another replica may be counting.
func claimTally(ctx context.Context, tx postgres.Tx) (bool, error) {
	return postgres.Value[bool](ctx, tx, `select pg_try_advisory_xact_lock(`+tallyLock+`)`, nil)
}

// awaitTally waits until tx is the one that counts.
func awaitTally(ctx context.Context, tx postgres.Tx) error {
	_, err := postgres.Exec(ctx, tx, `select pg_advisory_xact_lock(`+tallyLock+`)`, postgres.Args{})
	return err
}

// countActs takes up to limit acts off the queue and adds them to the scores of their products and pairs. Of one shopper's
// acts of a kind on a product only the first in a day counts, so reloading a page makes nothing popular. A view makes
// pairs with the products among the shopper's last four views of the day before it. Products must be known: the ids are the
// clients'.
func countActs(ctx context.Context, tx postgres.Tx, limit int) (counted, error) {
	return postgres.One[counted](ctx, tx, `
		with batch as (
			delete from uncounted where id in (select id from uncounted order by id limit @limit)
			returning user_id, product_id, kind, at, weight
		), firsts as (
			select b.* from batch b join product p on p.id = b.product_id left join lateral (
				select true as repeated from behaviour e where e.user_id = b.user_id and e.product_id = b.product_id
					and e.kind = b.kind and e.at < b.at and e.at > b.at - interval '1 day' limit 1
			) before on true where repeated is null
		), wanted as (
			update standing s set score = s.score + f.weight
			from (select product_id, sum(weight) as weight from firsts group by product_id) f where s.product_id = f.product_id
		), pairs as (
			select distinct f.product_id, o.product_id as other_id, f.user_id, f.at, f.weight
			from firsts f cross join lateral (
				select e.product_id from behaviour e where e.user_id = f.user_id and e.kind = 'view'
					and (e.at, e.product_id) < (f.at, f.product_id) and e.at > f.at - interval '1 day'
				order by e.at desc, e.product_id desc limit 4
			) o
			where f.kind = 'view' and o.product_id <> f.product_id and exists (select from product p where p.id = o.product_id)
		), paired as (
			insert into together (product_id, kind, other_id, times, score)
			select product_id, 'viewed', other_id, count(*), sum(weight) from (
				select product_id, other_id, weight from pairs union all select other_id, product_id, weight from pairs
			) both_ways group by product_id, other_id order by product_id, other_id
			on conflict (product_id, kind, other_id) do update
				set times = together.times + excluded.times, score = together.score + excluded.score
			returning product_id
		)
		select (select count(*) from batch) as acts,
			coalesce((select array_agg(distinct product_id::text) from paired), '{}') as products`,
		postgres.Args{"limit": limit})
}

// trimPairs drops the weakest pairs of those of the products that have too many.
func trimPairs(ctx context.Context, tx postgres.Tx, products []string) error {
	_, err := postgres.Exec(ctx, tx, `
		delete from together t using (
			select product_id, kind, other_id, row_number() over (partition by product_id, kind order by score desc, other_id) as place
			from together where (product_id, kind) in (
				select product_id, kind from together where product_id = any(@products::uuid[])
				group by product_id, kind having count(*) > @most)
		) ranked
		where t.product_id = ranked.product_id and t.kind = ranked.kind and t.other_id = ranked.other_id and place > @kept`,
		postgres.Args{"products": products, "most": mostPairs, "kept": keptPairs})
	return err
}

// countOrder counts an order's products and pairs of products, once.
func countOrder(ctx context.Context, tx postgres.Tx, orderID, userID string, products []string, at time.Time) error {
	_, err := postgres.Exec(ctx, tx, `
		with fresh as (
			insert into purchase (order_id, user_id, products, weight, at, cancelled) values (@order, @user, @products::uuid[], @weight, @at, false)
			on conflict (order_id) do nothing returning order_id
		), paired as (
			insert into together (product_id, kind, other_id, times, score)
			select a.id, 'bought', b.id, 1, @weight from fresh, unnest(@products::uuid[]) a(id), unnest(@products::uuid[]) b(id)
			where a.id <> b.id order by a.id, b.id
			on conflict (product_id, kind, other_id) do update set times = together.times + 1, score = together.score + excluded.score
		)
		insert into standing (product_id, score) select k.id, @weight * @worth from fresh, unnest(@products::uuid[]) k(id) order by k.id
		on conflict (product_id) do update set score = standing.score + excluded.score`,
		postgres.Args{"order": orderID, "user": userID, "products": products, "weight": weight(at), "at": at, "worth": float64(purchaseWorth)})
	return err
}

// uncountOrder takes a counted order back; one that is not counted yet never will be.
func uncountOrder(ctx context.Context, tx postgres.Tx, orderID string, at time.Time) error {
	_, err := postgres.Exec(ctx, tx, `
		with gone as (
			insert into purchase (order_id, products, weight, at, cancelled) values (@order, '{}', 0, @at, true)
			on conflict (order_id) do update set cancelled = true where not purchase.cancelled
			returning products, weight
		), last as (
			delete from together t using gone where t.kind = 'bought' and t.times <= 1
				and t.product_id = any(gone.products) and t.other_id = any(gone.products)
		), fewer as (
			update together t set times = t.times - 1, score = greatest(t.score - gone.weight, 0) from gone
			where t.kind = 'bought' and t.times > 1 and t.product_id = any(gone.products) and t.other_id = any(gone.products)
		)
		update standing s set score = greatest(s.score - gone.weight * @worth, 0) from gone where s.product_id = any(gone.products)`,
		postgres.Args{"order": orderID, "at": at, "worth": float64(purchaseWorth)})
	return err
}

// findPairs returns the strongest pairs of each seed whose other product can be bought in a currency.
func findPairs(ctx context.Context, q postgres.Querier, seeds []string, in money.Currency) ([]Pair, error) {
	return postgres.All[Pair](ctx, q, `
		select s.id::text as seed_id, found.product_id::text as product_id, k.kind = 'bought' as bought, found.score
		from unnest(@seeds::uuid[]) s(id) cross join (values ('bought'), ('viewed')) k(kind) cross join lateral (
			select t.other_id as product_id, t.score from together t join standing x on x.product_id = t.other_id
			where t.product_id = s.id and t.kind = k.kind and @currency = any(x.currencies)
			order by t.score desc, t.other_id limit 15
		) found`, postgres.Args{"seeds": seeds, "currency": in})
}
