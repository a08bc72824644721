package bare

import (
	"context"
	"encoding/json"

	"github.com/jackc/pgx/v5/pgxpool"
)

type money struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
}

type image struct {
	URL string `json:"url"`
	Alt string `json:"alt"`
}

type rating struct {
	Average float64 `json:"average"`
	Count   int64   `json:"count"`
}

// card is a product in a list, with the members that the service's card has.
type card struct {
	ID        string `json:"id"`
	Slug      string `json:"slug"`
	Name      string `json:"name"`
	Brand     string `json:"brand"`
	Category  string `json:"category"`
	Image     image  `json:"image"`
	Price     money  `json:"price"`
	CompareAt *money `json:"compare_at"`
	Rating    rating `json:"rating"`
	Available bool   `json:"available"`
}

type page struct {
	Items []card `json:"items"`
}

// pageSize is the service's default. It is part of the statement: with a limit that it does not know, Postgres plans
// anew each time, which takes longer than the query.
const pageSize = 20

const cards = `
	select product_id::text, slug, name, brand, category, image_url, image_alt, price, compare_at, rating_tenths, rating_count, available
	from product.listing l where currency = 'USD' order by l.product_id desc limit 20`

// list is the newest products.
func list(ctx context.Context, db *pgxpool.Pool) ([]card, error) {
	rows, err := db.Query(ctx, cards)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := make([]card, 0, pageSize)
	for rows.Next() {
		c := card{Price: money{Currency: "USD"}}
		var compareAt *int64
		var tenths int64
		if err := rows.Scan(&c.ID, &c.Slug, &c.Name, &c.Brand, &c.Category, &c.Image.URL, &c.Image.Alt, &c.Price.Amount,
			&compareAt, &tenths, &c.Rating.Count, &c.Available); err != nil {
			return nil, err
		}
		if compareAt != nil {
			c.CompareAt = &money{*compareAt, "USD"}
		}
		c.Rating.Average = float64(tenths) / 10
		all = append(all, c)
	}
	return all, rows.Err()
}

// product is all of one; its JSON columns are passed through as they are.
type product struct {
	ID          string          `json:"id"`
	Slug        string          `json:"slug"`
	Name        string          `json:"name"`
	Brand       string          `json:"brand"`
	Description string          `json:"description"`
	Category    []string        `json:"category"`
	Attributes  json.RawMessage `json:"attributes"`
	Images      json.RawMessage `json:"images"`
	FAQs        json.RawMessage `json:"faqs"`
	Variants    json.RawMessage `json:"variants"`
	Available   []int64         `json:"available"`
	Version     int64           `json:"version"`
}

const bySlug = `
	select id::text, slug, name, brand, description, category, attributes, images, faqs, variants, version, array(
		select coalesce(s.available, 0) from unnest(p.skus) with ordinality as k(sku, n)
		left join product.stock s on s.sku = k.sku order by k.n)
	from product.product p where slug = $1`

// detail is one product, or pgx.ErrNoRows.
func detail(ctx context.Context, db *pgxpool.Pool, slug string) (p product, err error) {
	err = db.QueryRow(ctx, bySlug, slug).Scan(&p.ID, &p.Slug, &p.Name, &p.Brand, &p.Description, &p.Category,
		&p.Attributes, &p.Images, &p.FAQs, &p.Variants, &p.Version, &p.Available)
	return p, err
}
