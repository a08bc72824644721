package notification

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
)

// saveProduct keeps a product's version and reports whether it is newer than the one before.
func saveProduct(ctx context.Context, tx postgres.Tx, id string, version int64) (bool, error) {
	n, err := postgres.Exec(ctx, tx, `
		insert into product (id, version) values (@id, @version)
		on conflict (id) do update set version = excluded.version where product.version < excluded.version`,
		postgres.Args{"id": id, "version": version})
	return n == 1, err
}

// dropOthers takes those SKUs of a product off sale that its snapshot does not name.
func dropOthers(ctx context.Context, tx postgres.Tx, productID string, named []string) error {
	_, err := postgres.Exec(ctx, tx, `
		update variant set on_sale = false where product_id = @product and on_sale and sku <> all(@named::text[])`,
		postgres.Args{"product": productID, "named": named})
	return err
}

const variantColumns = `sku, name, slug, prices, on_sale, available, stock_version`

// lockVariants returns SKUs, made if they are not there, locked until tx ends, in the order of their names.
func lockVariants(ctx context.Context, tx postgres.Tx, skus []string) ([]Variant, error) {
	sorted := slices.Sorted(slices.Values(skus))
	_, err := postgres.Exec(ctx, tx, `insert into variant (sku) select unnest(@skus::text[]) on conflict (sku) do nothing`,
		postgres.Args{"skus": sorted})
	if err != nil {
		return nil, err
	}
	return postgres.All[Variant](ctx, tx, `
		select `+variantColumns+` from variant where sku = any(@skus::text[]) order by sku for update`,
		postgres.Args{"skus": sorted})
}

// seeVariant returns a SKU and keeps it from changing until tx ends.
func seeVariant(ctx context.Context, tx postgres.Tx, sku string) (Variant, bool, error) {
	return postgres.Maybe[Variant](ctx, tx, `select `+variantColumns+` from variant where sku = @sku for share`,
		postgres.Args{"sku": sku})
}

// saveVariants keeps what a product's snapshot says of its SKUs.
func saveVariants(ctx context.Context, tx postgres.Tx, productID string, all []Variant) error {
	type copied struct {
		SKU    string        `json:"sku"`
		Name   string        `json:"name"`
		Slug   string        `json:"slug"`
		Prices []money.Money `json:"prices"`
		OnSale bool          `json:"on_sale"`
	}
	list := make([]copied, len(all))
	for i, v := range all {
		list[i] = copied{v.SKU, v.Name, v.Slug, append([]money.Money{}, v.Prices...), v.OnSale}
	}
	text, err := json.Marshal(list)
	if err != nil {
		return err
	}
	_, err = postgres.Exec(ctx, tx, `
		update variant set product_id = @product, name = v.name, slug = v.slug, prices = v.prices, on_sale = v.on_sale
		from jsonb_to_recordset(@variants::jsonb) as v(sku text, name text, slug text, prices jsonb, on_sale boolean)
		where variant.sku = v.sku`, postgres.Args{"product": productID, "variants": string(text)})
	return err
}

// saveStock keeps what is available of a locked SKU.
func saveStock(ctx context.Context, tx postgres.Tx, v Variant) error {
	_, err := postgres.Exec(ctx, tx, `update variant set available = @available, stock_version = @version where sku = @sku`,
		postgres.Args{"sku": v.SKU, "available": v.Available, "version": v.StockVersion})
	return err
}
