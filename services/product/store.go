package product

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/askcart/askcart/shared/postgres"
)

const productColumns = `id, slug, name, brand, description, category, attributes, images, faqs, variants, status,
	rating_sum, rating_count, version, created_at, updated_at`

// Stocked is a product with what can be bought of each of its variants, in their order.
type Stocked struct {
	Product
	Available []int64
}

// findProduct returns the product with this id or slug, or ErrNotFound.
func findProduct(ctx context.Context, q postgres.Querier, ref string) (Stocked, error) {
	const sql = `select ` + productColumns + `, array(
		select coalesce(s.available, 0) from unnest(p.skus) with ordinality as k(sku, n)
		left join stock s on s.sku = k.sku order by k.n) as available
		from product p where `
	by := sql + `slug = @ref`
	if isUUID(ref) {
		by = sql + `id = @ref::uuid`
	}
	p, err := postgres.One[Stocked](ctx, q, by, postgres.Args{"ref": ref})
	if errors.Is(err, postgres.ErrNoRows) {
		return Stocked{}, ErrNotFound
	}
	return p, err
}

// lockProduct returns the product with this id or slug for a change of it, or ErrNotFound.
func lockProduct(ctx context.Context, tx postgres.Tx, ref string) (Product, error) {
	const sql = `select ` + productColumns + ` from product where `
	by := sql + `slug = @ref for update`
	if isUUID(ref) {
		by = sql + `id = @ref::uuid for update`
	}
	p, err := postgres.One[Product](ctx, tx, by, postgres.Args{"ref": ref})
	if errors.Is(err, postgres.ErrNoRows) {
		return Product{}, ErrNotFound
	}
	return p, err
}

// lockProducts returns, for a change of them, all products that have one of the slugs or one of the SKUs.
func lockProducts(ctx context.Context, tx postgres.Tx, slugs, skus []string) ([]Product, error) {
	return postgres.All[Product](ctx, tx, `
		select `+productColumns+` from product
		where id in (select id from product where slug = any(@slugs)
			union select product_id from sku where sku = any(@skus))
		order by id for update`,
		postgres.Args{"slugs": slugs, "skus": skus})
}

// slugsLike returns the slugs that base or base with a number already take.
func slugsLike(ctx context.Context, q postgres.Querier, base string) ([]string, error) {
	return postgres.Values[string](ctx, q, `
		select slug from product where slug = @base
		union all
		select slug from product where slug ~ @numbered`,
		postgres.Args{"base": base, "numbered": "^" + base + "-[0-9]+$"})
}

// row is a product as it is written.
type row struct {
	Product
	SKUs []string `json:"skus"`
}

// writeProducts inserts or replaces products; ErrSlugTaken when a slug is another product's.
func writeProducts(ctx context.Context, tx postgres.Tx, products []Product) error {
	rows := make([]row, len(products))
	for i, p := range products {
		rows[i] = row{p, p.skus()}
	}
	err := execRows(ctx, tx, rows, `
		insert into product (`+productColumns+`, skus)
		select `+productColumns+`, skus from jsonb_to_recordset(@rows::jsonb) as r(
			id uuid, slug text, name text, brand text, description text, category text[], attributes jsonb,
			images jsonb, faqs jsonb, variants jsonb, status text, rating_sum bigint, rating_count bigint,
			version bigint, created_at timestamptz, updated_at timestamptz, skus text[])
		on conflict (id) do update set
			slug = excluded.slug, name = excluded.name, brand = excluded.brand, description = excluded.description,
			category = excluded.category, attributes = excluded.attributes, images = excluded.images,
			faqs = excluded.faqs, variants = excluded.variants, skus = excluded.skus, status = excluded.status,
			rating_sum = excluded.rating_sum, rating_count = excluded.rating_count,
			version = excluded.version, updated_at = excluded.updated_at`)
	if postgres.Violates(err, "product_slug_key") {
		return ErrSlugTaken
	}
	return err
}

// ownedSKU is a SKU and the product it belongs to.
type ownedSKU struct {
	SKU       string `json:"sku"`
	ProductID string `json:"product_id"`
}

// moveSKUs frees the SKUs that are gone and gives products the added ones; ErrSKUTaken when another product has one.
func moveSKUs(ctx context.Context, tx postgres.Tx, gone []string, added []ownedSKU) error {
	if len(gone) > 0 {
		if _, err := postgres.Exec(ctx, tx, `delete from sku where sku = any(@gone)`, postgres.Args{"gone": gone}); err != nil {
			return fmt.Errorf("free SKUs: %w", err)
		}
	}
	if len(added) == 0 {
		return nil
	}
	err := execRows(ctx, tx, added, `
		insert into sku (sku, product_id)
		select sku, product_id from jsonb_to_recordset(@rows::jsonb) as r(sku text, product_id uuid) order by sku`)
	if postgres.Violates(err, "sku_pkey") {
		return ErrSKUTaken
	}
	return err
}

// execRows runs sql with rows as its JSON argument @rows.
func execRows[T any](ctx context.Context, tx postgres.Tx, rows []T, sql string) error {
	if len(rows) == 0 {
		return nil
	}
	b, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	_, err = postgres.Exec(ctx, tx, sql, postgres.Args{"rows": string(b)})
	return err
}
