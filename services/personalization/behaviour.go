package personalization

import (
	"fmt"
	"slices"
	"time"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/problem"
)

// keepFor is how long raw behaviour is kept.
const keepFor = 90 * 24 * time.Hour

// Kind is what a shopper did.
type Kind string

// The kinds. All but a search are done to a product.
const (
	Viewed Kind = "view"
	Click  Kind = "click"
	Search Kind = "search"
	Added  Kind = "add_to_cart"
)

// worth is how much an act says about how much a product is wanted; an order says purchaseWorth.
var worth = map[Kind]float64{Viewed: 1, Click: 0.5, Added: 4}

const purchaseWorth = 10

// Act is one thing that a shopper did, as the storefront reports it.
type Act struct {
	Kind      Kind      `json:"type" enum:"view,click,search,add_to_cart"`
	ProductID string    `json:"product_id,omitempty" format:"uuid" doc:"Required unless it is a search. One that is not known (yet) is accepted"`
	Query     string    `json:"query,omitempty" maxLength:"200" doc:"Required of a search"`
	At        time.Time `json:"at" doc:"When it happened; the future counts as now"`
}

// faults lists the rules that a report breaks.
func faults(acts []Act) []problem.Field {
	var all []problem.Field
	for i, a := range acts {
		switch {
		case a.Kind == Search && a.Query == "":
			all = append(all, problem.Field{Path: fmt.Sprintf("body.events[%d].query", i), Message: "is required of a search"})
		case slices.Contains([]Kind{Viewed, Click, Added}, a.Kind) && a.ProductID == "":
			all = append(all, problem.Field{Path: fmt.Sprintf("body.events[%d].product_id", i), Message: "is required unless it is a search"})
		}
	}
	return all
}

// recent returns the acts that are young enough to be kept, oldest first, those of the future moved to now. Times are
// cut to what the database stores.
func recent(acts []Act, now time.Time) []Act {
	now = now.UTC().Truncate(time.Microsecond)
	kept := make([]Act, 0, len(acts))
	for _, a := range acts {
		a.At = a.At.UTC().Truncate(time.Microsecond)
		if a.At.After(now) {
			a.At = now
		}
		if a.At.After(now.Add(-keepFor)) {
			kept = append(kept, a)
		}
	}
	slices.SortStableFunc(kept, func(a, b Act) int { return a.At.Compare(b.At) })
	return kept
}

// event is what others hear of the act.
func (a Act) event(userID string) events.Behaviour {
	return events.Behaviour{UserID: userID, Kind: string(a.Kind), ProductID: a.ProductID, Query: a.Query, At: a.At}
}
