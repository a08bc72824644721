package orchestrator

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"strings"
	"testing"

	"github.com/askcart/askcart/shared/archtest"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
	"github.com/askcart/askcart/shared/service"
	"github.com/askcart/askcart/shared/service/servicetest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

func TestShape(t *testing.T) { archtest.Check(t, ".") }

// shop is the running service and the rest of the shop, played by the test.
type shop struct {
	*servicetest.Env
	t   testing.TB
	api *servicetest.Running
	db  *postgres.DB
}

func open(t testing.TB, change ...func(*Config)) shop {
	t.Helper()
	env := servicetest.New(t)
	api := servicetest.Start(t, env, "llm-orchestrator", func(ctx context.Context, c service.Config, log *slog.Logger) error {
		cfg := Config{Config: c, Currency: money.USD}
		for _, set := range change {
			set(&cfg)
		}
		return Run(ctx, cfg, log)
	})
	return shop{env, t, api, env.DB("llm-orchestrator")}
}

// sell publishes a product, and its first stock.
func (s shop) sell(p events.Product) {
	s.t.Helper()
	topic := events.ProductCreated
	if p.Version > 1 {
		topic = events.ProductUpdated
	}
	servicetest.Publish(s.Env, topic, p.ID, p)
	for _, v := range p.Variants {
		s.stock(v.SKU, v.InitialStock, p.Version)
	}
}

func (s shop) stock(sku string, available, version int64) {
	s.t.Helper()
	servicetest.Publish(s.Env, events.StockChanged, sku, events.Stock{SKU: sku, Available: available, OnHand: available, Version: version})
}

// eventually asks until the answer holds the fragments.
func (s shop) eventually(path string, fragments ...string) {
	s.t.Helper()
	servicetest.Eventually(s.t, func() bool {
		body := s.api.Get(path).Body
		for _, f := range fragments {
			absent, unwanted := strings.CutPrefix(f, "!")
			if unwanted == strings.Contains(body, absent) {
				return false
			}
		}
		return true
	}, path+" to answer "+strings.Join(fragments, " "))
}

// demo publishes the demo catalogue and waits until all of it can be found. It returns the products by slug.
func (s shop) demo() map[string]events.Product {
	s.t.Helper()
	text, err := os.ReadFile("../../deploy/local/catalogue/products.ndjson")
	if err != nil {
		s.t.Fatal(err)
	}
	all := map[string]events.Product{}
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var d struct {
			events.Product
			Category string `json:"category"`
		}
		if err := json.Unmarshal(lines.Bytes(), &d); err != nil {
			s.t.Fatal(err)
		}
		p := d.Product
		p.ID, p.Version, p.Category = events.NewID(), 1, strings.Split(d.Category, "/")
		s.sell(p)
		all[p.Slug] = p
	}
	servicetest.Eventually(s.t, func() bool {
		n, err := postgres.Value[int](s.t.Context(), s.db, `select (select count(*) from document) + (select count(*) from stock)`, postgres.Args{})
		skus := 0
		for _, p := range all {
			skus += len(p.Variants)
		}
		return err == nil && n == len(all)+skus
	}, "the catalogue")
	s.eventually("/api/v1/search?limit=1", `"total":165`)
	return all
}

func restart(ctx context.Context, c service.Config, log *slog.Logger) error {
	return Run(ctx, Config{Config: c, Currency: money.USD}, log)
}
