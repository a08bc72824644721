package product

import (
	"reflect"
	"slices"
	"time"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/problem"
)

// What can go wrong with a product.
var (
	ErrNotFound  = problem.New(problem.NotFound, "product_not_found", "there is no such product")
	ErrSKUTaken  = problem.New(problem.Conflict, "sku_taken", "another product has one of these SKUs")
	ErrSlugTaken = problem.New(problem.Conflict, "slug_taken", "another product has this slug")
)

// Status says whether a product is sold.
type Status string

// The statuses. Only staff see a draft; an archived product can be read but not listed or bought.
const (
	Drafted  Status = "draft"
	Active   Status = "active"
	Archived Status = "archived"
)

// Product is something sold in one or more variants. The JSON names are those of its columns.
type Product struct {
	ID          string            `json:"id"`
	Slug        string            `json:"slug"`
	Name        string            `json:"name"`
	Brand       string            `json:"brand"`
	Description string            `json:"description"`
	Category    []string          `json:"category"` // slugs from the root to the product's own category
	Attributes  map[string]string `json:"attributes"`
	Images      []Image           `json:"images"`
	FAQs        []FAQ             `json:"faqs"`
	Variants    []Variant         `json:"variants"`
	Status      Status            `json:"status"`
	RatingSum   int64             `json:"rating_sum"` // stars of all reviews shown
	RatingCount int64             `json:"rating_count"`
	Version     int64             `json:"version"`
	CreatedAt   time.Time         `json:"created_at"`
	UpdatedAt   time.Time         `json:"updated_at"`
}

// Image is a picture of a product.
type Image struct {
	URL string `json:"url" minLength:"1" maxLength:"500" doc:"A path on this site (/media/…) or an https address"`
	Alt string `json:"alt" required:"false" maxLength:"200" doc:"What it shows, for those who cannot see it"`
}

// FAQ is a question that shoppers ask, answered by the merchant.
type FAQ struct {
	Question string `json:"question" minLength:"1" maxLength:"300"`
	Answer   string `json:"answer" minLength:"1" maxLength:"2000"`
}

// Variant is what is really bought. Prices holds at most one price a currency, the main one first.
type Variant struct {
	SKU          string            `json:"sku"`
	Options      map[string]string `json:"options"`
	Prices       []money.Money     `json:"prices"`
	CompareAt    *money.Money      `json:"compare_at,omitempty"`
	InitialStock int64             `json:"initial_stock"`
}

// price returns the variant's price in c, if it is sold in it.
func (v Variant) price(c money.Currency) (int64, bool) {
	for _, p := range v.Prices {
		if p.Currency == c {
			return p.Amount, true
		}
	}
	return 0, false
}

// compareAt returns the earlier, higher price in c, or nil.
func (v Variant) compareAt(c money.Currency) *int64 {
	if v.CompareAt == nil || v.CompareAt.Currency != c {
		return nil
	}
	return &v.CompareAt.Amount
}

// cheapest returns the variant with the lowest price in c, the first of several.
func (p Product) cheapest(c money.Currency) (best Variant, amount int64, sold bool) {
	for _, v := range p.Variants {
		if a, ok := v.price(c); ok && (!sold || a < amount) {
			best, amount, sold = v, a, true
		}
	}
	return best, amount, sold
}

func (p Product) skus() []string {
	skus := make([]string, len(p.Variants))
	for i, v := range p.Variants {
		skus[i] = v.SKU
	}
	return skus
}

// rating is the mean of all reviews in tenths of a star, halves rounded up.
func (p Product) rating() events.Rating {
	if p.RatingCount == 0 {
		return events.Rating{}
	}
	return events.Rating{Tenths: (p.RatingSum*20 + p.RatingCount) / (2 * p.RatingCount), Count: p.RatingCount}
}

// sameAs reports whether q says nothing else than p, whatever its version.
func (p Product) sameAs(q Product) bool {
	p.Version, p.CreatedAt, p.UpdatedAt = q.Version, q.CreatedAt, q.UpdatedAt
	return reflect.DeepEqual(p, q)
}

// change is a product before and after a write; Before is nil when it is new.
type change struct {
	Before *Product
	After  Product
}

// removed lists the variants that the change takes away.
func (c change) removed() []Variant {
	if c.Before == nil {
		return nil
	}
	kept := c.After.skus()
	return slices.DeleteFunc(slices.Clone(c.Before.Variants), func(v Variant) bool { return slices.Contains(kept, v.SKU) })
}

// event is the snapshot that other services get of the change.
func (c change) event() events.Product {
	p := c.After
	e := events.Product{
		ID: p.ID, Slug: p.Slug, Name: p.Name, Brand: p.Brand, Description: p.Description, Category: p.Category,
		Attributes: p.Attributes, Rating: p.rating(), Status: string(p.Status), Version: p.Version,
		Images: make([]events.Image, 0, len(p.Images)), FAQs: make([]events.FAQ, 0, len(p.FAQs)),
	}
	for _, i := range p.Images {
		e.Images = append(e.Images, events.Image(i))
	}
	for _, f := range p.FAQs {
		e.FAQs = append(e.FAQs, events.FAQ(f))
	}
	for _, v := range p.Variants {
		e.Variants = append(e.Variants, v.event(false))
	}
	for _, v := range c.removed() {
		e.Variants = append(e.Variants, v.event(true))
	}
	return e
}

func (v Variant) event(removed bool) events.Variant {
	return events.Variant{
		SKU: v.SKU, Options: v.Options, Prices: v.Prices, CompareAt: v.CompareAt,
		InitialStock: v.InitialStock, Removed: removed,
	}
}
