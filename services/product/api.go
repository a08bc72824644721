package product

import (
	"context"
	"math"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/httpapi"
	"github.com/askcart/askcart/shared/money"
)

const root = "/api/v1/products"

// routes is the whole HTTP surface of the service.
func (c *Catalog) routes(api *httpapi.API) {
	httpapi.Handle(api, op("list-products", http.MethodGet, root, auth.Public).
		Summary("Cards of what is sold in a currency, filtered, with facets"), c.list)
	httpapi.Handle(api, op("get-product", http.MethodGet, root+"/{id}", auth.Public, http.StatusNotFound).
		Summary("A product by id or slug"), c.get)
	httpapi.Handle(api, op("list-categories", http.MethodGet, "/api/v1/categories", auth.Public).
		Summary("The category tree with counts"), c.categories)
	httpapi.Handle(api, op("list-reviews", http.MethodGet, root+"/{id}/reviews", auth.Public, http.StatusNotFound).
		Summary("Reviews of a product, newest first"), c.listReviews)
	httpapi.Handle(api, op("write-review", http.MethodPost, root+"/{id}/reviews", auth.Signed, http.StatusNotFound, http.StatusConflict).
		Status(http.StatusCreated).Summary("Review a product, once"), c.postReview)
	c.adminRoutes(api)
	c.importRoutes(api)
	c.mediaRoutes(api)
}

func op(id, method, path string, access auth.Access, failures ...int) httpapi.Operation {
	return httpapi.Op(id, method, path, access, failures...).Tag("products")
}

// IDOrSlug names the product of an operation, by id or slug.
type IDOrSlug struct {
	Ref string `path:"id" maxLength:"100" doc:"Id or slug"`
}

// InCurrency says in which currency prices are shown.
type InCurrency struct {
	Currency money.Currency `query:"currency" enum:"USD,EUR,INR" doc:"The shop's when omitted"`
}

func (in InCurrency) or(shop money.Currency) money.Currency {
	if in.Currency == "" {
		return shop
	}
	return in.Currency
}

type getInput struct {
	IDOrSlug
	InCurrency
}

func (c *Catalog) get(ctx context.Context, in *getInput) (*httpapi.Tagged[Detail], error) {
	p, err := c.Product(ctx, in.Ref)
	if err != nil {
		return nil, err
	}
	return &httpapi.Tagged[Detail]{ETag: p.etag(), Body: p.detail(in.or(c.currency))}, nil
}

// listInput is how GET /products is narrowed and sorted.
type listInput struct {
	httpapi.PageInput
	InCurrency
	Q         string   `query:"q" maxLength:"200" doc:"Words that the product's name, brand, category, attributes or options begin with"`
	Category  string   `query:"category" maxLength:"100" doc:"Slug; categories below it count too"`
	Brand     []string `query:"brand,explode" maxItems:"50" doc:"Any of these; repeat it or separate by commas"`
	PriceMin  int64    `query:"price_min" minimum:"0" maximum:"100000000000" doc:"Minor units of the currency"`
	PriceMax  int64    `query:"price_max" minimum:"0" maximum:"100000000000" doc:"Minor units of the currency"`
	InStock   bool     `query:"in_stock" doc:"Only what can be bought now"`
	RatingMin float64  `query:"rating_min" minimum:"0" maximum:"5" doc:"Stars"`
	Attribute []string `query:"attr,explode" maxItems:"20" doc:"name:value, as in attr=waterproof:yes; values of one name are alternatives"`
	Sort      Sort     `query:"sort" enum:"newest,price_asc,price_desc,rating" default:"newest"`

	filter Filter
}

// Resolve reads filter and cursor, and reports what is wrong with them together with what the schema refuses.
func (in *listInput) Resolve(c huma.Context) []error {
	var f faults
	in.filter = Filter{
		Currency: in.Currency, Words: wordsOf(in.Q), Category: in.Category, Brands: brandsOf(in.Brand),
		InStock: in.InStock, RatingMin: int64(in.RatingMin*10 + 0.999),
	}
	if math.IsNaN(in.RatingMin) {
		f.add("query.rating_min", "must be a number")
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
		f.add("query.price_max", "must not be below price_min")
	}
	for _, pair := range in.Attribute {
		name, value, ok := strings.Cut(pair, ":")
		if !ok || name == "" || value == "" {
			f.add("query.attr", "must be name:value")
			continue
		}
		if in.filter.Attributes == nil {
			in.filter.Attributes = map[string][]string{}
		}
		in.filter.Attributes[name] = append(in.filter.Attributes[name], value)
	}
	return details(f)
}

// brandsOf reads brands that are repeated or separated by commas. A brand may itself have a comma, so each text is also
// taken as it is.
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

// details turns broken rules into what huma collects.
func details(f faults) []error {
	errs := make([]error, len(f))
	for i, field := range f {
		errs[i] = &huma.ErrorDetail{Location: field.Path, Message: field.Message}
	}
	return errs
}

// CardPage is a page of cards.
type CardPage struct {
	httpapi.Page[Card]
	Facets Facets `json:"facets" doc:"Values to narrow by. Keys: brand, category, price (min-max in minor units, both included), rating (that many stars and up), attr:NAME for the main attributes. A facet that is already chosen from is counted without that choice"`
	Total  int64  `json:"total" doc:"Exact without filters; at most 1,001 products are counted with them"`
}

func (c *Catalog) list(ctx context.Context, in *listInput) (*httpapi.Body[CardPage], error) {
	in.filter.Currency = in.or(c.currency)
	after, err := placeOf(in.Cursor, in.Sort, in.filter.Currency)
	if err != nil {
		return nil, err
	}
	page, err := c.Products(ctx, in.filter, in.Sort, after, in.Limit)
	if err != nil {
		return nil, err
	}
	cards := make([]Card, len(page.Items))
	for i, l := range page.Items {
		cards[i] = l.card(in.filter.Currency)
	}
	next := ""
	if page.Last != nil {
		next = httpapi.EncodeCursor(page.Last)
	}
	return httpapi.Reply(CardPage{httpapi.NewPage(cards, next), page.Facets, page.Total}, nil)
}

// placeOf reads a cursor. One of another order or currency is refused: it would skip and repeat products.
func placeOf(cursor string, s Sort, c money.Currency) (*Place, error) {
	if cursor == "" {
		return nil, nil
	}
	var at Place
	if err := httpapi.DecodeCursor(cursor, &at); err != nil {
		return nil, err
	}
	if at.Sort != s || at.Currency != c || !isUUID(at.ID) {
		return nil, httpapi.ErrInvalidCursor
	}
	return &at, nil
}

// CategoryList is the tree from its roots.
type CategoryList struct {
	Items []Branch `json:"items"`
}

func (c *Catalog) categories(ctx context.Context, in *InCurrency) (*httpapi.Body[CategoryList], error) {
	items, err := c.Categories(ctx, in.or(c.currency))
	return httpapi.Reply(CategoryList{items}, err)
}
