package product

import (
	"context"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
)

type level struct {
	SKU       string
	Available int64
}

// lockStock returns what can be bought of each SKU and keeps it from changing until tx ends.
func lockStock(ctx context.Context, tx postgres.Tx, skus []string) (map[string]int64, error) {
	stock := make(map[string]int64, len(skus))
	if len(skus) == 0 {
		return stock, nil
	}
	_, err := postgres.Exec(ctx, tx, `
		insert into stock (sku) select k from unnest(@skus::text[]) k order by k on conflict do nothing`,
		postgres.Args{"skus": skus})
	if err != nil {
		return nil, err
	}
	levels, err := postgres.All[level](ctx, tx, `
		select sku, available from stock where sku = any(@skus) order by sku for update`,
		postgres.Args{"skus": skus})
	for _, l := range levels {
		stock[l.SKU] = l.Available
	}
	return stock, err
}

// writeStock applies what inventory says of a SKU unless something newer is known. It returns +1 when the SKU can be
// bought from now on, -1 when no longer, 0 when that stays as it was.
func writeStock(ctx context.Context, tx postgres.Tx, s events.Stock) (flip int64, err error) {
	flips, err := postgres.Values[int64](ctx, tx, `
		insert into stock as s (sku, available, version) values (@sku, @available, @version)
		on conflict (sku) do update
			set previous = s.available, available = excluded.available, version = excluded.version
			where s.version < excluded.version
		returning (available > 0)::int::bigint - (previous > 0)::int::bigint`,
		postgres.Args{"sku": s.SKU, "available": max(s.Available, 0), "version": s.Version})
	if err != nil || len(flips) == 0 {
		return 0, err
	}
	return flips[0], nil
}

// flipListings counts a SKU in or out of the listings that it can be bought through and returns their product, if any.
// Counting instead of looking at the other SKUs lets two of them change at once.
func flipListings(ctx context.Context, tx postgres.Tx, sku string, by int64) ([]string, error) {
	return postgres.Values[string](ctx, tx, `
		update listing set in_stock = in_stock + @by
		where product_id = (select product_id from sku where sku = @sku) and currency = any(@currencies)
			and @sku = any(skus)
		returning product_id`,
		postgres.Args{"by": by, "sku": sku, "currencies": money.Currencies})
}
