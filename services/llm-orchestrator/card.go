package orchestrator

import (
	"github.com/askcart/askcart/services/llm-orchestrator/search"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
)

// Card is a product as lists show it; the same shape as the catalogue's.
type Card struct {
	ID        string        `json:"id"`
	Slug      string        `json:"slug"`
	Name      string        `json:"name"`
	Brand     string        `json:"brand"`
	Category  string        `json:"category" doc:"Slug of its own category"`
	Image     *events.Image `json:"image" doc:"Null when there is no picture"`
	Price     money.Money   `json:"price" doc:"Of the cheapest variant"`
	CompareAt *money.Money  `json:"compare_at" doc:"Earlier, higher price of that variant, or null"`
	Rating    Rating        `json:"rating"`
	Available bool          `json:"available" doc:"At least one variant can be bought"`
}

// Rating is the mean of all reviews.
type Rating struct {
	Average float64 `json:"average" doc:"Stars with one decimal; 0 without reviews"`
	Count   int64   `json:"count"`
}

// cardOf is what is shown of an item in a currency it is sold in.
func cardOf(i *search.Item, c money.Currency) Card {
	price, _ := i.Price(c)
	card := Card{
		ID: i.ID, Slug: i.Slug, Name: i.Name, Brand: i.Brand, Price: price, CompareAt: i.CompareAt(c),
		Rating: Rating{float64(i.Rating.Tenths) / 10, i.Rating.Count}, Available: i.InStock(c),
	}
	if n := len(i.Category); n > 0 {
		card.Category = i.Category[n-1]
	}
	if len(i.Images) > 0 {
		card.Image = &i.Images[0]
	}
	return card
}
