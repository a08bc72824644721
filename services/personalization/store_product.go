package personalization

import (
	"context"
	"encoding/json"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
)

// saveProduct stores a newer snapshot of a product; an older one changes nothing. SKUs that it does not name any more
// are forgotten, unless they are another product's by now.
func saveProduct(ctx context.Context, tx postgres.Tx, p Product) error {
	row, err := json.Marshal(p)
	if err != nil {
		return err
	}
	_, err = postgres.Exec(ctx, tx, `
		with given as (
			select * from jsonb_to_record(@row::jsonb) as r(id uuid, version bigint, slug text, name text, brand text,
				category text[], attributes jsonb, image jsonb, rating_tenths bigint, rating_count bigint, active boolean, variants jsonb)
		), newer as (
			insert into product (id, version, slug, name, brand, category, attributes, image, rating_tenths, rating_count, active)
			select id, version, slug, name, brand, coalesce(category, '{}'), coalesce(nullif(attributes, 'null'), '{}'),
				nullif(image, 'null'), rating_tenths, rating_count, active
			from given
			on conflict (id) do update set version = excluded.version, slug = excluded.slug, name = excluded.name,
				brand = excluded.brand, category = excluded.category, attributes = excluded.attributes, image = excluded.image,
				rating_tenths = excluded.rating_tenths, rating_count = excluded.rating_count, active = excluded.active
			where product.version < excluded.version
			returning id, brand, rating_tenths, rating_count
		), stands as (
			insert into standing (product_id, category, root, brand, rating_tenths, rating_count)
			select id, @own, @root, brand, rating_tenths, rating_count from newer
			on conflict (product_id) do update set category = excluded.category, root = excluded.root, brand = excluded.brand,
				rating_tenths = excluded.rating_tenths, rating_count = excluded.rating_count
		), named as (
			select newer.id, v.* from newer, given, jsonb_to_recordset(given.variants)
				as v(sku text, position int, prices jsonb, currencies text[], compare_at jsonb)
		), gone as (
			delete from variant using newer where variant.product_id = newer.id and sku not in (select sku from named)
		)
		insert into variant (sku, product_id, position, prices, currencies, compare_at)
		select sku, id, position, coalesce(nullif(prices, 'null'), '[]'), coalesce(currencies, '{}'), nullif(compare_at, 'null') from named
		on conflict (sku) do update set product_id = excluded.product_id, position = excluded.position,
			prices = excluded.prices, currencies = excluded.currencies, compare_at = excluded.compare_at`,
		postgres.Args{"row": string(row), "own": p.own(), "root": p.root()})
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

// lockStock keeps the stock of SKUs from changing until tx ends, also of those not told of yet. Whoever writes a product's
// variants and whoever writes a stock meet here, so that the later one sees what the other wrote.
func lockStock(ctx context.Context, tx postgres.Tx, skus []string) error {
	args := postgres.Args{"skus": skus}
	if _, err := postgres.Exec(ctx, tx, `
		insert into stock (sku, available, version) select k, 0, 0 from unnest(@skus::text[]) k order by k on conflict do nothing`, args); err != nil {
		return err
	}
	_, err := postgres.Exec(ctx, tx, `select from stock where sku = any(@skus::text[]) order by sku for update`, args)
	return err
}

// refreshSellable writes down in which currencies the products that have one of the SKUs, or the id, can be bought now. The
// rows are locked first, by a statement of its own, so that two refreshes of a product take turns.
func refreshSellable(ctx context.Context, tx postgres.Tx, id *string, skus []string) error {
	args := postgres.Args{"id": id, "skus": skus}
	const which = `product_id in (select @id::uuid union select product_id from variant where sku = any(@skus::text[]))`
	if _, err := postgres.Exec(ctx, tx, `select from standing where `+which+` order by product_id for update`, args); err != nil {
		return err
	}
	_, err := postgres.Exec(ctx, tx, `
		update standing x set currencies = now_in.currencies from (
			select y.product_id, coalesce((
				select array_agg(distinct c order by c) from product p join variant v on v.product_id = p.id join stock s using (sku), unnest(v.currencies) c
				where p.id = y.product_id and p.active and s.available > 0), '{}') as currencies
			from standing y where `+which+`
		) now_in where x.product_id = now_in.product_id and x.currencies <> now_in.currencies`, args)
	return err
}

// productRow is a product of which one variant is told in the same row; Full says whether there is one.
type productRow struct {
	ID           string
	Slug         string
	Name         string
	Brand        string
	Category     []string
	Attributes   map[string]string
	Image        *Image
	RatingTenths int64
	RatingCount  int64
	Active       bool
	SKU          *string
	Prices       []money.Money
	CompareAt    *money.Money
	Available    int64
}

// findProducts returns what is known of the products with these ids and of their variants, by id.
func findProducts(ctx context.Context, q postgres.Querier, ids []string) (map[string]Product, error) {
	rows, err := postgres.All[productRow](ctx, q, `
		select p.id::text as id, p.slug, p.name, p.brand, p.category, p.attributes, p.image, p.rating_tenths, p.rating_count, p.active,
			v.sku, v.prices, v.compare_at, coalesce(s.available, 0) as available
		from product p left join variant v on v.product_id = p.id left join stock s using (sku)
		where p.id = any(@ids::uuid[]) order by p.id, v.position`, postgres.Args{"ids": ids})
	if err != nil {
		return nil, err
	}
	found := make(map[string]Product, len(ids))
	for _, r := range rows {
		p, begun := found[r.ID]
		if !begun {
			p = Product{
				ID: r.ID, Slug: r.Slug, Name: r.Name, Brand: r.Brand, Category: r.Category, Attributes: r.Attributes,
				Image: r.Image, RatingTenths: r.RatingTenths, RatingCount: r.RatingCount, Active: r.Active,
			}
		}
		if r.SKU != nil {
			p.Variants = append(p.Variants, Variant{SKU: *r.SKU, Prices: r.Prices, CompareAt: r.CompareAt, Available: r.Available})
		}
		found[r.ID] = p
	}
	return found, nil
}

// findCards returns the cards of those of the products that are sold in a currency, in the order of ids.
func findCards(ctx context.Context, q postgres.Querier, ids []string, in money.Currency) ([]Card, error) {
	cards := make([]Card, 0, len(ids))
	if len(ids) == 0 {
		return cards, nil
	}
	found, err := findProducts(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if card, sold := found[id].card(in); sold {
			cards = append(cards, card)
		}
	}
	return cards, nil
}
