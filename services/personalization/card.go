package personalization

import "github.com/askcart/askcart/shared/money"

// Card is a product as lists show it, at its present price and availability.
type Card struct {
	ID        string       `json:"id" format:"uuid"`
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

// Recommendation is a product and why it is shown.
type Recommendation struct {
	Product Card   `json:"product"`
	Reason  string `json:"reason" doc:"A true sentence for the shopper, such as: Bought together with Ridgeline Hiking Boot"`
}

// card shows p in a currency; false when it is not sold, or not in that currency.
func (p Product) card(in money.Currency) (Card, bool) {
	c := Card{
		ID: p.ID, Slug: p.Slug, Name: p.Name, Brand: p.Brand, Category: p.own(), Image: p.Image,
		Rating: Rating{Average: float64(p.RatingTenths) / 10, Count: p.RatingCount},
	}
	sold := false
	for _, v := range p.Variants {
		price, ok := v.price(in)
		if !ok {
			continue
		}
		if !sold || price.Amount < c.Price.Amount {
			c.Price, c.CompareAt = price, nil
			if v.CompareAt != nil && v.CompareAt.Currency == in {
				c.CompareAt = v.CompareAt
			}
		}
		sold = true
		c.Available = c.Available || v.Available > 0
	}
	return c, sold && p.Active
}
