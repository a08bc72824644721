package product

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
	"github.com/askcart/askcart/shared/service/servicetest"
)

func TestStockIsAppliedByVersionAndRaisesNoVersion(t *testing.T) {
	t.Parallel()
	env, api := start(t)
	admin := api.As(env.Admin())
	stock := func(sku string, available, version int64) {
		servicetest.Publish(env, events.StockChanged, sku, events.Stock{SKU: sku, Available: available, Version: version})
	}
	stock("BOOT-42", 5, 3) // before the product is known
	db := env.DB("product")
	heard := func(n int64) {
		t.Helper()
		servicetest.Eventually(t, func() bool { return number(t, db, `select count(*) from inbox`) == n }, "the events to be handled")
	}
	heard(1)
	p := create(t, admin, draft(t))
	first := api.Get("/api/v1/products/"+p.ID).Want(200, `"available":5`)
	stock("BOOT-42", 9, 2) // older
	stock("BOOT-42", 8, 3) // the same version again
	heard(3)
	api.Get("/api/v1/products/"+p.ID).Want(200, `"available":5`)
	stock("BOOT-42", 0, 4)
	heard(4)
	api.Get("/api/v1/products/"+p.ID, "If-None-Match: "+first.Header.Get("ETag")).Want(200, `"available":0`, `"version":1`)
	api.Get("/api/v1/products").Want(200, `"available":false`)
	servicetest.Eventually(t, func() bool {
		return strings.Contains(api.Get("/api/v1/products?in_stock=true").Body, `"total":0`)
	}, "the counts to follow the stock")
	id := uuid.NewString()
	for range 3 {
		servicetest.PublishAs(env, id, events.StockChanged, "BOOT-42", events.Stock{SKU: "BOOT-42", Available: 1, Version: 5})
	}
	stock("BOOT-42", 2, 6)
	heard(6)
	api.Get("/api/v1/products?in_stock=true").Want(200, `"slug":"trail-boot"`, `"available":true`)
	if n := number(t, db, `select max(in_stock) from listing`); n != 1 {
		t.Errorf("in_stock = %d, want 1: one SKU is counted once", n)
	}
	admin.Patch("/api/v1/products/"+p.ID, `{"status":"archived"}`, `If-Match: "1"`).Want(200, `"available":0`)
}

func TestAvailabilityHoldsWhileProductsAndStockChangeAtOnce(t *testing.T) {
	t.Parallel()
	env, api := start(t)
	admin, db := api.As(env.Admin()), env.DB("product")
	variants := func(n int) string {
		list := make([]string, n)
		for i := range list {
			list[i] = fmt.Sprintf(`{"sku":"V-%d","options":{"n":"%d"},"price":{"amount":5,"currency":"USD"}}`, i, i)
		}
		return "[" + strings.Join(list, ",") + "]"
	}
	p := create(t, admin, draft(t, "variants", variants(4)))
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range 30 {
			res := admin.Patch("/api/v1/products/"+p.ID, `{"variants":`+variants(2+i%3)+`}`, fmt.Sprintf(`If-Match: "%d"`, i+1))
			res.Want(200)
		}
	})
	for i := range 120 {
		sku := fmt.Sprintf("V-%d", i%4)
		servicetest.Publish(env, events.StockChanged, sku, events.Stock{SKU: sku, Available: int64(i / 4 % 2), Version: int64(i + 1)})
	}
	wg.Wait()
	servicetest.Eventually(t, func() bool { return number(t, db, `select count(*) from inbox`) == 120 }, "all stock")
	const differing = `select count(*) from listing l where in_stock <>
		(select count(*) from stock s where s.sku = any(l.skus) and s.available > 0)`
	if n := number(t, db, differing); n != 0 {
		t.Errorf("%d listings disagree with the stock", n)
	}
}

func TestAReviewIsWrittenOnceAndVerifiedByAnOrder(t *testing.T) {
	t.Parallel()
	env, api := start(t)
	p := create(t, api.As(env.Admin()), draft(t))
	path := "/api/v1/products/trail-boot/reviews"
	early, late := uuid.NewString(), uuid.NewString()
	confirmed := func(user string) {
		servicetest.Publish(env, events.OrderConfirmed, uuid.NewString(), events.Order{
			ID: uuid.NewString(), UserID: user, Lines: []events.OrderLine{{SKU: "BOOT-42", ProductID: p.ID, Quantity: 1}},
		})
	}
	servicetest.Publish(env, events.UserChanged, early, events.User{ID: early, Name: "Ana María Ortega"})
	confirmed(early)
	db := env.DB("product")
	servicetest.Eventually(t, func() bool { return number(t, db, `select count(*) from inbox`) == 2 }, "the order")

	api.As(env.Shopper(early)).Post(path, `{"rating":5,"title":"Dry","body":"Two\nlines"}`).Want(201, `"verified":true`, `"author":"Ana O."`)
	api.As(env.Shopper(early)).Post(path, `{"rating":1}`).Want(409, `"code":"review_exists"`)
	api.As(env.Guest(late)).Post(path, `{"rating":4,"title":"Fine"}`).Want(201, `"verified":false`, `"author":""`)
	for _, bad := range []string{`{}`, `{"rating":0}`, `{"rating":6}`, `{"rating":4.5}`, `{"rating":"5"}`, `{"rating":5,"verified":true}`, `{"rating":5,"title":"a\u0001"}`, `{"rating":5,"body":"` + strings.Repeat("b", 5001) + `"}`} {
		api.As(env.Shopper(uuid.NewString())).Post(path, bad).Want(422)
	}
	api.Get("/api/v1/products/trail-boot").Want(200, `"rating":{"average":4.5,"count":2}`, `"version":3`)
	confirmed(late)
	e := servicetest.Await(env, events.ReviewChanged, func(e events.Review) bool { return e.Verified && e.Rating == 4 })
	if e.ProductID != p.ID || e.Title != "Fine" {
		t.Errorf("review_changed = %+v", e)
	}
	api.Get(path).Want(200, `"title":"Fine"`, `!"verified":false`)
	first := servicetest.JSON[struct{ Next string }](api.Get(path+"?limit=1").Want(200, `"rating":4`))
	api.Get(path+"?limit=1&cursor="+first.Next).Want(200, `"rating":5`, `"next":null`)

	servicetest.Publish(env, events.UserMerged, early, events.UserMerge{From: late, To: early})
	servicetest.Publish(env, events.UserErased, early, events.UserID{ID: early})
	servicetest.Eventually(t, func() bool { return !strings.Contains(api.Get(path).Body, "Ana") }, "the name to go")
	api.Get("/api/v1/products/trail-boot").Want(200, `"rating":{"average":4.5,"count":2}`)
}

