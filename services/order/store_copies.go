package order

import (
	"context"
	"time"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
)

type offerRow struct {
	SKU, ProductID, Name string
	Image                *Image
	Options              map[string]string
	Prices               []money.Money
	OnSale               bool
	Available            *int64
}

// findOffers returns what is known of skus; unknown ones are missing.
func findOffers(ctx context.Context, q postgres.Querier, skus []string) (map[string]offer, error) {
	rows, err := postgres.All[offerRow](ctx, q, `
		select o.sku, o.product_id::text as product_id, o.name, o.image, o.options, o.prices, o.on_sale, s.available
		from offers o left join stock s using (sku) where o.sku = any(@skus)`, postgres.Args{"skus": skus})
	found := make(map[string]offer, len(rows))
	for _, r := range rows {
		found[r.SKU] = offer(r)
	}
	return found, err
}

// saveProduct stores a newer snapshot of a product; an older one changes nothing. SKUs that the snapshot
// does not name any more stay known, but are not on sale.
func saveProduct(ctx context.Context, tx postgres.Tx, p events.Product) error {
	list := offers(p)
	skus := make([]string, len(list))
	for i, o := range list {
		skus[i] = o.SKU
	}
	_, err := postgres.Exec(ctx, tx, `
		with newer as (
			insert into products (id, version) values (@id, @version)
			on conflict (id) do update set version = excluded.version where products.version < excluded.version
			returning id
		), gone as (
			update offers set on_sale = false from newer
			where offers.product_id = newer.id and on_sale and sku <> all(@skus)
		)
		insert into offers (sku, product_id, name, image, options, prices, on_sale)
		select v.sku, newer.id, v.name, v.image, coalesce(v.options, '{}'), coalesce(v.prices, '[]'), v.on_sale
		from newer, jsonb_to_recordset(@offers::jsonb)
			as v(sku text, name text, image jsonb, options jsonb, prices jsonb, on_sale boolean)
		on conflict (sku) do update set product_id = excluded.product_id, name = excluded.name, image = excluded.image,
			options = excluded.options, prices = excluded.prices, on_sale = excluded.on_sale`,
		postgres.Args{"id": p.ID, "version": p.Version, "skus": skus, "offers": list})
	return err
}

// saveStock stores newer stock of a SKU; older stock changes nothing.
func saveStock(ctx context.Context, tx postgres.Tx, s events.Stock) error {
	_, err := postgres.Exec(ctx, tx, `
		insert into stock (sku, available, version) values (@sku, @available, @version)
		on conflict (sku) do update set available = excluded.available, version = excluded.version
		where stock.version < excluded.version`,
		postgres.Args{"sku": s.SKU, "available": s.Available, "version": s.Version})
	return err
}

// saveToken lets the holder of the token with this hash read an order for a while, and returns until when.
func saveToken(ctx context.Context, q postgres.Querier, hash []byte, orderID string, lifetime time.Duration) (time.Time, error) {
	return postgres.Value[time.Time](ctx, q, `
		insert into lookup_tokens (hash, order_id, expires_at) values (@hash, @order, now() + @lifetime::interval)
		returning expires_at`, postgres.Args{"hash": hash, "order": orderID, "lifetime": lifetime})
}

// tokenOpens reports whether the token with this hash is for this order and still good.
func tokenOpens(ctx context.Context, q postgres.Querier, hash []byte, orderID string) (bool, error) {
	return postgres.Value[bool](ctx, q, `
		select exists (select from lookup_tokens where hash = @hash and order_id = @order and expires_at > now())`,
		postgres.Args{"hash": hash, "order": orderID})
}

// dropExpiredTokens forgets tokens that open nothing any more.
func dropExpiredTokens(ctx context.Context, q postgres.Querier) error {
	_, err := postgres.Exec(ctx, q, `delete from lookup_tokens where expires_at < now()`, postgres.Args{})
	return err
}
