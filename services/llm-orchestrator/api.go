package orchestrator

import (
	"context"
	"math"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/askcart/askcart/services/llm-orchestrator/search"
	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/httpapi"
	"github.com/askcart/askcart/shared/money"
)

const root = "/api/v1"

// routes is the HTTP surface of search; that of the assistant is in api_assistant.go.
func (s *Search) routes(api *httpapi.API) {
	op := func(id, method, path string, access auth.Access, failures ...int) httpapi.Operation {
		return httpapi.Op(id, method, root+"/search"+path, access, failures...).Tag("search")
	}
	httpapi.Handle(api, op("search", http.MethodGet, "", auth.Public).
		Summary("Products for the words of a shopper, best first, with facets"), s.get)
	httpapi.Handle(api, op("suggest", http.MethodGet, "/suggest", auth.Public).
		Summary("Ways to complete what is being typed"), s.suggest)
	httpapi.Handle(api, op("list-synonyms", http.MethodGet, "/synonyms", auth.Staff).
		Summary("Words that find the same"), s.listSynonyms)
	httpapi.Handle(api, op("create-synonym", http.MethodPost, "/synonyms", auth.Staff).Status(http.StatusCreated).
		Summary("Make words find the same"), s.postSynonym)
	httpapi.Handle(api, op("change-synonym", http.MethodPut, "/synonyms/{id}", auth.Staff, http.StatusNotFound).
		Summary("Change a group of synonyms"), s.putSynonym)
	httpapi.Handle(api, op("delete-synonym", http.MethodDelete, "/synonyms/{id}", auth.Staff, http.StatusNotFound).
		Summary("Let words no longer find the same"), s.removeSynonym)
	httpapi.Handle(api, op("search-insight", http.MethodGet, "/insight", auth.Staff).
		Summary("What was searched for, what found nothing, what was clicked"), s.insight)
}

// InCurrency says in which currency prices are shown.
type InCurrency struct {
	Currency money.Currency `query:"currency" enum:"USD,EUR,INR" doc:"The shop's when omitted"`
}

// searchInput is how GET /search is worded, narrowed and sorted.
type searchInput struct {
	httpapi.PageInput
	InCurrency
	Q         string      `query:"q" maxLength:"500" doc:"What is looked for, in the shopper's words: prices, sizes, colours and negations are understood"`
	Category  string      `query:"category" maxLength:"100" doc:"Slug; categories below it count too"`
	Brand     []string    `query:"brand,explode" maxItems:"50" doc:"Any of these; repeat it or separate by commas"`
	PriceMin  int64       `query:"price_min" minimum:"0" maximum:"100000000000" doc:"Minor units of the currency"`
	PriceMax  int64       `query:"price_max" minimum:"0" maximum:"100000000000" doc:"Minor units of the currency"`
	InStock   bool        `query:"in_stock" doc:"Only what can be bought now"`
	RatingMin float64     `query:"rating_min" minimum:"0" maximum:"5" doc:"Stars"`
	Attribute []string    `query:"attr,explode" maxItems:"20" doc:"name:value, as in attr=waterproof:yes; values of one name are alternatives"`
	Sort      search.Sort `query:"sort" enum:"relevance,newest,price_asc,price_desc,rating" default:"relevance"`

	filter search.Filter
}

// Resolve reads the filter, and reports what is wrong with it together with what the schema refuses.
func (in *searchInput) Resolve(c huma.Context) (errs []error) {
	wrong := func(path, message string) {
		errs = append(errs, &huma.ErrorDetail{Location: path, Message: message})
	}
	in.filter = search.Filter{
		Category: in.Category, Brands: brandsOf(in.Brand), InStock: in.InStock, RatingMin: int64(in.RatingMin*10 + 0.999),
	}
	if math.IsNaN(in.RatingMin) {
		wrong("query.rating_min", "must be a number")
	}
	address := c.URL()
	query := address.Query()
	if query.Has("price_min") {
		in.filter.PriceMin = &in.PriceMin
	}
	if query.Has("price_max") {
		in.filter.PriceMax = &in.PriceMax
	}
	if query.Has("price_min") && query.Has("price_max") && in.PriceMin > in.PriceMax {
		wrong("query.price_max", "must not be below price_min")
	}
	for _, pair := range in.Attribute {
		name, value, ok := strings.Cut(pair, ":")
		if !ok || name == "" || value == "" {
			wrong("query.attr", "must be name:value")
			continue
		}
		if in.filter.Attributes == nil {
			in.filter.Attributes = map[string][]string{}
		}
		in.filter.Attributes[name] = append(in.filter.Attributes[name], value)
	}
	return errs
}

// brandsOf reads brands that are repeated or separated by commas; a brand may itself have a comma.
func brandsOf(given []string) []string {
	var brands []string
	for _, text := range given {
		brands = append(brands, text)
		if parts := strings.Split(text, ","); len(parts) > 1 {
			brands = append(brands, parts...)
		}
	}
	return brands
}

// Found is a product of a result; a higher score answers better.
type Found struct {
	Product Card    `json:"product"`
	Score   float64 `json:"score"`
}

// FoundPage is a page of a result.
type FoundPage struct {
	httpapi.Page[Found]
	Facets    search.Facets `json:"facets" doc:"Values to narrow by. Keys: brand, category, price (min-max in minor units), rating (that many stars and up), attr:NAME"`
	Corrected *string       `json:"corrected_query" doc:"The text with slips put right, as it was searched for; null when it had none"`
	Total     int           `json:"total" doc:"At most 1,001 products are counted"`
	Relaxed   []string      `json:"relaxed" doc:"What the text asked for and nothing meets: price, size, color or in_stock"`
	Degraded  bool          `json:"degraded" doc:"A part of ranking was out of order"`
}

func (s *Search) get(ctx context.Context, in *searchInput) (*httpapi.Body[FoundPage], error) {
	r := search.Request{Text: in.Q, Filter: in.filter, Sort: in.Sort, Limit: in.Limit}
	r.Filter.Currency = s.in(in.Currency)
	if in.Cursor != "" {
		r.After = &search.Place{}
		if err := httpapi.DecodeCursor(in.Cursor, r.After); err != nil || r.After.Sort != in.Sort {
			return nil, httpapi.ErrInvalidCursor
		}
	}
	found := s.Find(r, in.Cursor == "")
	page := FoundPage{Facets: found.Facets, Total: found.Total, Relaxed: append([]string{}, found.Relaxed...)}
	items := make([]Found, len(found.Hits))
	for i, h := range found.Hits {
		items[i] = Found{cardOf(h.Item, r.Filter.Currency), h.Score}
	}
	next := ""
	if found.Next != nil {
		next = httpapi.EncodeCursor(found.Next)
	}
	page.Page = httpapi.NewPage(items, next)
	if found.Query.Corrected != "" {
		page.Corrected = &found.Query.Corrected
	}
	return httpapi.Reply(page, nil)
}

type suggestInput struct {
	InCurrency
	Q string `query:"q" maxLength:"100" doc:"What was typed so far"`
}

// Suggestions are at most ten.
type Suggestions struct {
	Items []search.Suggestion `json:"items"`
}

func (s *Search) suggest(_ context.Context, in *suggestInput) (*httpapi.Body[Suggestions], error) {
	return httpapi.Reply(Suggestions{s.Suggest(in.Q, s.in(in.Currency))}, nil)
}
