package order

import (
	"context"
	"net/http"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/httpapi"
)

const (
	maxBody = 64 << 10
	root    = "/api/v1/orders"
)

// routes is the whole HTTP surface of the service.
func (o *Orders) routes(api *httpapi.API) {
	httpapi.Handle(api, op("quote-order", http.MethodPost, "/quote", auth.Signed).MaxBody(maxBody).
		Summary("What lines cost now, and what an order of them would fail by"), o.postQuote)
	httpapi.Handle(api, op("place-order", http.MethodPost, "", auth.Signed, http.StatusConflict).Status(created).MaxBody(maxBody).
		Summary("Place an order, once for each Idempotency-Key"), o.post)
	httpapi.Handle(api, op("list-orders", http.MethodGet, "", auth.Signed, http.StatusForbidden).
		Summary("The caller's orders, newest first; with all=true everybody's, for staff"), o.list)
	httpapi.Handle(api, op("get-order", http.MethodGet, "/{id}", auth.Public, http.StatusUnauthorized, http.StatusNotFound).
		Summary("One order, for its owner, the staff, or with a lookup token"), o.get)
	httpapi.Stream(api, op("follow-order", http.MethodGet, "/{id}/stream", auth.Public, http.StatusUnauthorized, http.StatusNotFound).
		Event("order", Order{}).
		Summary("The order as it is, then after every change, until it is delivered or cancelled"), o.stream)
	httpapi.Handle(api, op("cancel-order", http.MethodPost, "/{id}/cancel", auth.Signed, http.StatusNotFound, http.StatusConflict).
		Summary("Cancel an order whose parcel has not left"), o.cancel)
	httpapi.Handle(api, op("look-up-order", http.MethodPost, "/lookup", auth.Public, http.StatusNotFound).MaxBody(maxBody).
		Summary("Find an order by number and e-mail address; opens it for an hour"), o.lookup)
	httpapi.Handle(api, op("ship-order", http.MethodPost, "/{id}/ship", auth.Staff, http.StatusNotFound, http.StatusConflict).
		Summary("Hand a paid order to a carrier"), o.ship)
	httpapi.Handle(api, op("deliver-order", http.MethodPost, "/{id}/deliver", auth.Staff, http.StatusNotFound, http.StatusConflict).
		Summary("Note that a parcel arrived"), o.deliver)
	o.couponRoutes(api)
}

func op(id, method, path string, access auth.Access, failures ...int) httpapi.Operation {
	return httpapi.Op(id, method, root+path, access, failures...).Tag("orders")
}

// idInput is an operation's {id}. It is no UUID to the schema, so that nonsense gets the same 404 as an
// unknown order.
type idInput struct {
	ID string `path:"id" doc:"The order's id"`
}

// viewInput names an order and, without a bearer token of its owner, how the caller may see it.
type viewInput struct {
	ID    string `path:"id" doc:"The order's id"`
	Token string `header:"X-Order-Token" doc:"From a lookup; instead of the owner's bearer token"`
}

type listInput struct {
	httpapi.PageInput
	Status Status `query:"status" enum:"pending,reserved,confirmed,shipped,delivered,cancelled"`
	All    bool   `query:"all" doc:"Everybody's orders; staff only"`
}

type placeInput struct {
	httpapi.IdempotencyKey
	Body Draft
}

// private is an answer that nobody may keep, also where no bearer token marks it as somebody's.
type private[T any] struct {
	CacheControl string `header:"Cache-Control"`
	Body         T
}

// placed is the answer to a new order, or the first answer again.
type placed struct {
	Status   int
	Location string `header:"Location"`
	Body     Order
}

type lookupInput struct {
	Number string `json:"number" maxLength:"32" pattern:"^\\s*[A-Za-z]-[0-9]{1,19}\\s*$" doc:"As in A-10482"`
	Email  string `json:"email" minLength:"3" maxLength:"254"`
}

func (o *Orders) postQuote(ctx context.Context, in *httpapi.Body[Enquiry]) (*httpapi.Body[Quote], error) {
	return httpapi.Reply(o.Quote(ctx, in.Body))
}

func (o *Orders) post(ctx context.Context, in *placeInput) (*placed, error) {
	status, order, err := o.Place(ctx, in.Key, in.Body)
	return &placed{Status: status, Location: root + "/" + order.ID, Body: order}, err
}

func (o *Orders) list(ctx context.Context, in *listInput) (*httpapi.Body[httpapi.Page[Order]], error) {
	before := ""
	if err := httpapi.DecodeCursor(in.Cursor, &before); err != nil || before != "" && !isID(before) {
		return nil, httpapi.ErrInvalidCursor
	}
	orders, err := o.List(ctx, in.Status, in.All, before, in.Limit+1) // one more tells whether there is more
	next := ""
	if len(orders) > in.Limit {
		orders = orders[:in.Limit]
		next = httpapi.EncodeCursor(orders[in.Limit-1].ID)
	}
	return httpapi.Reply(httpapi.NewPage(orders, next), err)
}

func (o *Orders) get(ctx context.Context, in *viewInput) (*private[Order], error) {
	order, err := o.Order(ctx, in.ID, in.Token)
	return &private[Order]{CacheControl: "no-store", Body: order}, err
}

func (o *Orders) stream(ctx context.Context, in *viewInput) (func(context.Context, *httpapi.EventWriter) error, error) {
	if _, err := o.Order(ctx, in.ID, in.Token); err != nil {
		return nil, err
	}
	return func(ctx context.Context, w *httpapi.EventWriter) error {
		return o.Follow(ctx, in.ID, func(order Order) error { return w.Send(order.tag(), "order", order) })
	}, nil
}

func (o *Orders) cancel(ctx context.Context, in *idInput) (*httpapi.Body[Order], error) {
	return httpapi.Reply(o.Cancel(ctx, in.ID))
}

func (o *Orders) lookup(ctx context.Context, in *httpapi.Body[lookupInput]) (*private[Found], error) {
	found, err := o.Lookup(ctx, in.Body.Number, in.Body.Email)
	return &private[Found]{CacheControl: "no-store", Body: found}, err
}

type shipInput struct {
	ID   string `path:"id" doc:"The order's id"`
	Body Parcel
}

func (o *Orders) ship(ctx context.Context, in *shipInput) (*httpapi.Body[Order], error) {
	return httpapi.Reply(o.Ship(ctx, in.ID, in.Body))
}

func (o *Orders) deliver(ctx context.Context, in *idInput) (*httpapi.Body[Order], error) {
	return httpapi.Reply(o.Deliver(ctx, in.ID))
}
