package product

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/askcart/askcart/shared/service/servicetest"
)

// catalogue is n products as an import.
func catalogue(n int) string {
	var b strings.Builder
	r := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		price := 500 + r.IntN(90000)
		fmt.Fprintf(&b, `{"slug":"thing-%d","name":"Thing %d","brand":"Brand %d","category":"root-%d/leaf-%d","description":%q,`+
			`"attributes":{"material":"m%d","colour":"c%d","serial":"%d"},"images":[{"url":"/pictures/thing.webp","alt":"A thing"}],`+
			`"variants":[{"sku":"S-%d-A","options":{"size":"a"},"price":{"amount":%d,"currency":"USD"},"prices":[{"amount":%d,"currency":"EUR"}]},`+
			`{"sku":"S-%d-B","options":{"size":"b"},"price":{"amount":%d,"currency":"USD"},"prices":[{"amount":%d,"currency":"EUR"}]}]}`+"\n",
			i, i, r.IntN(200), i%10, i%50, strings.Repeat("Plain words about it. ", 10), r.IntN(8), r.IntN(12), i, i, price, price, i, price+100, price+100)
	}
	return b.String()
}

func BenchmarkImport10000(b *testing.B) {
	text := catalogue(10_000)
	for b.Loop() {
		b.StopTimer()
		env := servicetest.New(b)
		api := servicetest.Start(b, env, "product", run(b.TempDir()))
		admin := api.As(env.Admin())
		b.StartTimer()
		admin.Post("/api/v1/products/import", text, ndjson).Want(200, `"created":10000`)
		b.StopTimer()
		api.Stop()
		b.StartTimer()
	}
}

func BenchmarkRead(b *testing.B) {
	env := servicetest.New(b)
	api := servicetest.Start(b, env, "product", run(b.TempDir()))
	api.As(env.Admin()).Post("/api/v1/products/import", catalogue(10_000), ndjson).Want(200)
	for _, path := range []string{
		"/products", "/products?sort=price_asc", "/products?category=root-3", "/products?brand=Brand+7&sort=rating", "/products?q=thing+77",
		"/products?price_min=5000&attr=material:m3&in_stock=true", "/products/thing-500", "/categories",
	} {
		b.Run(path, func(b *testing.B) {
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					api.Get("/api/v1" + path).Want(200)
				}
			})
		})
	}
}
