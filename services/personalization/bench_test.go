package personalization

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
)

// stocked is a running service with n products in 50 categories, and returns their ids. They are written as the events' handler
// would, without the way through the broker.
func stocked(b *testing.B, n int) (shop, []string) {
	b.Helper()
	s := open(b)
	p := &Profiles{db: s.db, log: s.Log}
	ids := make([]string, n)
	r := rand.New(rand.NewPCG(1, 2))
	err := s.db.InTx(b.Context(), func(tx postgres.Tx) error {
		for i := range n {
			e := item(fmt.Sprint("Thing", i), fmt.Sprint("Brand", r.IntN(200)), fmt.Sprintf("root%d/leaf%d", i%10, i%50))
			e.Attributes = map[string]string{"material": fmt.Sprint(r.IntN(8)), "colour": fmt.Sprint(r.IntN(12)), "serial": fmt.Sprint(i)}
			e.Variants = append(e.Variants, events.Variant{SKU: e.Name + "-B", Prices: []money.Money{money.Of(1100, money.USD)}})
			if err := p.productChanged(b.Context(), tx, events.Meta{}, e); err != nil {
				return err
			}
			for _, v := range e.Variants {
				if err := p.stockChanged(b.Context(), tx, events.Meta{}, events.Stock{SKU: v.SKU, Available: int64(r.IntN(5)), Version: 1}); err != nil {
					return err
				}
			}
			ids[i] = e.ID
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return s, ids
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

// BenchmarkRecommend asks for recommendations of 10,000 products with a history of 5,000 orders and 50,000 views.
func BenchmarkRecommend(b *testing.B) {
	s, ids := stocked(b, 10_000)
	var shoppers []string
	for range 500 {
		shoppers = append(shoppers, uuid.NewString())
		s.api.As(s.Shopper(shoppers[len(shoppers)-1])).Post(root+"/events", acts(ids, 100, time.Now())).Want(202)
	}
	p := &Profiles{db: s.db, log: s.Log}
	err := s.db.InTx(b.Context(), func(tx postgres.Tx) error {
		for range 5000 {
			o := events.Order{ID: uuid.NewString(), UserID: uuid.NewString()}
			for range 3 {
				o.Lines = append(o.Lines, events.OrderLine{ProductID: ids[int(float64(len(ids))*rand.Float64()*rand.Float64())]})
			}
			if err := p.orderConfirmed(b.Context(), tx, events.Meta{Time: time.Now()}, o); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	s.counted()
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
