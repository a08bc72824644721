package product

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/service/servicetest"
)

func TestPagingShowsEveryProductOnceWhileOthersAreAdded(t *testing.T) {
	t.Parallel()
	env, api := start(t)
	admin := api.As(env.Admin())
	var lines []string
	for i := range 157 {
		lines = append(lines, simple(fmt.Sprintf("First %d", i), "first", 1000+i%7)) // many equal prices
	}
	importProducts(t, admin, strings.Join(lines, "\n")).want(t, 157, 0)
	for _, sort := range []string{"newest", "price_asc", "price_desc", "rating"} {
		t.Run(sort, func(t *testing.T) {
			stop, adding := make(chan struct{}), sync.WaitGroup{}
			adding.Go(func() {
				for i := 0; ; i++ {
					select {
					case <-stop:
						return
					default:
						admin.Post("/api/v1/products", simple(fmt.Sprintf("Late %s %d", sort, i), "late", 990+rand.IntN(20))).Want(201)
					}
				}
			})
			seen := walk(t, api.Client, "sort="+sort+"&limit=13")
			close(stop)
			adding.Wait()
			times := map[string]int{}
			for _, c := range seen {
				times[c.ID]++
				if times[c.ID] > 1 {
					t.Errorf("%s is shown twice", c.Name)
				}
			}
			if first := slices.DeleteFunc(slices.Clone(seen), func(c Card) bool { return c.Category != "first" }); len(first) != 157 {
				t.Errorf("%d of the first products shown, want 157", len(first))
			}
			inOrder := slices.IsSortedFunc(seen, func(a, b Card) int {
				switch sort {
				case "price_asc":
					return int(a.Price.Amount - b.Price.Amount)
				case "price_desc":
					return int(b.Price.Amount - a.Price.Amount)
				}
				return 0
			})
			if !inOrder {
				t.Errorf("not in the order of %s", sort)
			}
		})
	}
	page := servicetest.JSON[CardPage](api.Get("/api/v1/products?limit=1").Want(200))
	api.Get("/api/v1/products?sort=price_asc&cursor="+*page.Next).Want(422, "invalid_cursor")
	api.Get("/api/v1/products?currency=EUR&cursor="+*page.Next).Want(422, "invalid_cursor")
}

// walk reads a list from its beginning to its end.
func walk(t *testing.T, api *servicetest.Client, query string) []Card {
	t.Helper()
	var all []Card
	for cursor := ""; ; {
		page := servicetest.JSON[CardPage](api.Get("/api/v1/products?" + query + "&cursor=" + cursor).Want(200))
		all = append(all, page.Items...)
		if page.Next == nil {
			return all
		}
		cursor = *page.Next
	}
}

// model is a product as the test remembers it, to count by force.
type model struct {
	slug, category, brand, material string
	parent                          string
	cents, stars                    int64
	stocked                         bool
}

func TestFiltersAndFacetsAgreeWithCountingByHand(t *testing.T) {
	t.Parallel()
	env, api := start(t)
	admin := api.As(env.Admin())
	shop := stockShop(t, env, admin, 90)
	rapid.Check(t, func(rt *rapid.T) {
		query, passes := drawFilter(rt)
		got := servicetest.JSON[CardPage](api.Get("/api/v1/products?limit=100&" + query.Encode()).Want(200))
		count := func(skip string, value func(model) []string) map[string]int64 {
			n := map[string]int64{}
			for _, m := range shop {
				if passes(m, skip) {
					for _, v := range value(m) {
						n[v]++
					}
				}
			}
			return n
		}
		want := map[string]map[string]int64{
			"brand":         count("brand", func(m model) []string { return []string{m.brand} }),
			"category":      count("", func(m model) []string { return []string{m.parent, m.category} }),
			"price":         count("price", func(m model) []string { return []string{priceRange("USD", priceStep("USD", m.cents))} }),
			"rating":        count("rating", func(m model) []string { return []string{"1", "2", "3", "4"}[:min(4, m.stars)] }),
			"attr:material": count("attr:material", func(m model) []string { return []string{m.material} }),
		}
		slugs := count("", func(m model) []string { return []string{m.slug} })
		shown := map[string]int64{}
		for _, c := range got.Items {
			shown[c.Slug]++
		}
		if diff := cmp.Diff(slugs, shown); diff != "" {
			rt.Fatalf("%s lists (-want +got)\n%s", query.Encode(), diff)
		}
		if got.Total != int64(len(slugs)) {
			rt.Fatalf("%s total = %d, want %d", query.Encode(), got.Total, len(slugs))
		}
		for name, counts := range want {
			if name == "attr:material" && !isChoice(counts) {
				counts = map[string]int64{}
			}
			facet := map[string]int64{}
			for _, v := range got.Facets[name] {
				facet[v.Value] = v.Count
			}
			if diff := cmp.Diff(counts, facet); diff != "" {
				rt.Fatalf("%s facet %s (-want +got)\n%s", query.Encode(), name, diff)
			}
		}
	})
}

