package personalization

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/service/servicetest"
)

const unknown = "00000000-0000-4000-8000-000000000000"

func TestRefusals(t *testing.T) {
	t.Parallel()
	s := open(t)
	me := s.Guest(uuid.NewString())
	at := `"at":"2026-11-22T10:00:00Z"`
	view := fmt.Sprintf(`{"type":"view","product_id":%q,%s}`, unknown, at)
	for _, x := range []struct {
		name, token, method, path, body string
		status                          int
		has                             []string
	}{
		{"events without a token", "", "POST", "/events", report(view), 401, nil},
		{"views without a token", "", "GET", "/recently-viewed", "", 401, nil},
		{"wishlist without a token", "", "GET", "/wishlist", "", 401, nil},
		{"wish without a token", "", "PUT", "/wishlist/" + unknown, "", 401, nil},
		{"unwish without a token", "", "DELETE", "/wishlist/" + unknown, "", 401, nil},
		{"a product nobody knows is accepted", me, "POST", "/events", report(view), 202, []string{`{"recorded":1}`}},
		{"no events", me, "POST", "/events", report(), 422, []string{`"path":"body.events"`}},
		{"101 events", me, "POST", "/events", report(strings.Split(strings.Repeat(view+"\n", 101), "\n")[:101]...), 422, []string{`"path":"body.events"`}},
		{"another type", me, "POST", "/events", report(fmt.Sprintf(`{"type":"stare","product_id":%q,%s}`, unknown, at)), 422, []string{`"path":"body.events[0].type"`, "!stare"}},
		{"all at once", me, "POST", "/events", report(`{"type":"view",`+at+`}`, `{"type":"search",`+at+`}`, `{"type":"click","product_id":"x"}`), 422,
			[]string{`"path":"body.events[0].product_id"`, `"path":"body.events[1].query"`, `"path":"body.events[2]`}},
		{"no time", me, "POST", "/events", report(fmt.Sprintf(`{"type":"view","product_id":%q}`, unknown)), 422, nil},
		{"no time at all", me, "POST", "/events", report(fmt.Sprintf(`{"type":"view","product_id":%q,"at":"noon"}`, unknown)), 422, []string{"!noon"}},
		{"someone else's", me, "POST", "/events", report(fmt.Sprintf(`{"type":"view","product_id":%q,"user_id":%q,%s}`, unknown, unknown, at)), 422, nil},
		{"a long query", me, "POST", "/events", report(`{"type":"search","query":"` + strings.Repeat("a", 201) + `",` + at + `}`), 422, nil},
		{"a NUL", me, "POST", "/events", report(`{"type":"search","query":"\u0000",` + at + `}`), 400, nil},
		{"not JSON", me, "POST", "/events", `view`, 400, nil},
		{"another placement", "", "GET", "/recommendations?placement=footer", "", 422, []string{`"path":"query.placement"`}},
		{"no product", "", "GET", "/recommendations?placement=product", "", 422, []string{`"path":"query.product_id"`}},
		{"two products", "", "GET", "/recommendations?placement=product&product_id=" + unknown + "," + unknown, "", 422, []string{`"path":"query.product_id"`}},
		{"no id", "", "GET", "/recommendations?placement=cart&product_id=boot", "", 422, []string{`"path":"query.product_id"`, "!boot"}},
		{"an id in braces", "", "GET", "/recommendations?placement=cart&product_id=%7B" + unknown + "%7D", "", 422, nil},
		{"a product on the front page", "", "GET", "/recommendations?product_id=" + unknown, "", 422, nil},
		{"none", "", "GET", "/recommendations?limit=0", "", 422, []string{`"path":"query.limit"`}},
		{"too many", "", "GET", "/recommendations?limit=101", "", 422, []string{`"path":"query.limit"`}},
		{"another currency", "", "GET", "/recommendations?currency=GBP", "", 422, []string{"!GBP"}},
		{"another query", "", "GET", "/recommendations?user_id=1", "", 422, nil},
		{"beside an unknown product", "", "GET", "/recommendations?placement=product&product_id=" + unknown, "", 200, []string{`{"items":[],"next":null}`}},
		{"in an empty shop", "", "GET", "/recommendations", "", 200, []string{`{"items":[],"next":null}`}},
		{"a bad token is no token", "nonsense", "GET", "/recommendations", "", 200, nil},
		{"wish for the unknown", me, "PUT", "/wishlist/" + unknown, "", 404, []string{`"code":"product_not_found"`}},
		{"wish for no id", me, "PUT", "/wishlist/boot", "", 404, nil},
		{"unwish the unknown", me, "DELETE", "/wishlist/" + unknown, "", 204, nil},
		{"a cursor of nowhere", me, "GET", "/wishlist?cursor=abc", "", 422, []string{`"code":"invalid_cursor"`}},
		{"a cursor of no id", me, "GET", "/wishlist?cursor=eyJwIjoiYSJ9", "", 422, []string{`"code":"invalid_cursor"`}},
		{"nothing wished", me, "GET", "/wishlist", "", 200, []string{`{"items":[],"next":null}`}},
		{"nothing known viewed", me, "GET", "/recently-viewed", "", 200, []string{`{"items":[],"next":null}`}},
	} {
		t.Log(x.name)
		var body any
		if x.body != "" {
			body = x.body
		}
		s.api.As(x.token).Do(x.method, root+x.path, body).Want(x.status, x.has...)
	}
}

func TestWhatIsRecordedIsToldOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	boot, user := item("Boot", "Ridge", "outdoor/shoes"), uuid.NewString()
	s.sell(boot)
	future := time.Now().Add(time.Hour).Format(time.RFC3339Nano)
	body := map[string]any{"events": []map[string]any{
		look(boot, time.Minute), {"type": "search", "query": "boots", "at": time.Now().Add(-2 * time.Minute).Format(time.RFC3339Nano)},
	}}
	me := s.api.As(s.Guest(user))
	me.Post(root+"/events", body).Want(202, `{"recorded":2}`)
	me.Post(root+"/events", body).Want(202, `{"recorded":0}`) // the answer had been lost
	me.Post(root+"/events", report(fmt.Sprintf(`{"type":"add_to_cart","product_id":%q,"at":%q}`, boot.ID, future))).Want(202, `{"recorded":1}`)
	me.Post(root+"/events", report(fmt.Sprintf(`{"type":"view","product_id":%q,"at":"2020-01-01T00:00:00Z"}`, boot.ID))).Want(202, `{"recorded":0}`)

	last := servicetest.Await(s.Env, events.BehaviourRecorded, func(b events.Behaviour) bool { return b.Kind == "add_to_cart" })
	if last.At.After(time.Now()) {
		t.Errorf("an act of the future is told as %s", last.At)
	}
	got := servicetest.Events(s.Env, events.BehaviourRecorded)
	want := []events.Behaviour{
		{UserID: user, Kind: "search", Query: "boots"}, {UserID: user, Kind: "view", ProductID: boot.ID}, {UserID: user, Kind: "add_to_cart", ProductID: boot.ID},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(events.Behaviour{}, "At")); diff != "" {
		t.Errorf("behaviour_recorded (-want +got):\n%s", diff)
	}
}

