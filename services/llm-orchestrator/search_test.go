package orchestrator

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/service/servicetest"
)

func kettle() events.Product {
	return events.Product{
		ID: events.NewID(), Slug: "copper-kettle", Version: 1, Status: "active", Name: "Copper Kettle", Brand: "Fernley",
		Description: "Boils a litre of water in three minutes.", Category: []string{"kitchen", "tea"},
		Attributes: map[string]string{"material": "copper", "induction": "no"},
		Variants:   []events.Variant{{SKU: "KET-1", InitialStock: 4, Prices: []money.Money{money.Of(5900, money.USD), money.Of(5500, money.EUR)}}},
	}
}

func TestSearchAPI(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.demo()
	rows := []struct {
		query  string
		status int
		has    []string
	}{
		{"q=hikking+boots", 200, []string{`"name":"Ridgeline Hiking Boot"`, `"corrected_query":"hiking boots"`, `"facets":{"`, `"attr:waterproof"`}},
		{"q=hiking+boots&limit=1", 200, []string{`"next":"`, `"corrected_query":null`, `"price":{"amount":`, `"available":true`}},
		{"q=boots+under+$80", 200, []string{`"relaxed":[]`, `"Puddle Chelsea Rain Boot"`, `!"Cairn Winter Boot"`}},
		{"q=tent+under+$5", 200, []string{`"relaxed":["price"]`, `Tent`}},
		{"q=tent&price_max=500", 200, []string{`"items":[]`, `"total":0`}},
		{"q=tent&currency=EUR", 200, []string{`"currency":"EUR"`, `!"currency":"USD"`}},
		{"q=boots&brand=Tarnfoot&category=hiking-boots&in_stock=true&sort=price_asc", 200, []string{`"brand":"Tarnfoot"`, `!"brand":"Pellan`}},
		{"q=boots&attr=waterproof:yes", 200, []string{`Ridgeline`}},
		{"q=qqzzxxyy", 200, []string{`"items":[]`, `"total":0`, `"next":null`}},
		{"", 200, []string{`"total":165`}},
		{"q=boots&sort=cheapest", 422, []string{`"path":"query.sort"`}},
		{"q=boots&nonsense=1", 422, nil},
		{"q=boots&cursor=AAAA", 422, []string{"invalid_cursor"}},
		{"q=boots&attr=waterproof", 422, []string{`"path":"query.attr"`}},
		{"q=boots&price_min=5&price_max=4", 422, []string{`"path":"query.price_max"`}},
	}
	for _, r := range rows {
		s.api.Get(root+"/search?"+r.query).Want(r.status, r.has...)
	}
	s.api.Get(root+"/search/suggest?q=hik").Want(200, `"kind":"category","text":"Hiking boots","slug":"hiking-boots"`, `"kind":"product","text":"Ridgeline Hiking Boot","slug":"ridgeline-hiking-boot"`)
	s.api.Get(root+"/search/suggest?q=haedph").Want(200, "Headphones")
	s.api.Get(root+"/search/suggest").Want(200, `"items":[]`)
}

func TestPagesShowEveryResultOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.demo()
	for _, sort := range []string{"relevance", "newest", "price_asc", "price_desc", "rating"} {
		all := servicetest.JSON[FoundPage](s.api.Get(root + "/search?q=blue+set&limit=100&sort=" + sort).Want(200))
		var seen []string
		for cursor := ""; ; {
			page := servicetest.JSON[FoundPage](s.api.Get(root + "/search?q=blue+set&limit=7&sort=" + sort + "&cursor=" + url.QueryEscape(cursor)).Want(200))
			for _, f := range page.Items {
				seen = append(seen, f.Product.ID)
			}
			if page.Next == nil {
				break
			}
			cursor = *page.Next
		}
		if len(seen) != all.Total || len(all.Items) != min(100, all.Total) {
			t.Fatalf("%s: pages show %d, total %d", sort, len(seen), all.Total)
		}
		for i, f := range all.Items {
			if seen[i] != f.Product.ID {
				t.Fatalf("%s: place %d differs between pages and the whole", sort, i)
			}
		}
	}
}

