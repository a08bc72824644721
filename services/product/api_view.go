package product

import (
	"hash/fnv"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
)

// Card is a product as lists show it.
type Card struct {
	ID        string       `json:"id"`
	Slug      string       `json:"slug"`
	Name      string       `json:"name"`
	Brand     string       `json:"brand"`
	Category  string       `json:"category" doc:"Slug of its own category"`
	Image     *Image       `json:"image" doc:"Null when there is no picture"`
	Price     money.Money  `json:"price" doc:"Of the cheapest variant"`
	CompareAt *money.Money `json:"compare_at" doc:"Earlier, higher price of that variant, or null"`
	Rating    Rating       `json:"rating"`
	Available bool         `json:"available" doc:"At least one variant can be bought"`
}

// Rating is the mean of all reviews.
type Rating struct {
	Average float64 `json:"average" doc:"Stars with one decimal; 0 without reviews"`
	Count   int64   `json:"count"`
}

// Detail is a product with everything a shopper may know.
type Detail struct {
	ID          string            `json:"id"`
	Slug        string            `json:"slug"`
	Name        string            `json:"name"`
	Brand       string            `json:"brand"`
	Description string            `json:"description"`
	Category    Position          `json:"category"`
	Attributes  map[string]string `json:"attributes"`
	Images      []Image           `json:"images"`
	Rating      Rating            `json:"rating"`
	FAQs        []FAQ             `json:"faqs"`
	Price       *money.Money      `json:"price" doc:"Of the cheapest variant; null when it is not sold in the currency"`
	CompareAt   *money.Money      `json:"compare_at" doc:"Earlier, higher price of that variant, or null"`
	Variants    []Offer           `json:"variants"`
	Status      Status            `json:"status" enum:"active,draft,archived"`
	Version     int64             `json:"version"`
	CreatedAt   time.Time         `json:"created_at"`
	UpdatedAt   time.Time         `json:"updated_at"`
}

// Position is a place in the category tree.
type Position struct {
	Slug string   `json:"slug"`
	Path []string `json:"path" doc:"Slugs from the root"`
}

// Offer is a variant as shoppers see it.
type Offer struct {
	SKU       string            `json:"sku"`
	Options   map[string]string `json:"options"`
	Price     *money.Money      `json:"price" doc:"Null when it is not sold in the currency"`
	CompareAt *money.Money      `json:"compare_at" doc:"Earlier, higher price, or null"`
	Prices    []money.Money     `json:"prices" doc:"In every currency it is sold in"`
	Available int64             `json:"available" doc:"How many can be bought; none of a product that is not active"`
}

// ReviewView is a review as others see it.
type ReviewView struct {
	ID        string    `json:"id"`
	Author    string    `json:"author" doc:"Empty when nothing is known of the author"`
	Rating    int       `json:"rating" doc:"Stars, 1 to 5"`
	Title     string    `json:"title"`
	Body      string    `json:"body"`
	Verified  bool      `json:"verified" doc:"The author bought the product here"`
	CreatedAt time.Time `json:"created_at"`
}

// TransformSchema says which members may be null, which huma's tags cannot say of objects.
func (Card) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return orNull(s, "image", "compare_at")
}

// TransformSchema says which members may be null.
func (Detail) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return orNull(s, "price", "compare_at")
}

// TransformSchema says which members may be null.
func (Offer) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return orNull(s, "price", "compare_at")
}

func orNull(s *huma.Schema, names ...string) *huma.Schema {
	for _, name := range names {
		member := s.Properties[name]
		s.Properties[name] = &huma.Schema{
			Description: member.Description, AnyOf: []*huma.Schema{{Ref: member.Ref}, {Type: "null"}},
		}
	}
	return s
}

// card is what a list shows of l in c.
func (l Shown) card(c money.Currency) Card {
	card := Card{
		ID: l.ProductID, Slug: l.Slug, Name: l.Name, Brand: l.Brand, Category: l.Category,
		Price: money.Of(l.Price, c), CompareAt: inCurrency(l.CompareAt, c), Available: l.Available,
		Rating: ratingView(events.Rating{Tenths: l.RatingTenths, Count: l.RatingCount}),
	}
	if l.ImageURL != "" {
		card.Image = &Image{l.ImageURL, l.ImageAlt}
	}
	return card
}

func ratingView(r events.Rating) Rating { return Rating{float64(r.Tenths) / 10, r.Count} }

func inCurrency(amount *int64, c money.Currency) *money.Money {
	if amount == nil {
		return nil
	}
	m := money.Of(*amount, c)
	return &m
}

// detail is what is shown of p in c.
func (p Stocked) detail(c money.Currency) Detail {
	d := Detail{
		ID: p.ID, Slug: p.Slug, Name: p.Name, Brand: p.Brand, Description: p.Description,
		Category:   Position{p.Category[len(p.Category)-1], p.Category},
		Attributes: p.Attributes, Images: p.Images, FAQs: p.FAQs, Rating: ratingView(p.rating()),
		Variants: make([]Offer, len(p.Variants)), Status: p.Status, Version: p.Version,
		CreatedAt: p.CreatedAt, UpdatedAt: p.UpdatedAt,
	}
	if v, amount, sold := p.cheapest(c); sold {
		d.Price, d.CompareAt = inCurrency(&amount, c), inCurrency(v.compareAt(c), c)
	}
	for i, v := range p.Variants {
		d.Variants[i] = Offer{SKU: v.SKU, Options: v.Options, Prices: v.Prices, CompareAt: inCurrency(v.compareAt(c), c)}
		if amount, sold := v.price(c); sold {
			d.Variants[i].Price = inCurrency(&amount, c)
		}
		if p.Status == Active {
			d.Variants[i].Available = p.Available[i]
		}
	}
	return d
}

// etag names what detail shows: the version, which If-Match takes, and the stock, which changes without it.
func (p Stocked) etag() string {
	h := fnv.New32a()
	for _, n := range p.Available {
		h.Write(strconv.AppendInt(nil, n, 10))
		h.Write([]byte{','})
	}
	return `"` + strconv.FormatInt(p.Version, 10) + "." + strconv.FormatUint(uint64(h.Sum32()), 16) + `"`
}