func TestRecentlyViewed(t *testing.T) {
	t.Parallel()
	s := open(t)
	boot, tent, lamp := item("Boot", "Ridge", "outdoor/shoes"), item("Tent", "Ridge", "outdoor"), item("Lamp", "Halo", "home")
	lamp.Variants[0].Prices = lamp.Variants[0].Prices[:1] // no price in euros
	s.sell(boot, tent, lamp)
	me, other := uuid.NewString(), uuid.NewString()
	s.did(me, look(boot, 4*time.Minute), look(tent, 3*time.Minute), look(lamp, 2*time.Minute), look(boot, time.Minute))
	s.did(other, look(tent, time.Minute))
	mine := s.api.As(s.Shopper(me))
	for path, want := range map[string][]string{
		"/recently-viewed": {"Boot", "Lamp", "Tent"}, "/recently-viewed?limit=2": {"Boot", "Lamp"}, "/recently-viewed?currency=EUR": {"Boot", "Tent"},
	} {
		if diff := cmp.Diff(want, names(mine, path)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	if diff := cmp.Diff([]string{"Tent"}, names(s.api.As(s.Shopper(other)), "/recently-viewed")); diff != "" {
		t.Errorf("someone else's (-want +got):\n%s", diff)
	}
	mine.Get(root+"/recently-viewed?limit=1&currency=EUR").Want(200, fmt.Sprintf(`{"items":[{"id":%q,"slug":"boot","name":"Boot","brand":"Ridge","category":"shoes",`+
		`"image":{"url":"/media/Boot.webp","alt":"A Boot"},"price":{"amount":900,"currency":"EUR"},"compare_at":null,"rating":{"average":0,"count":0},"available":true}],"next":null}`, boot.ID))

	boot.Version, boot.Status = 2, "archived"
	s.sell(boot)
	if diff := cmp.Diff([]string{"Lamp", "Tent"}, names(mine, "/recently-viewed")); diff != "" {
		t.Errorf("after one was archived (-want +got):\n%s", diff)
	}
}

func TestCardsFollowTheCatalogue(t *testing.T) {
	t.Parallel()
	s := open(t)
	boot := item("Boot", "Ridge", "outdoor/shoes")
	s.sell(boot)
	me := s.api.As(s.Guest(uuid.NewString()))
	for range 2 { // again is fine
		me.Put(root+"/wishlist/"+boot.ID, nil).Want(204)
	}
	me.Get(root+"/wishlist").Want(200, `"amount":1000`, `"available":true`, `"next":null`)

	newer, older := boot, boot
	newer.Version, newer.Rating, newer.Variants = 3, events.Rating{Tenths: 45, Count: 2}, []events.Variant{{SKU: "Boot", Prices: []money.Money{money.Of(800, money.USD)}}}
	older.Version = 2
	happen(s, events.ProductUpdated, boot.ID, newer)
	happen(s, events.ProductUpdated, boot.ID, older) // comes late
	happen(s, events.StockChanged, "Boot", events.Stock{SKU: "Boot", Available: 0, Version: 3})
	happen(s, events.StockChanged, "Boot", events.Stock{SKU: "Boot", Available: 7, Version: 2}) // comes late
	me.Get(root+"/wishlist").Want(200, `"amount":800`, `"rating":{"average":4.5,"count":2}`, `"available":false`)
	me.Get(root+"/wishlist?currency=EUR").Want(200, `"items":[]`)

	newer.Version, newer.Status = 4, "draft"
	happen(s, events.ProductUpdated, boot.ID, newer)
	me.Get(root+"/wishlist").Want(200, `"items":[]`)
	me.Put(root+"/wishlist/"+boot.ID, nil).Want(204) // it is on the list already
	s.api.As(s.Guest(uuid.NewString())).Put(root+"/wishlist/"+boot.ID, nil).Want(404, `"code":"product_not_found"`)
	newer.Version, newer.Status = 5, "active"
	happen(s, events.ProductUpdated, boot.ID, newer)
	me.Get(root+"/wishlist").Want(200, boot.ID)
	me.Delete(root + "/wishlist/" + boot.ID).Want(204)
	me.Get(root+"/wishlist").Want(200, `"items":[]`)
}

func TestAWishlistIsReadPageByPage(t *testing.T) {
	t.Parallel()
	s := open(t)
	me, want := s.api.As(s.Shopper(uuid.NewString())), []string{}
	for i := range 7 {
		p := item(fmt.Sprint("Thing", i), "", "things")
		s.sell(p)
		me.Put(root+"/wishlist/"+p.ID, nil).Want(204)
		want = append([]string{p.Name}, want...)
	}
	type page struct {
		Items []Card
		Next  *string
	}
	var got []string
	cursor := ""
	for pages := 1; ; pages++ {
		p := servicetest.JSON[page](me.Get(root + "/wishlist?limit=3&cursor=" + cursor).Want(200))
		for _, c := range p.Items {
			got = append(got, c.Name)
		}
		if p.Next == nil {
			break
		}
		if cursor = *p.Next; pages > 3 {
			t.Fatal("the list does not end")
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("wishlist (-want +got):\n%s", diff)
	}
	s.api.As(s.Shopper(uuid.NewString())).Get(root+"/wishlist").Want(200, `"items":[]`)
}

func TestAWishlistHasAnEnd(t *testing.T) {
	t.Parallel()
	s := open(t)
	user, last := uuid.NewString(), item("Last", "", "things")
	s.sell(last)
	_, err := postgres.Exec(t.Context(), s.db, `
		with made as (
			insert into product (id, version, slug, name, brand, category, attributes, rating_tenths, rating_count, active)
			select gen_random_uuid(), 1, 's', 'n', '', '{}', '{}', 0, 0, true from generate_series(1, @many) returning id
		) insert into wish (user_id, product_id) select @user, id from made`, postgres.Args{"many": maxWishes, "user": user})
	if err != nil {
		t.Fatal(err)
	}
	s.api.As(s.Shopper(user)).Put(root+"/wishlist/"+last.ID, nil).Want(422, `"code":"wishlist_full"`)
}
