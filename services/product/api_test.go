package product

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/service/servicetest"
)

func TestAProductIsMadeReadChangedAndArchived(t *testing.T) {
	t.Parallel()
	env, api := start(t)
	admin := api.As(env.Admin())
	res := admin.Post("/api/v1/products", draft(t)).Want(201, `"slug":"trail-boot"`, `"version":1`, `"path":["shoes","hiking"]`,
		`"price":{"amount":13900,"currency":"USD"}`, `"compare_at":{"amount":15900,"currency":"USD"}`, `"available":0`, "!initial_stock", "!$schema")
	p := servicetest.JSON[Detail](res)
	if got, want := res.Header.Get("Location"), "/api/v1/products/"+p.ID; got != want {
		t.Errorf("Location = %q, want %q", got, want)
	}
	for _, ref := range []string{p.ID, "trail-boot"} {
		got := api.Get("/api/v1/products/"+ref).Want(200, `"id":"`+p.ID+`"`)
		api.Get("/api/v1/products/"+ref, "If-None-Match: "+got.Header.Get("ETag")).Want(304)
		admin.Patch("/api/v1/products/"+ref, `{}`, "If-Match: "+got.Header.Get("ETag")).Want(200, `"version":1`)
	}
	api.Get("/api/v1/products/trail-boot?currency=EUR").Want(200, `"price":{"amount":12900,"currency":"EUR"}`, `"compare_at":null`)
	api.Get("/api/v1/products/trail-boot?currency=INR").Want(200, `"price":null`)
	api.Get("/api/v1/products?currency=INR").Want(200, `"items":[]`)

	admin.Patch("/api/v1/products/"+p.ID, `{"name":"Ridge Boot"}`, `If-Match: "1"`).Want(200, `"version":2`, `"name":"Ridge Boot"`, `"slug":"trail-boot"`)
	api.Get("/api/v1/products").Want(200, `"name":"Ridge Boot"`, `"total":1`)
	admin.Delete("/api/v1/products/"+p.ID).Want(200, `"status":"archived"`, `"version":3`)
	admin.Delete("/api/v1/products/"+p.ID).Want(200, `"version":3`)
	api.Get("/api/v1/products").Want(200, `"items":[]`, `"total":0`)
	api.Get("/api/v1/products/"+p.ID).Want(200, `"status":"archived"`)

	created := servicetest.Await(env, events.ProductCreated, func(e events.Product) bool { return e.ID == p.ID })
	if created.Version != 1 || created.Variants[0].InitialStock != 12 || created.Rating.Count != 0 || len(created.Variants[0].Prices) != 2 {
		t.Errorf("product_created = %+v", created)
	}
	last := servicetest.Await(env, events.ProductUpdated, func(e events.Product) bool { return e.Version == 3 })
	if last.Status != "archived" || last.Name != "Ridge Boot" || last.Slug != "trail-boot" {
		t.Errorf("last product_updated = %+v", last)
	}
	if n := len(servicetest.Events(env, events.ProductUpdated)); n != 2 {
		t.Errorf("%d product_updated, want 2: what changes nothing sends nothing", n)
	}
}

func TestWhoMayWhat(t *testing.T) {
	t.Parallel()
	env, api := start(t)
	p := create(t, api.As(env.Admin()), draft(t, "status", `"draft"`))
	shopper := env.Shopper(uuid.NewString())
	calls := []struct{ method, path string }{
		{"POST", "/api/v1/products"}, {"PATCH", "/api/v1/products/" + p.ID}, {"DELETE", "/api/v1/products/" + p.ID},
		{"POST", "/api/v1/products/import"}, {"POST", "/api/v1/reviews/import"}, {"POST", "/api/v1/media"},
	}
	for _, call := range calls {
		api.Do(call.method, call.path, `not even JSON`).Want(401, `"code":"unauthorized"`)
		api.As(shopper).Do(call.method, call.path, `not even JSON`).Want(403, `"code":"forbidden"`)
	}
	api.Post("/api/v1/products/"+p.ID+"/reviews", `{"rating":5}`).Want(401)
	for _, ref := range []string{p.ID, p.Slug, uuid.NewString(), "no-such", "%C3%A9", strings.Repeat("x", 200)} {
		api.As(shopper).Get("/api/v1/products/" + ref).Want(404)
		api.As(shopper).Get("/api/v1/products/" + ref + "/reviews").Want(404)
		api.As(shopper).Post("/api/v1/products/"+ref+"/reviews", `{"rating":5}`).Want(404)
	}
	api.As(env.Admin()).Get("/api/v1/products/"+p.ID).Want(200, `"status":"draft"`)
	api.Get("/api/v1/products").Want(200, `"items":[]`)
}

