package product

import (
	"fmt"
	"strings"
	"testing"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/service/servicetest"
)

const ndjson = "Content-Type: application/x-ndjson"

func importProducts(t *testing.T, admin *servicetest.Client, lines string) Imported {
	t.Helper()
	return servicetest.JSON[Imported](admin.Post("/api/v1/products/import", lines, ndjson).Want(200))
}

func (r Imported) want(t *testing.T, created, updated int) {
	t.Helper()
	if r.Created != created || r.Updated != updated {
		t.Errorf("created %d, updated %d, want %d and %d; failed: %v", r.Created, r.Updated, created, updated, r.Failed)
	}
}

func TestAThousandLinesAreImportedAndTheBadOnesTold(t *testing.T) {
	t.Parallel()
	env, api := start(t)
	admin := api.As(env.Admin())
	var lines []string
	wrong := map[int]string{}
	for i := 1; i <= 1000; i++ {
		line := simple(fmt.Sprintf("Thing %d", i), "things/small", i)
		switch {
		case i%100 == 10:
			line, wrong[i] = `{"name":`, "malformed"
		case i%100 == 20:
			line, wrong[i] = strings.Replace(line, `"amount":`, `"amount":-`, 1), "invalid"
		case i%100 == 30:
			line, wrong[i] = strings.Replace(line, `"name"`, `"colour":"red","name"`, 1), "invalid"
		case i%100 == 40:
			line, wrong[i] = fmt.Sprintf(`{"slug":"thief-%d","name":"Thief","category":"things","variants":[{"sku":"THING-1","price":{"amount":1,"currency":"USD"}}]}`, i), "sku_taken"
		case i%100 == 50:
			line, wrong[i] = simple(fmt.Sprintf("Lost %d", i), "elsewhere/small", i), "category_elsewhere"
		case i%100 == 60:
			line, wrong[i] = simple("Long", "things", 1)+strings.Repeat(" ", 70<<10)+"x", "line_too_long"
		case i%100 == 70:
			line = "  " // a blank line counts in numbers only
		case i%100 == 80:
			line, wrong[i] = strings.Replace(line, "THING-", "A,B-", 1), "invalid"
		case i%100 == 90:
			line, wrong[i] = strings.Replace(line, `"name"`, `"name":"x","name"`, 1), "malformed"
		}
		lines = append(lines, line)
	}
	text := strings.Join(lines, "\r\n")
	got := importProducts(t, admin, text)
	got.want(t, 910, 0)
	if len(got.Failed) != len(wrong) || got.FailedTotal != len(wrong) {
		t.Errorf("%d lines failed (total %d), want %d", len(got.Failed), got.FailedTotal, len(wrong))
	}
	for _, f := range got.Failed {
		if f.Code != wrong[f.Line] || f.Message == "" || strings.Contains(f.Message, "Thief") {
			t.Errorf("line %d failed with %s %q, want %s", f.Line, f.Code, f.Message, wrong[f.Line])
		}
	}
	api.Get("/api/v1/products").Want(200, `"total":910`)
	importProducts(t, admin, text).want(t, 0, 910)
	if n := len(servicetest.Events(env, events.ProductCreated)); n != 910 {
		t.Errorf("%d product_created, want 910", n)
	}
	if n := len(servicetest.Events(env, events.ProductUpdated)); n != 0 {
		t.Errorf("%d product_updated for lines that say nothing new, want 0", n)
	}
}

func TestImportMatchesBySlugAndWithoutOneBySKU(t *testing.T) {
	t.Parallel()
	env, api := start(t)
	admin := api.As(env.Admin())
	line := func(slug, name, sku string) string {
		return fmt.Sprintf(`{%s"name":%q,"category":"c","variants":[{"sku":%q,"price":{"amount":9,"currency":"USD"}}]}`, slug, name, sku)
	}
	importProducts(t, admin, line(`"slug":"one",`, "One", "A")+"\n"+line("", "Twin", "B")+"\n"+line("", "Twin", "C")).want(t, 3, 0)
	api.Get("/api/v1/products/twin-2").Want(200, `"sku":"C"`)
	importProducts(t, admin, line("", "Twin renamed", "C")).want(t, 0, 1)
	api.Get("/api/v1/products/twin-2").Want(200, `"name":"Twin renamed"`, `"version":2`)
	// The first line frees the SKU that the second one takes.
	importProducts(t, admin, line(`"slug":"one",`, "One", "D")+"\n"+line(`"slug":"two",`, "Two", "A")).want(t, 1, 1)
	api.Get("/api/v1/products/two").Want(200, `"sku":"A"`)
	importProducts(t, admin, line(`"slug":"one",`, "One", "E")+"\n"+line(`"slug":"one",`, "Uno", "E")).want(t, 0, 2)
	api.Get("/api/v1/products/one").Want(200, `"name":"Uno"`, `"version":4`)
	importProducts(t, admin, "").want(t, 0, 0)
	admin.Post("/api/v1/products/import", line("", "x", "X"), "Content-Type: application/json").Want(415)
}

func TestReviewsAreImportedOnce(t *testing.T) {
	t.Parallel()
	env, api := start(t)
	admin := api.As(env.Admin())
	p := create(t, admin, draft(t))
	lines := `{"slug":"trail-boot","author":"Ines K.","rating":5,"title":"Dry","body":"After three hours of rain."}
{"slug":"trail-boot","author":"Tom","rating":2}
{"slug":"no-such","author":"Tom","rating":2}
{"slug":"trail-boot","author":"Tom","rating":6}
{"slug":"trail-boot","author":" ","rating":3}`
	got := servicetest.JSON[Imported](admin.Post("/api/v1/reviews/import", lines, ndjson).Want(200, `"code":"product_not_found"`))
	got.want(t, 2, 0)
	if got.FailedTotal != 3 {
		t.Errorf("%d lines failed, want 3", got.FailedTotal)
	}
	servicetest.JSON[Imported](admin.Post("/api/v1/reviews/import", lines, ndjson).Want(200)).want(t, 0, 2)
	api.Get("/api/v1/products/"+p.ID).Want(200, `"rating":{"average":3.5,"count":2}`, `"version":2`)
	admin.Post("/api/v1/reviews/import", `{"slug":"trail-boot","author":"Tom","rating":4}`, ndjson).Want(200, `"updated":1`)
	api.Get("/api/v1/products").Want(200, `"rating":{"average":4.5,"count":2}`)
	api.Get("/api/v1/products/trail-boot/reviews").Want(200, `"author":"Ines K."`, `"verified":false`)
	e := servicetest.Await(env, events.ProductUpdated, func(e events.Product) bool { return e.Version == 3 })
	if e.Rating != (events.Rating{Tenths: 45, Count: 2}) {
		t.Errorf("rating of version 3 = %+v, want 4.5 of 2", e.Rating)
	}
}