func TestTheIndexFollowsWrites(t *testing.T) {
	t.Parallel()
	s := open(t)
	p := kettle()
	begin := time.Now()
	s.sell(p)
	s.eventually(root+"/search?q=kettle", `"name":"Copper Kettle"`, `"available":true`)
	if took := time.Since(begin); took > 3*time.Second {
		t.Errorf("a new product is found after %s", took)
	}
	s.stock("KET-1", 0, 2)
	s.eventually(root+"/search?q=kettle", `"available":false`)
	s.eventually(root+"/search?q=kettle&in_stock=true", `"items":[]`)

	p.Version, p.Name = 3, "Copper Pot"
	s.sell(p)
	s.eventually(root+"/search?q=pot", `"name":"Copper Pot"`)
	old := kettle()
	old.ID, old.Version = p.ID, 2
	servicetest.Publish(s.Env, events.ProductUpdated, old.ID, old) // comes late
	p.Version, p.Status = 4, "archived"
	s.sell(p)
	s.eventually(root+"/search?q=copper", `"items":[]`)
	s.eventually(root+"/search/suggest?q=copper", `"items":[]`)
}

func TestARestartFindsWhatWasThere(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.sell(kettle())
	s.eventually(root+"/search?q=kettle", `Copper Kettle`, `"available":true`)
	draft := kettle()
	draft.ID, draft.Slug, draft.Status = events.NewID(), "secret", "draft"
	draft.Variants = nil
	s.sell(draft)
	s.api.Stop()
	again := servicetest.Start(t, s.Env, "llm-orchestrator", restart)
	again.Get(root+"/search?q=kettle").Want(200, `"slug":"copper-kettle"`, `"available":true`, `!secret`, `"total":1`)
}

func TestSynonymsAreForStaffAndWorkAtOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.sell(kettle())
	s.eventually(root+"/search?q=kettle", `Copper Kettle`)
	path := root + "/search/synonyms"
	body := `{"terms":["water heater","Kettle","kettle"]}`
	s.api.Post(path, body).Want(401)
	s.api.As(s.Shopper(uuid.NewString())).Post(path, body).Want(403)
	staff := s.api.As(s.Admin())
	staff.Post(path, `{"terms":["kettle","Kettle!"]}`).Want(422, "synonym_terms")
	made := servicetest.JSON[Synonym](staff.Post(path, body).Want(201, `"terms":["water heater","kettle"]`))
	s.eventually(root+"/search?q=water+heater", `Copper Kettle`)
	staff.Put(path+"/"+made.ID, `{"terms":["boiler","kettle"]}`).Want(200, `"boiler"`)
	s.eventually(root+"/search?q=boiler", `Copper Kettle`, `"corrected_query":null`)
	staff.Get(path+"?limit=100").Want(200, made.ID)
	staff.Delete(path + "/" + made.ID).Want(204)
	staff.Delete(path+"/"+made.ID).Want(404, "synonym_not_found")
	staff.Put(path+"/"+uuid.NewString(), body).Want(404)
}

func TestInsightCountsWhatWasAsked(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.sell(kettle())
	s.eventually(root+"/search?q=kettle", `Copper Kettle`)
	for range 3 {
		s.api.Get(root + "/search?q=Zzyqx+QQ").Want(200)
	}
	servicetest.Publish(s.Env, events.BehaviourRecorded, "u", events.Behaviour{Kind: "click", Query: "kettle", At: time.Now()})
	s.api.Get(root + "/search/insight").Want(401)
	staff := s.api.As(s.Admin())
	servicetest.Eventually(t, func() bool {
		i := servicetest.JSON[Insight](staff.Get(root + "/search/insight").Want(200))
		counted := slices.ContainsFunc(i.Nothing, func(a Asked) bool { return a.Query == "zzyqx qq" && a.Times == 3 && a.Empty == 3 })
		return counted && i.ClickThrough > 0
	}, "the empty searches and the click to be counted")
}
