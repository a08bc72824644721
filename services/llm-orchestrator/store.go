package orchestrator

import (
	"context"
	"encoding/json"
	"time"

	"github.com/askcart/askcart/services/llm-orchestrator/search"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres"
)

// saveDocument stores a newer snapshot of a product and reports whether it was newer.
func saveDocument(ctx context.Context, tx postgres.Tx, p events.Product) (bool, error) {
	text, err := json.Marshal(p)
	if err != nil {
		return false, err
	}
	skus := make([]string, len(p.Variants))
	for i, v := range p.Variants {
		skus[i] = v.SKU
	}
	n, err := postgres.Exec(ctx, tx, `
		insert into document (id, version, product, skus) values (@id, @version, @product::jsonb, @skus)
		on conflict (id) do update set version = excluded.version, product = excluded.product, skus = excluded.skus, changed_at = now()
		where document.version < excluded.version`,
		postgres.Args{"id": p.ID, "version": p.Version, "product": string(text), "skus": skus})
	return n == 1, err
}

// saveStock stores newer stock of a SKU and reports whether it was newer.
func saveStock(ctx context.Context, tx postgres.Tx, e events.Stock) (bool, error) {
	n, err := postgres.Exec(ctx, tx, `
		insert into stock (sku, available, version) values (@sku, @available, @version)
		on conflict (sku) do update set available = excluded.available, version = excluded.version, changed_at = now()
		where stock.version < excluded.version`,
		postgres.Args{"sku": e.SKU, "available": e.Available, "version": e.Version})
	return n == 1, err
}

func saveReview(ctx context.Context, tx postgres.Tx, r events.Review) error {
	_, err := postgres.Exec(ctx, tx, `
		insert into review (id, product_id, rating, title, body, verified, shown)
		values (@id, @product, @rating, @title, @body, @verified, @shown)
		on conflict (id) do update set rating = excluded.rating, title = excluded.title, body = excluded.body,
			verified = excluded.verified, shown = excluded.shown, changed_at = now()`,
		postgres.Args{"id": r.ID, "product": r.ProductID, "rating": r.Rating, "title": r.Title, "body": r.Body,
			"verified": r.Verified, "shown": r.Status == "shown"})
	return err
}

// readItem is a product with the stock of its SKUs, as the queries below return it.
type readItem struct {
	Product []byte
	Stock   map[string]int64
}

func (r readItem) item() (*search.Item, error) {
	item := &search.Item{Stock: r.Stock}
	err := json.Unmarshal(r.Product, &item.Product)
	return item, err
}

const selectItem = `
	select d.product, coalesce((select jsonb_object_agg(s.sku, s.available) from stock s where s.sku = any(d.skus)), '{}') as stock
	from document d `

// eachItem hands every product to do, in portions, so that a large catalogue never lies in memory twice.
func eachItem(ctx context.Context, db *postgres.DB, do func(*search.Item)) error {
	const portion = 1000
	after := "00000000-0000-0000-0000-000000000000"
	for {
		rows, err := postgres.All[readItem](ctx, db, selectItem+`where d.id > @after order by d.id limit @portion`,
			postgres.Args{"after": after, "portion": portion})
		if err != nil {
			return err
		}
		for _, r := range rows {
			item, err := r.item()
			if err != nil {
				return err
			}
			do(item)
			after = item.ID
		}
		if len(rows) < portion {
			return nil
		}
	}
}

// itemsOf hands the products with these ids to do.
func itemsOf(ctx context.Context, q postgres.Querier, ids []string, do func(*search.Item)) error {
	if len(ids) == 0 {
		return nil
	}
	rows, err := postgres.All[readItem](ctx, q, selectItem+`where d.id = any(@ids::uuid[])`, postgres.Args{"ids": ids})
	if err != nil {
		return err
	}
	for _, r := range rows {
		item, err := r.item()
		if err != nil {
			return err
		}
		do(item)
	}
	return nil
}

// stockOf returns what is available of each SKU that is known.
func stockOf(ctx context.Context, q postgres.Querier, skus []string) (map[string]int64, error) {
	type row struct {
		SKU       string
		Available int64
	}
	levels := map[string]int64{}
	if len(skus) == 0 {
		return levels, nil
	}
	rows, err := postgres.All[row](ctx, q, `select sku, available from stock where sku = any(@skus)`, postgres.Args{"skus": skus})
	for _, r := range rows {
		levels[r.SKU] = r.Available
	}
	return levels, err
}

// changedWithin lists the products and SKUs that changed within age.
func changedWithin(ctx context.Context, q postgres.Querier, age time.Duration) (products, skus []string, err error) {
	args := postgres.Args{"age": age}
	products, err = postgres.Values[string](ctx, q, `select id::text from document where changed_at > now() - @age::interval`, args)
	if err != nil {
		return nil, nil, err
	}
	skus, err = postgres.Values[string](ctx, q, `select sku from stock where changed_at > now() - @age::interval`, args)
	return products, skus, err
}