func TestBadInputIsRefusedAndChangesNothing(t *testing.T) {
	t.Parallel()
	env, api := start(t)
	admin, db := api.As(env.Admin()), env.DB("product")
	create(t, admin, draft(t))
	variant := func(members string) string {
		return `[{"sku":"NEW-1",` + members + `"price":{"amount":100,"currency":"USD"}}]`
	}
	priced := func(price string) string { return `[{"sku":"NEW-1","price":` + price + `}]` }
	many := func(n int, of func(i int) string) string {
		list := make([]string, n)
		for i := range list {
			list[i] = of(i)
		}
		return "[" + strings.Join(list, ",") + "]"
	}
	rows := []struct {
		name, body string
		status     int
		has        string
	}{
		{"not JSON", `{`, 400, `"code":"malformed"`},
		{"trailing", draft(t) + `{}`, 400, `"code":"malformed"`},
		{"duplicate key", `{"name":"a","name":"b"}`, 400, `"code":"malformed"`},
		{"NUL", draft(t, "name", `"a\u0000b"`), 400, `"code":"malformed"`},
		{"array", `[]`, 422, `"path":"body"`},
		{"nothing", `{}`, 422, `expected required property variants`},
		{"unknown field", draft(t, "price", `1`), 422, `"path":"body.price"`},
		{"id from outside", draft(t, "id", `"`+uuid.NewString()+`"`), 422, `"path":"body.id"`},
		{"version from outside", draft(t, "version", `9`), 422, `"path":"body.version"`},
		{"wrong case", draft(t, "Status", `"active"`), 422, `"path":"body.Status"`},
		{"wrong type", draft(t, "name", `7`), 422, `"path":"body.name"`},
		{"empty name", draft(t, "name", `""`), 422, `"path":"body.name"`},
		{"blank name", draft(t, "name", `"  "`), 422, `"path":"body.name"`},
		{"control character", draft(t, "name", `"a\u0007b"`), 422, `"path":"body.name"`},
		{"direction mark", draft(t, "brand", `"a\u202eb"`), 422, `"path":"body.brand"`},
		{"long name", draft(t, "name", `"`+strings.Repeat("n", 201)+`"`), 422, `"path":"body.name"`},
		{"bad slug", draft(t, "slug", `"Trail_Boot"`), 422, `"path":"body.slug"`},
		{"slug like an id", draft(t, "slug", `"`+uuid.NewString()+`"`), 422, `"path":"body.slug"`},
		{"bad category", draft(t, "category", `"a//b"`), 422, `"path":"body.category"`},
		{"deep category", draft(t, "category", `"a/b/c/d/e/f/g"`), 422, `"path":"body.category"`},
		{"category in itself", draft(t, "category", `"a/b/a"`), 422, `"path":"body.category"`},
		{"category elsewhere", draft(t, "category", `"hats/hiking"`), 422, `"code":"category_elsewhere"`},
		{"bad status", draft(t, "status", `"sold"`), 422, `"path":"body.status"`},
		{"no variants", draft(t, "variants", `[]`), 422, `"path":"body.variants"`},
		{"null variants", draft(t, "variants", `null`), 422, `"path":"body.variants"`},
		{"101 variants", draft(t, "variants", many(101, func(i int) string {
			return fmt.Sprintf(`{"sku":"N-%d","options":{"n":"%d"},"price":{"amount":1,"currency":"USD"}}`, i, i)
		})), 422, `"path":"body.variants"`},
		{"21 images", draft(t, "images", many(21, func(int) string { return `{"url":"/a.png"}` })), 422, `"path":"body.images"`},
		{"51 attributes", draft(t, "attributes", strings.NewReplacer("[", "{", "]", "}").Replace(many(51, func(i int) string {
			return fmt.Sprintf(`"k%d":"v"`, i)
		}))), 422, `"path":"body.attributes"`},
		{"colon in a name", draft(t, "attributes", `{"a:b":"c"}`), 422, `"path":"body.attributes"`},
		{"empty value", draft(t, "attributes", `{"a":""}`), 422, `"path":"body.attributes"`},
		{"script image", draft(t, "images", `[{"url":"javascript:alert(1)"}]`), 422, `"path":"body.images[0].url"`},
		{"http image", draft(t, "images", `[{"url":"http://example.com/a.png"}]`), 422, `"path":"body.images[0].url"`},
		{"other host's image", draft(t, "images", `[{"url":"//example.com/a.png"}]`), 422, `"path":"body.images[0].url"`},
		{"image with a login", draft(t, "images", `[{"url":"https://a:b@example.com/a.png"}]`), 422, `"path":"body.images[0].url"`},
		{"negative price", draft(t, "variants", priced(`{"amount":-1,"currency":"USD"}`)), 422, `"path":"body.variants[0].price.amount"`},
		{"huge price", draft(t, "variants", priced(`{"amount":100000000001,"currency":"USD"}`)), 422, `"path":"body.variants[0].price.amount"`},
		{"price beyond int64", draft(t, "variants", priced(`{"amount":92233720368547758080,"currency":"USD"}`)), 422, `"path":"body.variants[0].price.amount"`},
		{"price as a fraction", draft(t, "variants", priced(`{"amount":1.5,"currency":"USD"}`)), 422, `"path":"body.variants[0].price.amount"`},
		{"price as text", draft(t, "variants", priced(`{"amount":"1","currency":"USD"}`)), 422, `"path":"body.variants[0].price.amount"`},
		{"unknown currency", draft(t, "variants", priced(`{"amount":1,"currency":"GBP"}`)), 422, `"path":"body.variants[0].price.currency"`},
		{"two prices in a currency", draft(t, "variants", variant(`"prices":[{"amount":1,"currency":"USD"}],`)), 422, `two prices in one currency`},
		{"compare_at below", draft(t, "variants", variant(`"compare_at":{"amount":99,"currency":"USD"},`)), 422, `"path":"body.variants[0].compare_at"`},
		{"compare_at in another currency", draft(t, "variants", variant(`"compare_at":{"amount":999,"currency":"EUR"},`)), 422, `"path":"body.variants[0].compare_at"`},
		{"negative stock", draft(t, "variants", variant(`"initial_stock":-1,`)), 422, `"path":"body.variants[0].initial_stock"`},
		{"bad SKU", draft(t, "variants", `[{"sku":"a,b","price":{"amount":1,"currency":"USD"}}]`), 422, `"path":"body.variants[0].sku"`},
		{"one SKU twice", draft(t, "variants", `[{"sku":"N","options":{"a":"1"},"price":{"amount":1,"currency":"USD"}},{"sku":"N","options":{"a":"2"},"price":{"amount":1,"currency":"USD"}}]`), 422, `"path":"body.variants[1].sku"`},
		{"same options", draft(t, "variants", `[{"sku":"N","price":{"amount":1,"currency":"USD"}},{"sku":"M","price":{"amount":1,"currency":"USD"}}]`), 422, `"path":"body.variants[1].options"`},
		{"SKU of another product", draft(t, "slug", `"other"`), 409, `"code":"sku_taken"`},
		{"slug of another product", draft(t, "slug", `"trail-boot"`, "variants", variant(``)), 409, `"code":"slug_taken"`},
	}
	state := func() string {
		return fmt.Sprint(number(t, db, `select count(*) from product`), number(t, db, `select count(*) from sku`),
			number(t, db, `select count(*) from category`), number(t, db, `select coalesce(sum(count), 0)::bigint from facet`))
	}
	before := state()
	for _, r := range rows {
		admin.Post("/api/v1/products", r.body).Want(r.status, r.has)
	}
	admin.Post("/api/v1/products", draft(t), "Content-Type: text/plain").Want(415)
	admin.Post("/api/v1/products", draft(t, "description", `"`+strings.Repeat("d", 1<<20)+`"`)).Want(413)
	if after := state(); after != before {
		t.Errorf("products, SKUs, categories and counts = %s after bad input, want %s", after, before)
	}
	all := admin.Post("/api/v1/products", draft(t, "name", `""`, "images", `[{"url":"javascript:x"}]`, "colour", `"red"`))
	all.Want(422, `"path":"body.name"`, `"path":"body.images[0].url"`, `"path":"body.colour"`, "!javascript")
}