func TestOfManyReviewsOfOnePersonOneCounts(t *testing.T) {
	t.Parallel()
	env, api := start(t)
	create(t, api.As(env.Admin()), draft(t))
	shopper := api.As(env.Shopper(uuid.NewString()))
	var made atomic.Int32
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if shopper.Post("/api/v1/products/trail-boot/reviews", `{"rating":3}`).Status == 201 {
				made.Add(1)
			}
		})
	}
	wg.Wait()
	api.Get("/api/v1/products/trail-boot").Want(200, `"count":1}`, `"version":2`)
	if made.Load() != 1 {
		t.Errorf("%d reviews were accepted, want 1", made.Load())
	}
}

func TestPicturesAreKnownByWhatTheyHold(t *testing.T) {
	t.Parallel()
	env, api := start(t)
	admin := api.As(env.Admin())
	png := append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 64)...)
	rows := []struct {
		name, field string
		data        []byte
		status      int
		has         string
	}{
		{"png named as text", "file", png, 201, `.png"`},
		{"jpeg", "file", []byte("\xff\xd8\xff\xe0 picture"), 201, `.jpg"`},
		{"gif", "file", []byte("GIF89a picture"), 201, `.gif"`},
		{"webp", "file", []byte("RIFF\x10\x00\x00\x00WEBPVP8 picture"), 201, `.webp"`},
		{"svg", "file", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), 415, `"code":"not_a_picture"`},
		{"html", "file", []byte(`<html>`), 415, `"code":"not_a_picture"`},
		{"empty", "file", nil, 422, `"code":"file_missing"`},
		{"other field", "picture", png, 422, `"code":"file_missing"`},
		{"8 MiB", "file", append(bytes.Clone(png), make([]byte, maxMedia-len(png))...), 201, `.png"`},
		{"more than 8 MiB", "file", append(bytes.Clone(png), make([]byte, maxMedia)...), 413, `"code":"body_too_large"`},
	}
	for _, r := range rows {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		part, err := form.CreateFormFile(r.field, "a.txt")
		if err != nil {
			t.Fatal(err)
		}
		part.Write(r.data)
		form.Close()
		res := admin.Post("/api/v1/media", body.Bytes(), "Content-Type: "+form.FormDataContentType()).Want(r.status, r.has)
		if r.status != 201 {
			continue
		}
		url := servicetest.JSON[Uploaded](res).URL
		got := api.Get(url).Want(200)
		if got.Body != string(r.data) || !strings.HasPrefix(got.Header.Get("Content-Type"), "image/") || !strings.Contains(got.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %s served as %v", r.name, url, got.Header)
		}
		api.Get(url, "If-None-Match: "+got.Header.Get("ETag")).Want(304)
	}
	admin.Post("/api/v1/media", `{}`).Want(415)
	admin.Post("/api/v1/media", "nonsense", "Content-Type: multipart/form-data; boundary=x").Want(422)
	for _, name := range []string{"..%2f..%2fetc%2fpasswd", "x.png", strings.Repeat("a", 64) + ".png", strings.Repeat("a", 64) + ".svg", ".upload-1"} {
		api.Get("/media/" + name).Want(404)
	}
}

func TestAWriteOfAProductHoldsItsStock(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, migrations)
	for _, known := range []bool{false, true} {
		err := db.InTx(t.Context(), func(saving postgres.Tx) error {
			if _, err := lockStock(t.Context(), saving, []string{"S"}); err != nil {
				return err
			}
			hearing := db.InTx(t.Context(), func(tx postgres.Tx) error {
				if _, err := tx.Exec(t.Context(), `set local lock_timeout = '50ms'`); err != nil {
					return err
				}
				_, err := writeStock(t.Context(), tx, events.Stock{SKU: "S", Available: 1, Version: 1})
				return err
			})
			if hearing == nil {
				t.Errorf("stock changed between reading it for a listing and writing the listing (SKU known: %t)", known)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
