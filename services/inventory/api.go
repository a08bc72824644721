package inventory

import (
	"context"
	"net/http"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/httpapi"
)

// routes is the whole HTTP surface of the service.
func (s *Stock) routes(api *httpapi.API) {
	op := func(id, method, path string, access auth.Access, failures ...int) httpapi.Operation {
		return httpapi.Op(id, method, "/api/v1/inventory"+path, access, failures...).Tag("inventory").MaxBody(64 << 10)
	}
	httpapi.Handle(api, op("list-stock", http.MethodGet, "", auth.Public).
		Summary("Stock of several SKUs"), s.list)
	httpapi.Handle(api, op("get-stock", http.MethodGet, "/{sku}", auth.Public, http.StatusNotFound).
		Summary("Stock of a SKU"), s.get)
	httpapi.Handle(api, op("set-stock", http.MethodPut, "/{sku}", auth.Staff, http.StatusNotFound, http.StatusConflict).
		Summary("Set what is on hand"), s.set)
	httpapi.Handle(api, op("adjust-stock", http.MethodPost, "/{sku}/adjustments", auth.Staff, http.StatusNotFound, http.StatusConflict).
		Summary("Add or remove pieces"), s.adjust)
	httpapi.Handle(api, op("list-stock-movements", http.MethodGet, "/{sku}/movements", auth.Staff, http.StatusNotFound).
		Summary("The ledger of a SKU, newest first"), s.movements)
}

// SKUInput is the {sku} of a path.
type SKUInput struct {
	SKU string `path:"sku" doc:"Upper and lower case differ"`
}

type listInput struct {
	SKUs []string `query:"skus" required:"true" minItems:"1" maxItems:"100" doc:"Comma-separated; unknown ones are left out of the answer"`
}

func (s *Stock) list(ctx context.Context, in *listInput) (*httpapi.Body[httpapi.Page[Availability]], error) {
	levels, err := s.Levels(ctx, in.SKUs)
	items := make([]Availability, len(levels))
	for i, l := range levels {
		items[i] = show(ctx, l)
	}
	return httpapi.Reply(httpapi.NewPage(items, ""), err)
}

func (s *Stock) get(ctx context.Context, in *SKUInput) (*httpapi.Body[Availability], error) {
	l, err := s.Level(ctx, in.SKU)
	return httpapi.Reply(show(ctx, l), err)
}

type setInput struct {
	SKUInput
	Body struct {
		OnHand int64 `json:"on_hand" minimum:"0" maximum:"1000000000" doc:"Pieces in the warehouse"`
	}
}

func (s *Stock) set(ctx context.Context, in *setInput) (*httpapi.Body[Availability], error) {
	l, err := s.Count(ctx, in.SKU, in.Body.OnHand)
	return httpapi.Reply(l.full(), err)
}

type adjustInput struct {
	SKUInput
	httpapi.IdempotencyKey
	Body Adjustment
}

func (s *Stock) adjust(ctx context.Context, in *adjustInput) (*httpapi.Answer[Availability], error) {
	status, out, err := s.Adjust(ctx, in.SKU, in.Key, in.Body)
	if err != nil {
		return nil, err
	}
	return &httpapi.Answer[Availability]{Status: status, Body: out}, nil
}

type movementsInput struct {
	SKUInput
	httpapi.PageInput
}

func (s *Stock) movements(ctx context.Context, in *movementsInput) (*httpapi.Body[httpapi.Page[Movement]], error) {
	var before int64
	if err := httpapi.DecodeCursor(in.Cursor, &before); err != nil {
		return nil, err
	}
	items, err := s.Movements(ctx, in.SKU, before, in.Limit+1)
	next := ""
	if len(items) > in.Limit {
		items = items[:in.Limit]
		next = httpapi.EncodeCursor(items[in.Limit-1].ID)
	}
	return httpapi.Reply(httpapi.NewPage(items, next), err)
}

// show gives the caller what it may see of a level.
func show(ctx context.Context, l Level) Availability {
	if auth.From(ctx).Staff() {
		return l.full()
	}
	return l.public()
}