// isChoice reports whether an attribute with these counts is offered to filter by.
func isChoice(counts map[string]int64) bool {
	carried := int64(0)
	for _, n := range counts {
		carried += n
	}
	return len(counts) > 1 && carried >= 2*int64(len(counts))
}

// stockShop fills the service with n products of few kinds, with reviews and stock.
func stockShop(t *testing.T, env *servicetest.Env, admin *servicetest.Client, n int) []model {
	t.Helper()
	r := rand.New(rand.NewPCG(7, 11))
	var shop []model
	var lines, reviews []string
	for i := range n {
		category := []string{"a1", "a2", "b1", "b2"}[r.IntN(4)]
		m := model{
			slug: fmt.Sprintf("thing-%d", i), category: category, parent: category[:1],
			brand: []string{"Fell", "Ostwyn", "Nord, Vik"}[r.IntN(3)], material: []string{"wool", "steel", "cork"}[r.IntN(3)],
			cents: []int64{0, 2499, 2500, 4999, 5000, 20000, 99999, 100000}[r.IntN(8)], stars: int64(r.IntN(6)), stocked: r.IntN(2) == 0,
		}
		shop = append(shop, m)
		lines = append(lines, fmt.Sprintf(`{"slug":%q,"name":"Thing %d","brand":%q,"category":"%s/%s","attributes":{"material":%q,"serial":"%d"},`+
			`"variants":[{"sku":"SKU-%d","price":{"amount":%d,"currency":"USD"}}]}`, m.slug, i, m.brand, m.parent, m.category, m.material, i, i, m.cents))
		if m.stars > 0 {
			reviews = append(reviews, fmt.Sprintf(`{"slug":%q,"author":"Ann","rating":%d}`, m.slug, m.stars))
		}
		available := int64(0)
		if m.stocked {
			available = int64(i + 1)
		}
		servicetest.Publish(env, events.StockChanged, fmt.Sprintf("SKU-%d", i), events.Stock{SKU: fmt.Sprintf("SKU-%d", i), Available: available, Version: 1})
	}
	importProducts(t, admin, strings.Join(lines, "\n")).want(t, n, 0)
	admin.Post("/api/v1/reviews/import", strings.Join(reviews, "\n"), ndjson).Want(200, `"failed":[]`)
	db := env.DB("product")
	servicetest.Eventually(t, func() bool { return number(t, db, `select count(*) from stock where version = 1`) == int64(n) }, "all stock")
	return shop
}

