package product

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/problem"
)

// ErrReviewExists is a second review of a product by the same person.
var ErrReviewExists = problem.New(problem.Conflict, "review_exists", "you have already reviewed this product")

// Opinion is what a shopper writes.
type Opinion struct {
	Rating int    `json:"rating" minimum:"1" maximum:"5" doc:"Stars"`
	Title  string `json:"title,omitempty" maxLength:"150"`
	Body   string `json:"body,omitempty" maxLength:"5000" doc:"Plain text"`
}

// ImportedReview is an opinion that comes from elsewhere with its author's name.
type ImportedReview struct {
	Slug   string `json:"slug" minLength:"1" maxLength:"100" doc:"The product's slug or id"`
	Author string `json:"author" minLength:"1" maxLength:"80"`
	Rating int    `json:"rating" minimum:"1" maximum:"5"`
	Title  string `json:"title,omitempty" maxLength:"150"`
	Body   string `json:"body,omitempty" maxLength:"5000"`
}

// Review is a shopper's opinion of a product.
type Review struct {
	ID        string
	ProductID string
	Author    string
	Rating    int
	Title     string
	Body      string
	Verified  bool // the author bought the product here
	Status    string
	CreatedAt time.Time
}

// faults lists the rules that o breaks beyond its schema.
func (o Opinion) faults() faults {
	var f faults
	f.line("body.title", o.Title)
	f.text("body.body", o.Body)
	return f
}

func (r ImportedReview) faults() faults {
	f := Opinion{Title: r.Title, Body: r.Body}.faults()
	f.line("body.author", r.Author)
	if r.Author != "" && strings.TrimSpace(r.Author) == "" {
		f.add("body.author", "must have a visible character")
	}
	return f
}

func (r Review) event() events.Review {
	return events.Review{
		ID: r.ID, ProductID: r.ProductID, Rating: r.Rating, Title: r.Title, Body: r.Body,
		Author: r.Author, Verified: r.Verified, Status: r.Status,
	}
}

// shownName is what others see of a person's name: the first word, and of the last one its first letter.
func shownName(name string) string {
	words := strings.Fields(name)
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	initial, _ := utf8.DecodeRuneInString(words[len(words)-1])
	return words[0] + " " + string(initial) + "."
}
