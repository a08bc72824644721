package cart

import (
	"context"
	"net/http"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/httpapi"
	"github.com/askcart/askcart/shared/money"
)

// routes is the whole HTTP surface of the service.
func (c *Carts) routes(api *httpapi.API) {
	op := func(id, method, path, summary string, failures ...int) httpapi.Operation {
		return httpapi.Op(id, method, "/api/v1/cart"+path, auth.Signed, failures...).Tag("cart").Summary(summary).MaxBody(64 << 10)
	}
	httpapi.Handle(api, op("get-cart", http.MethodGet, "", "The caller's cart"), c.get)
	httpapi.Handle(api, op("put-cart-item", http.MethodPut, "/items/{sku}", "Set how many of a SKU are in the cart", http.StatusNotFound), c.put)
	httpapi.Handle(api, op("add-cart-item", http.MethodPost, "/items", "Put more of a SKU into the cart", http.StatusNotFound), c.add)
	httpapi.Handle(api, op("remove-cart-item", http.MethodDelete, "/items/{sku}", "Take a SKU out of the cart"), c.remove)
	httpapi.Handle(api, op("clear-cart", http.MethodDelete, "", "Empty the cart"), c.clear)
}

// CurrencyInput says in which currency to show a cart.
type CurrencyInput struct {
	Currency money.Currency `query:"currency" enum:"USD,EUR,INR" doc:"The shop's when not given"`
}

// SKUInput is the {sku} of a path.
type SKUInput struct {
	SKU string `path:"sku" doc:"Upper and lower case differ"`
}

func (c *Carts) get(ctx context.Context, in *CurrencyInput) (*httpapi.Body[View], error) {
	return httpapi.Reply(c.Cart(ctx, in.Currency))
}

type putInput struct {
	CurrencyInput
	SKUInput
	Body struct {
		Quantity int `json:"quantity" minimum:"0" maximum:"99" doc:"Pieces; 0 takes the SKU out"`
	}
}

func (c *Carts) put(ctx context.Context, in *putInput) (*httpapi.Body[View], error) {
	return httpapi.Reply(c.Put(ctx, in.SKU, in.Body.Quantity, in.Currency))
}

type addInput struct {
	CurrencyInput
	Body struct {
		SKU      string `json:"sku" minLength:"1" maxLength:"200"`
		Quantity int    `json:"quantity" minimum:"1" maximum:"99" doc:"Pieces to add"`
	}
}

func (c *Carts) add(ctx context.Context, in *addInput) (*httpapi.Body[View], error) {
	return httpapi.Reply(c.Add(ctx, in.Body.SKU, in.Body.Quantity, in.Currency))
}

type removeInput struct {
	CurrencyInput
	SKUInput
}

func (c *Carts) remove(ctx context.Context, in *removeInput) (*httpapi.Body[View], error) {
	return httpapi.Reply(c.Remove(ctx, in.SKU, in.Currency))
}

func (c *Carts) clear(ctx context.Context, in *CurrencyInput) (*httpapi.Body[View], error) {
	return httpapi.Reply(c.Clear(ctx, in.Currency))
}