// drawFilter returns a filter as a query and as what it means; skip names the facet whose choice is not applied.
func drawFilter(rt *rapid.T) (url.Values, func(m model, skip string) bool) {
	q := url.Values{}
	brands := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"Fell", "Ostwyn", "Nord, Vik", "Nobody"}), 0, 2, rapid.ID).Draw(rt, "brands")
	materials := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"wool", "steel", "cork"}), 0, 2, rapid.ID).Draw(rt, "materials")
	category := rapid.SampledFrom([]string{"", "", "a", "b", "a1", "b2", "none"}).Draw(rt, "category")
	low := rapid.SampledFrom([]int64{-1, -1, 0, 2500, 5000}).Draw(rt, "low")
	high := rapid.SampledFrom([]int64{-1, -1, 5000, 20000, 100000}).Draw(rt, "high")
	stars := rapid.SampledFrom([]int64{0, 0, 3, 4, 5}).Draw(rt, "stars")
	stocked := rapid.Bool().Draw(rt, "stocked")
	word := rapid.SampledFrom([]string{"", "", "thing", "wool", "ostw fell", "fel"}).Draw(rt, "word")
	for _, b := range brands {
		q.Add("brand", b)
	}
	for _, m := range materials {
		q.Add("attr", "material:"+m)
	}
	set := func(name, value string, given bool) {
		if given {
			q.Set(name, value)
		}
	}
	set("category", category, category != "")
	set("price_min", strconv.FormatInt(low, 10), low >= 0)
	set("price_max", strconv.FormatInt(high, 10), high >= 0)
	set("rating_min", strconv.FormatInt(stars, 10), stars > 0)
	set("in_stock", "true", stocked)
	set("q", word, word != "")
	return q, func(m model, skip string) bool {
		text := strings.ToLower(m.brand + " thing " + m.material)
		found := true
		for w := range strings.FieldsSeq(word) {
			found = found && strings.Contains(" "+text, " "+w)
		}
		return found && (category == "" || m.category == category || m.parent == category) && (!stocked || m.stocked) &&
			(skip == "brand" || len(brands) == 0 || slices.Contains(brands, m.brand)) &&
			(skip == "attr:material" || len(materials) == 0 || slices.Contains(materials, m.material)) &&
			(skip == "price" || low < 0 || m.cents >= low) && (skip == "price" || high < 0 || m.cents <= high) &&
			(skip == "rating" || m.stars >= stars)
	}
}

func TestMaintainedCountsFollowEveryWrite(t *testing.T) {
	t.Parallel()
	env, api := start(t)
	admin, db := api.As(env.Admin()), env.DB("product")
	shop := stockShop(t, env, admin, 40)
	r := rand.New(rand.NewPCG(3, 5))
	for range 60 {
		path := "/api/v1/products/" + shop[r.IntN(len(shop))].slug
		tag := "If-Match: " + api.Get(path).Header.Get("ETag")
		switch r.IntN(5) {
		case 0:
			admin.Delete(path).Want(200)
		case 1:
			admin.Patch(path, `{"status":"active","brand":"New","attributes":{"material":"wool"}}`, tag).Want(200)
		case 2:
			admin.Patch(path, `{"category":"c/c1"}`, tag).Want(200)
		case 3:
			admin.Patch(path, `{"brand":"","attributes":{}}`, tag).Want(200)
		case 4:
			api.As(env.Shopper(events.NewID())).Post(path+"/reviews", fmt.Sprintf(`{"rating":%d}`, 1+r.IntN(5))).Want(201)
		}
	}
	const differing = `with counted as (
		select currency, 'all' as name, '' as value from listing
		union all select currency, 'brand', brand from listing where brand <> ''
		union all select currency, 'category', c from listing, unnest(path) c
		union all select currency, 'attr', a from listing, unnest(attributes) a
		union all select currency, 'rating', n::text from listing, generate_series(1, 4) n where rating_tenths >= n * 10
		union all select currency, 'price', width_bucket(price, array[2500, 5000, 10000, 20000, 50000, 100000]::bigint[])::text from listing)
		select count(*) from (select currency, name, value, count(*) as count from counted group by 1, 2, 3) c
		full join facet f using (currency, name, value) where c.count is distinct from f.count`
	if n := number(t, db, differing); n != 0 {
		t.Errorf("%d maintained counts differ from the listings", n)
	}
	api.Get("/api/v1/categories").Want(200, `"slug":"c"`, `"slug":"c1"`)
}
