package personalization

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/httpapi"
	"github.com/askcart/askcart/shared/money"
)

// routes is the whole HTTP surface of the service.
func (p *Profiles) routes(api *httpapi.API) {
	op := func(id, method, path string, access auth.Access, summary string, failures ...int) httpapi.Operation {
		return httpapi.Op(id, method, "/api/v1"+path, access, failures...).Tag("personalization").Summary(summary)
	}
	httpapi.Handle(api, op("record-events", http.MethodPost, "/events", auth.Signed, "Report what the caller did; reporting it again has no effect").
		Status(http.StatusAccepted).MaxBody(256<<10), p.postEvents)
	httpapi.Handle(api, op("list-recommendations", http.MethodGet, "/recommendations", auth.Public, "Products that may interest the caller, and why"), p.getRecommendations)
	httpapi.Handle(api, op("list-recently-viewed", http.MethodGet, "/recently-viewed", auth.Signed, "What the caller looked at, latest first"), p.getRecentlyViewed)
	httpapi.Handle(api, op("get-wishlist", http.MethodGet, "/wishlist", auth.Signed, "What the caller wishes for, latest first"), p.getWishlist)
	httpapi.Handle(api, op("add-wish", http.MethodPut, "/wishlist/{product_id}", auth.Signed, "Put a product on the wishlist", http.StatusNotFound), p.putWish)
	httpapi.Handle(api, op("remove-wish", http.MethodDelete, "/wishlist/{product_id}", auth.Signed, "Take a product off the wishlist", http.StatusNotFound), p.deleteWish)
}

// InCurrency says in which currency prices are shown.
type InCurrency struct {
	Currency money.Currency `query:"currency" enum:"USD,EUR,INR" doc:"The shop's when omitted"`
}

// HowMany bounds a list that has no further pages.
type HowMany struct {
	Limit int `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"How many at most"`
}

type eventsInput struct {
	Body struct {
		Events []Act `json:"events" minItems:"1" maxItems:"100"`
	}
}

// Resolve reports broken rules together with what the schema refuses.
func (in *eventsInput) Resolve(huma.Context) []error {
	var errs []error
	for _, f := range faults(in.Body.Events) {
		errs = append(errs, &huma.ErrorDetail{Location: f.Path, Message: f.Message})
	}
	return errs
}

// Recorded is the answer to a report.
type Recorded struct {
	Recorded int `json:"recorded" doc:"How many of the events were new"`
}

func (p *Profiles) postEvents(ctx context.Context, in *eventsInput) (*httpapi.Body[Recorded], error) {
	n, err := p.Record(ctx, in.Body.Events)
	return httpapi.Reply(Recorded{n}, err)
}

type recommendationsInput struct {
	HowMany
	InCurrency
	Placement Placement `query:"placement" enum:"home,product,cart" default:"home" doc:"Where they are shown"`
	ProductID []string  `query:"product_id" maxItems:"50" doc:"What is on the page, separated by commas: the product (required for placement product), or what is in the cart"`

	products []string
}

// Resolve reads the ids, which stay as they are known when written in capitals.
func (in *recommendationsInput) Resolve(huma.Context) []error {
	fault := func(message string) []error {
		return []error{&huma.ErrorDetail{Location: "query.product_id", Message: message}}
	}
	for _, text := range in.ProductID {
		id, err := uuid.Parse(text)
		if err != nil || !strings.EqualFold(id.String(), text) {
			return fault("must be ids of products, separated by commas")
		}
		in.products = append(in.products, id.String())
	}
	switch {
	case in.Placement == ProductPage && len(in.products) != 1:
		return fault("must be one product for the placement product")
	case in.Placement == Home && len(in.products) > 0:
		return fault("has no meaning for the placement home")
	}
	return nil
}

func (p *Profiles) getRecommendations(ctx context.Context, in *recommendationsInput) (*httpapi.Body[httpapi.Page[Recommendation]], error) {
	list, err := p.Recommend(ctx, Wanted{Placement: in.Placement, Products: in.products, Currency: in.Currency, Limit: in.Limit})
	return httpapi.Reply(httpapi.NewPage(list, ""), err)
}

type recentlyViewedInput struct {
	HowMany
	InCurrency
}

func (p *Profiles) getRecentlyViewed(ctx context.Context, in *recentlyViewedInput) (*httpapi.Body[httpapi.Page[Card]], error) {
	cards, err := p.RecentlyViewed(ctx, in.Currency, in.Limit)
	return httpapi.Reply(httpapi.NewPage(cards, ""), err)
}

type wishlistInput struct {
	httpapi.PageInput
	InCurrency
}

func (p *Profiles) getWishlist(ctx context.Context, in *wishlistInput) (*httpapi.Body[httpapi.Page[Card]], error) {
	after, err := placeOf(in.Cursor)
	if err != nil {
		return nil, err
	}
	cards, last, err := p.Wishes(ctx, in.Currency, after, in.Limit)
	next := ""
	if last != nil {
		next = httpapi.EncodeCursor(last)
	}
	return httpapi.Reply(httpapi.NewPage(cards, next), err)
}

func placeOf(cursor string) (*Wished, error) {
	if cursor == "" {
		return nil, nil
	}
	var at Wished
	if err := httpapi.DecodeCursor(cursor, &at); err != nil {
		return nil, err
	}
	if uuid.Validate(at.ProductID) != nil {
		return nil, httpapi.ErrInvalidCursor
	}
	return &at, nil
}

type wishInput struct {
	ProductID string `path:"product_id" format:"uuid"`
}

func (p *Profiles) putWish(ctx context.Context, in *wishInput) (*struct{}, error) {
	return nil, p.Wish(ctx, in.ProductID)
}

func (p *Profiles) deleteWish(ctx context.Context, in *wishInput) (*struct{}, error) {
	return nil, p.Unwish(ctx, in.ProductID)
}
