package cart

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/service/servicetest"
)

func TestAPI(t *testing.T) {
	t.Parallel()
	s := full(t)
	me := s.Guest(uuid.NewString())
	steps := []struct {
		name, token, method, path, body string
		status                          int
		has                             []string
	}{
		{"no token", "", "GET", "", "", 401, nil},
		{"no token, bad body", "", "POST", "/items", `{`, 401, nil},
		{"an empty cart has id and version", me, "GET", "", "", 200, []string{`"id":"`, `"version":1,"currency":"USD","lines":[],"subtotal":{"amount":0,"currency":"USD"}`}},
		{"add", me, "POST", "/items", item("D-1", 2), 200, []string{
			`"version":2`, `"sku":"D-1"`, `"name":"Walnut desk","image":{"url":"/media/desk.webp","alt":"A desk"},"options":{"width":"120"}`,
			`"unit_price":{"amount":34900,"currency":"USD"},"quantity":2,"line_total":{"amount":69800,"currency":"USD"},"available":10,"problem":null`,
			`"subtotal":{"amount":69800,"currency":"USD"}`}},
		{"add more", me, "POST", "/items", item("D-1", 3), 200, []string{`"version":3`, `"quantity":5`}},
		{"set", me, "PUT", "/items/D-2", quantity(1), 200, []string{`"version":4`, `"subtotal":{"amount":214400,"currency":"USD"}`}},
		{"set again changes nothing", me, "PUT", "/items/D-2", quantity(1), 200, []string{`"version":4`}},
		{"other currency", me, "GET", "?currency=EUR", "", 200, []string{
			`"currency":"EUR"`, `"unit_price":{"amount":32900,"currency":"EUR"},"quantity":5,"line_total":{"amount":164500,"currency":"EUR"}`,
			`"problem":"unavailable"`, `"subtotal":{"amount":164500,"currency":"EUR"}`}},
		{"currency of no shop", me, "GET", "?currency=ZZZ", "", 422, []string{`"path":"query.currency"`, "!ZZZ"}},
		{"unknown query", me, "GET", "?user_id=1", "", 422, nil},
		{"unknown SKU", me, "POST", "/items", item("nope", 1), 404, []string{`"code":"sku_not_found"`}},
		{"case matters", me, "PUT", "/items/d-1", quantity(1), 404, []string{`"code":"sku_not_found"`}},
		{"add none", me, "POST", "/items", item("D-1", 0), 422, []string{`"path":"body.quantity"`}},
		{"add fewer than none", me, "POST", "/items", item("D-1", -1), 422, []string{`"path":"body.quantity"`, "!-1"}},
		{"add 100", me, "POST", "/items", item("D-1", 100), 422, []string{`"path":"body.quantity"`}},
		{"add up to 100", me, "POST", "/items", item("D-1", 95), 422, []string{`"code":"quantity_limit"`}},
		{"add a fraction", me, "POST", "/items", `{"sku":"D-1","quantity":1.5}`, 422, nil},
		{"add text", me, "POST", "/items", `{"sku":"D-1","quantity":"1"}`, 422, nil},
		{"add without quantity", me, "POST", "/items", `{"sku":"D-1"}`, 422, nil},
		{"a price of one's own", me, "POST", "/items", `{"sku":"D-1","quantity":1,"unit_price":{"amount":1,"currency":"USD"}}`, 422, nil},
		{"another user", me, "POST", "/items", `{"sku":"D-1","quantity":1,"user_id":"x"}`, 422, nil},
		{"key twice", me, "POST", "/items", `{"sku":"D-1","quantity":1,"quantity":2}`, 400, nil},
		{"wrong case key", me, "POST", "/items", `{"SKU":"D-1","quantity":1}`, 422, nil},
		{"not JSON", me, "POST", "/items", `quantity=1`, 400, nil},
		{"set 100", me, "PUT", "/items/D-1", quantity(100), 422, []string{`"path":"body.quantity"`}},
		{"set enormous", me, "PUT", "/items/D-1", `{"quantity":99999999999999999999}`, 422, nil},
		{"none of it had an effect", me, "GET", "", "", 200, []string{`"version":4`, `"quantity":5`, `"subtotal":{"amount":214400,"currency":"USD"}`}},
		{"above stock is told", me, "PUT", "/items/D-1", quantity(99), 200, []string{`"version":5`, `"quantity":99`, `"available":10,"problem":"low_stock"`}},
		{"set 0", me, "PUT", "/items/D-1", quantity(0), 200, []string{`"version":6`, `!"D-1"`}},
		{"remove what is not there", me, "DELETE", "/items/D-1", "", 200, []string{`"version":6`}},
		{"remove what never was", me, "DELETE", "/items/nope", "", 200, []string{`"version":6`}},
		{"remove", me, "DELETE", "/items/D-2", "", 200, []string{`"version":7`, `"lines":[]`}},
		{"clear what is empty", me, "DELETE", "", "", 200, []string{`"version":7`}},
		{"add again", me, "POST", "/items?currency=EUR", item("D-1", 1), 200, []string{`"version":8,"currency":"EUR"`}},
		{"clear", me, "DELETE", "", "", 200, []string{`"version":9`, `"lines":[]`}},
		{"someone else's is another", s.Guest(uuid.NewString()), "GET", "", "", 200, []string{`"version":1`}},
	}
	for _, x := range steps {
		t.Log(x.name)
		var body any
		if x.body != "" {
			body = x.body
		}
		s.api.As(x.token).Do(x.method, root+x.path, body).Want(x.status, x.has...)
	}
	var versions []string
	for _, e := range servicetest.Events(s.Env, events.CartUpdated) {
		versions = append(versions, fmt.Sprintf("v%d, %d lines", e.Version, len(e.Lines)))
	}
	want := []string{"v2, 1 lines", "v3, 1 lines", "v4, 2 lines", "v5, 2 lines", "v6, 1 lines", "v7, 0 lines", "v8, 1 lines", "v9, 0 lines"}
	if diff := cmp.Diff(want, versions); diff != "" {
		t.Errorf("cart_updated (-want +got):\n%s", diff)
	}
}