func TestBadQueriesAreRefused(t *testing.T) {
	t.Parallel()
	_, api := start(t)
	rows := []struct{ query, has string }{
		{"limit=0", "query.limit"}, {"limit=101", "query.limit"}, {"limit=x", "query.limit"}, {"sort=cheap", "query.sort"},
		{"colour=red", "query.colour"}, {"price_min=-1", "query.price_min"}, {"price_min=1e3", "query.price_min"},
		{"price_min=9&price_max=3", "query.price_max"}, {"price_max=99999999999999999999", "query.price_max"},
		{"rating_min=6", "query.rating_min"}, {"rating_min=NaN", "query.rating_min"}, {"currency=GBP", "query.currency"}, {"in_stock=perhaps", "query.in_stock"},
		{"attr=waterproof", "query.attr"}, {"attr=:x", "query.attr"}, {"cursor=zzz", "invalid_cursor"},
		{"cursor=eyJzIjoibmV3ZXN0In0", "invalid_cursor"}, {"offset=5", "query.offset"}, {"q=" + strings.Repeat("q", 201), "query.q"},
	}
	for _, r := range rows {
		api.Get("/api/v1/products?"+r.query).Want(422, r.has)
	}
	api.Get("/api/v1/products?q=the%27+%3A*+%26%7C%21%28&brand=%27%3B--&category=%27&attr=a%27%3Ab%27").Want(200, `"items":[]`)
	api.Get("/api/v1/products?q=%F0%28").Want(400)
	api.Get("/api/v1/categories?currency=ZZZ").Want(422)
}

