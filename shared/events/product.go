package events

import "github.com/askcart/askcart/shared/money"

// What product sends. Key: the product's id.
const (
	ProductCreated Topic[Product] = "product_created"
	ProductUpdated Topic[Product] = "product_updated"
	ReviewChanged  Topic[Review]  = "review_changed"
)

// Product is a full snapshot; apply it only when Version is above the stored one.
type Product struct {
	ID          string            `json:"id"`
	Slug        string            `json:"slug"`
	Name        string            `json:"name"`
	Brand       string            `json:"brand"`
	Description string            `json:"description"`
	Category    []string          `json:"category" doc:"Slugs from the root to the product's own category"`
	Attributes  map[string]string `json:"attributes"`
	Images      []Image           `json:"images"`
	FAQs        []FAQ             `json:"faqs"`
	Rating      Rating            `json:"rating"`
	Variants    []Variant         `json:"variants"`
	Status      string            `json:"status" enum:"draft,active,archived"`
	Version     int64             `json:"version"`
}

// Image is a picture of a product.
type Image struct {
	URL string `json:"url"`
	Alt string `json:"alt"`
}

// FAQ is a question that shoppers ask of a product, answered by the merchant.
type FAQ struct {
	Question string `json:"question"`
	Answer   string `json:"answer"`
}

// Rating is the mean of a product's reviews, in tenths of a star (48 is 4.8), and their number.
type Rating struct {
	Tenths int64 `json:"tenths"`
	Count  int64 `json:"count"`
}

// Variant is what is really bought: one SKU with its price in each currency it is sold in.
type Variant struct {
	SKU          string            `json:"sku"`
	Options      map[string]string `json:"options"`
	Prices       []money.Money     `json:"prices"`
	CompareAt    *money.Money      `json:"compare_at,omitempty"`
	InitialStock int64             `json:"initial_stock" doc:"On hand for a SKU that inventory does not know yet"`
	Removed      bool              `json:"removed,omitempty" doc:"No longer sold; kept so that consumers learn of it"`
}

// Review is a shopper's opinion of a product.
type Review struct {
	ID        string `json:"id"`
	ProductID string `json:"product_id"`
	Rating    int    `json:"rating"`
	Title     string `json:"title"`
	Body      string `json:"body"`
	Author    string `json:"author"`
	Verified  bool   `json:"verified"`
	Status    string `json:"status" enum:"shown,hidden"`
}