func TestALineTellsWhatChanged(t *testing.T) {
	t.Parallel()
	s := full(t)
	me := s.api.As(s.Shopper(uuid.NewString()))
	me.Put(root+"/items/D-1", quantity(3)).Want(200, `"problem":null`)
	p := desk()
	p.ID = s.productOf("D-1")

	p.Version, p.Variants[0].Prices[0] = 3, money.Of(29900, money.USD)
	s.sell(p)
	me.Get(root).Want(200, `"unit_price":{"amount":29900,"currency":"USD"},"quantity":3,"line_total":{"amount":89700,"currency":"USD"}`, `"problem":"price_changed"`, `"version":2`)
	me.Get(root+"?currency=EUR").Want(200, `"problem":null`) // the price in euros is the same

	old := p
	old.Version, old.Variants = 2, desk().Variants
	s.handled(servicetest.Publish(s.Env, events.ProductUpdated, old.ID, old)) // comes late
	me.Get(root).Want(200, `"amount":29900`, `"problem":"price_changed"`)

	me.Put(root+"/items/D-1", quantity(3)).Want(200, `"problem":null`, `"version":3`) // seen and accepted
	s.stock("D-1", 2, 5)
	me.Get(root).Want(200, `"available":2,"problem":"low_stock"`)
	s.stock("D-1", 0, 6)
	s.handled(servicetest.Publish(s.Env, events.StockChanged, "D-1", events.Stock{SKU: "D-1", Available: 9, Version: 4})) // comes late
	me.Get(root).Want(200, `"available":0,"problem":"out_of_stock"`)
	s.stock("D-1", 50, 7)

	p.Version, p.Status = 4, "archived"
	s.sell(p)
	me.Get(root).Want(200, `"line_total":{"amount":0,"currency":"USD"},"available":0,"problem":"unavailable"`, `"subtotal":{"amount":0,"currency":"USD"}`)
	me.Put(root+"/items/D-1", quantity(2)).Want(200, `"quantity":2`)
	me.Post(root+"/items", item("D-2", 1)).Want(404, `"code":"sku_not_found"`) // no longer sold

	p.Version, p.Status, p.Variants = 5, "active", p.Variants[1:] // D-1 is not named any more
	s.sell(p)
	me.Get(root).Want(200, `"problem":"unavailable"`)
	me.Put(root+"/items/D-1", quantity(0)).Want(200, `"lines":[]`)
	me.Put(root+"/items/D-1", quantity(1)).Want(404)
}

func (s shop) productOf(sku string) string {
	s.t.Helper()
	var id string
	if err := s.db.QueryRow(s.t.Context(), `select product_id::text from variant where sku = $1`, sku).Scan(&id); err != nil {
		s.t.Fatal(err)
	}
	return id
}

func TestConcurrentAdditionsLoseNothing(t *testing.T) {
	t.Parallel()
	s := full(t)
	me := s.api.As(s.Guest(uuid.NewString())) // who has no cart yet
	var all sync.WaitGroup
	for i := range 48 {
		all.Go(func() {
			me.Post(root+"/items", item([]string{"D-1", "D-2"}[i%2], 1)).Want(200)
		})
	}
	all.Wait()
	v := servicetest.JSON[View](me.Get(root).Want(200))
	if len(v.Lines) != 2 || v.Lines[0].Quantity != 24 || v.Lines[1].Quantity != 24 || v.Version != 49 {
		t.Errorf("cart after 24 additions of each = %+v", v)
	}
}

func TestACartTakesAHundredLines(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	p := events.Product{ID: uuid.NewString(), Version: 1, Status: "active", Name: "Nail"}
	for i := range maxLines + 1 {
		p.Variants = append(p.Variants, events.Variant{SKU: fmt.Sprintf("N-%03d", i), Prices: []money.Money{money.Of(1, money.USD)}})
	}
	s.sell(p)
	me := s.api.As(s.Guest(uuid.NewString()))
	for i := range maxLines {
		me.Post(root+"/items", item(p.Variants[i].SKU, 1)).Want(200)
	}
	me.Post(root+"/items", item("N-100", 1)).Want(422, `"code":"cart_full"`)
	me.Post(root+"/items", item("N-000", 1)).Want(200, `"version":102`, `"subtotal":{"amount":101,"currency":"USD"}`)
}