func TestOnlyOneOfManyChangesOfAVersionSucceeds(t *testing.T) {
	t.Parallel()
	env, api := start(t)
	admin := api.As(env.Admin())
	p := create(t, admin, draft(t))
	path := "/api/v1/products/" + p.ID
	admin.Patch(path, `{"name":"x"}`).Want(428, `"code":"if_match_required"`)
	for _, tag := range []string{`"2"`, `"0"`, `x`, `W/"1"`, `"1", "2"`, `*`} {
		admin.Patch(path, `{"name":"x"}`, "If-Match: "+tag).Want(412, `"code":"version_changed"`)
	}
	admin.Patch(path, `{"name":"x","colour":1,"images":[{"url":"ftp://x"}]}`, `If-Match: "1"`).Want(422, "body.colour", "body.images[0].url")
	admin.Delete(path, `If-Match: "7"`).Want(412)

	var won atomic.Int32
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			res := admin.Patch(path, fmt.Sprintf(`{"brand":"Brand %d"}`, i), `If-Match: "1"`)
			switch res.Status {
			case 200:
				won.Add(1)
			case 412:
			default:
				t.Errorf("PATCH = %d %s", res.Status, res.Body)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("%d changes of version 1 succeeded, want 1", won.Load())
	}
	api.Get(path).Want(200, `"version":2`)
}

func TestASlugIsMadeOfTheNameAndKeptApart(t *testing.T) {
	t.Parallel()
	env, api := start(t)
	admin := api.As(env.Admin())
	body := func(name, sku string) string {
		return fmt.Sprintf(`{"name":%q,"category":"misc","variants":[{"sku":%q,"price":{"amount":1,"currency":"USD"}}]}`, name, sku)
	}
	rows := []struct{ name, slug string }{
		{"Café Table", "cafe-table"}, {"Cafe table!", "cafe-table-2"}, {"CAFÉ  TABLE", "cafe-table-3"}, {"मेज़", "product"},
	}
	for i, r := range rows {
		if got := create(t, admin, body(r.name, fmt.Sprintf("S-%d", i))).Slug; got != r.slug {
			t.Errorf("slug of %q = %q, want %q", r.name, got, r.slug)
		}
	}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() { admin.Post("/api/v1/products", body("Twin", fmt.Sprintf("T-%d", i))).Want(201) })
	}
	wg.Wait()
	if n := number(t, env.DB("product"), `select count(distinct slug) from product where slug ~ '^twin(-[2-8])?$'`); n != 8 {
		t.Errorf("%d slugs for eight twins, want 8", n)
	}
}

func TestARemovedSKUIsSentOnceMoreAndIsFreeAgain(t *testing.T) {
	t.Parallel()
	env, api := start(t)
	admin := api.As(env.Admin())
	p := create(t, admin, draft(t, "variants", `[{"sku":"A","options":{"n":"1"},"price":{"amount":5,"currency":"USD"}},{"sku":"B","options":{"n":"2"},"price":{"amount":6,"currency":"USD"}}]`))
	path := "/api/v1/products/" + p.ID
	admin.Patch(path, `{"variants":[{"sku":"B","price":{"amount":6,"currency":"USD"}},{"sku":"C","options":{"n":"3"},"price":{"amount":7,"currency":"USD"}}]}`, `If-Match: "1"`).Want(200, `!"sku":"A"`)
	admin.Patch(path, `{"name":"Later"}`, `If-Match: "2"`).Want(200)
	e := servicetest.Await(env, events.ProductUpdated, func(e events.Product) bool { return e.Version == 2 })
	got := ""
	for _, v := range e.Variants {
		got += fmt.Sprint(v.SKU, " ", v.Removed, "; ")
	}
	if want := "B false; C false; A true; "; got != want {
		t.Errorf("variants of version 2 = %s, want %s", got, want)
	}
	e = servicetest.Await(env, events.ProductUpdated, func(e events.Product) bool { return e.Version == 3 })
	if len(e.Variants) != 2 {
		t.Errorf("version 3 has %d variants, want 2: a removed SKU is sent once", len(e.Variants))
	}
	create(t, admin, draft(t, "name", `"Heir"`, "variants", `[{"sku":"A","price":{"amount":5,"currency":"USD"}}]`))
	admin.Patch(path, `{"variants":[{"sku":"A","price":{"amount":6,"currency":"USD"}}]}`, `If-Match: "3"`).Want(409, `"code":"sku_taken"`)
}
