package personalization

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/askcart/askcart/shared/postgres"
)

// stocked is a running service with n products in 50 categories, a third of them sold out, and returns their ids. They are
// written by SQL: by events it would take a minute.
func stocked(b *testing.B, n int) (shop, []string) {
	b.Helper()
	s := open(b)
	ids := make([]string, n)
	for i := range ids {
		ids[i] = uuid.NewString()
	}
	s.fill(postgres.Args{"ids": ids},
		`insert into product (id, version, slug, name, brand, category, attributes, image, rating_tenths, rating_count, active)
			select id, 1, 'thing-' || i, 'Thing ' || i, 'Brand ' || i % 200, array['root' || i % 10, 'leaf' || i % 50],
				jsonb_build_object('material', (i % 8)::text, 'colour', (i % 12)::text, 'serial', i::text),
				jsonb_build_object('url', '/media/thing.webp', 'alt', 'A thing'), i % 50, i % 20, true
			from unnest(@ids::uuid[]) with ordinality k(id, i)`,
		`insert into variant (sku, product_id, position, prices, currencies)
			select id || v, id, 0, '[{"amount": 1000, "currency": "USD"}]', '{USD}' from unnest(@ids::uuid[]) k(id), unnest('{a,b}'::text[]) v`,
		`insert into stock (sku, available, version)
			select id || v, case when i % 3 = 0 then 0 else 5 end, 1 from unnest(@ids::uuid[]) with ordinality k(id, i), unnest('{a,b}'::text[]) v`,
		`insert into standing (product_id, category, root, brand, currencies, score)
			select id, category[2], category[1], brand, case when i % 3 = 0 then '{}' else '{USD}'::text[] end, random() * 1e5
			from unnest(@ids::uuid[]) with ordinality k(id, i) join product using (id)`)
	return s, ids
}

// fill runs statements with the same values and tells the planner of what they made.
func (s shop) fill(args postgres.Args, statements ...string) {
	s.t.Helper()
	for _, sql := range statements {
		if _, err := postgres.Exec(s.t.Context(), s.db, sql, args); err != nil {
			s.t.Fatal(err)
		}
	}
	if _, err := postgres.Exec(s.t.Context(), s.db, `analyze`, nil); err != nil {
		s.t.Fatal(err)
	}
}

// acts is a report of n views, of popular products more often.
func acts(ids []string, n int, at time.Time) map[string]any {
	list := make([]map[string]any, n)
	for i := range list {
		id := ids[int(float64(len(ids))*rand.Float64()*rand.Float64())]
		list[i] = map[string]any{"type": "view", "product_id": id, "at": at.Add(-time.Duration(i) * time.Second).Format(time.RFC3339Nano)}
	}
	return map[string]any{"events": list}
}

// BenchmarkRecord reports 100 acts a request as many shoppers do; events/s is what came in, while counting and publishing
// went on beside it.
func BenchmarkRecord(b *testing.B) {
	s, ids := stocked(b, 1000)
	b.SetParallelism(4)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			s.api.As(s.Guest(uuid.NewString())).Post(root+"/events", acts(ids, 100, time.Now())).Want(202, `{"recorded":`)
		}
	})
	b.ReportMetric(float64(100*b.N)/b.Elapsed().Seconds(), "events/s")
	start := time.Now()
	s.counted()
	b.ReportMetric(time.Since(start).Seconds(), "s-behind")
}

// BenchmarkRecommend asks for recommendations of 10,000 products, each with 60 pairs, for 500 shoppers who looked at 100
// products each.
func BenchmarkRecommend(b *testing.B) {
	s, ids := stocked(b, 10_000)
	shoppers := make([]string, 500)
	for i := range shoppers {
		shoppers[i] = uuid.NewString()
	}
	s.fill(postgres.Args{"ids": ids},
		`insert into together (product_id, kind, other_id, times, score)
			select id, kind, (@ids::uuid[])[(i * 7 + n * n * 13) % 10000 + 1], n, n * 1e4
			from unnest(@ids::uuid[]) with ordinality k(id, i), generate_series(1, 30) n, unnest('{bought,viewed}'::text[]) kind
			on conflict do nothing`)
	s.fill(postgres.Args{"ids": ids, "shoppers": shoppers},
		`insert into behaviour (user_id, kind, product_id, at)
			select id, 'view', (@ids::uuid[])[(i * 31 + n * 17) % 10000 + 1], now() - make_interval(mins => n::int)
			from unnest(@shoppers::uuid[]) with ordinality k(id, i), generate_series(1, 100) n`)
	one := func() string { return ids[rand.IntN(len(ids))] }
	for name, ask := range map[string]func() string{
		"home":    func() string { return "limit=12" },
		"product": func() string { return "limit=12&placement=product&product_id=" + one() },
		"cart":    func() string { return "limit=12&placement=cart&product_id=" + one() + "," + one() + "," + one() },
	} {
		b.Run(name, func(b *testing.B) {
			var took []time.Duration
			var mu sync.Mutex
			b.SetParallelism(1)
			b.RunParallel(func(pb *testing.PB) {
				me := s.api.As(s.Shopper(shoppers[rand.IntN(len(shoppers))]))
				for pb.Next() {
					start := time.Now()
					me.Get(root+"/recommendations?"+ask()).Want(200, `"reason"`)
					mu.Lock()
					took = append(took, time.Since(start))
					mu.Unlock()
				}
			})
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
		})
	}
}
