package product

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/askcart/askcart/shared/archtest"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
	"github.com/askcart/askcart/shared/service"
	"github.com/askcart/askcart/shared/service/servicetest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

func TestShape(t *testing.T) { archtest.Check(t, ".") }

// start runs the service with fresh surroundings.
func start(t *testing.T) (*servicetest.Env, *servicetest.Running) {
	t.Helper()
	env := servicetest.New(t)
	return env, servicetest.Start(t, env, "product", run(t.TempDir()))
}

func run(media string) func(context.Context, service.Config, *slog.Logger) error {
	return func(ctx context.Context, c service.Config, log *slog.Logger) error {
		return Run(ctx, Config{Config: c, MediaDir: media, Currency: "USD"}, log)
	}
}

// draft is a valid draft as JSON, with members replaced or, by an empty text, left out.
func draft(t *testing.T, members ...string) string {
	t.Helper()
	d := map[string]json.RawMessage{
		"name": []byte(`"Trail Boot"`), "brand": []byte(`"Fell"`), "category": []byte(`"shoes/hiking"`),
		"description": []byte(`"Holds on wet rock."`), "attributes": []byte(`{"waterproof":"yes"}`),
		"images":   []byte(`[{"url":"/pictures/boot.webp","alt":"A boot"}]`),
		"faqs":     []byte(`[{"question":"Vegan?","answer":"Yes."}]`),
		"variants": []byte(`[{"sku":"BOOT-42","options":{"size":"42"},"price":{"amount":13900,"currency":"USD"},"prices":[{"amount":12900,"currency":"EUR"}],"compare_at":{"amount":15900,"currency":"USD"},"initial_stock":12}]`),
		"status":   []byte(`"active"`),
	}
	for i := 0; i < len(members); i += 2 {
		if members[i+1] == "" {
			delete(d, members[i])
			continue
		}
		d[members[i]] = []byte(members[i+1])
	}
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatalf("draft: %v", err)
	}
	return string(text)
}

// simple is a draft with one variant at a price in dollars.
func simple(name, category string, cents int) string {
	return fmt.Sprintf(`{"name":%q,"category":%q,"variants":[{"sku":%q,"price":{"amount":%d,"currency":"USD"}}]}`,
		name, category, strings.ToUpper(slugOf(name)), cents)
}

func create(t *testing.T, admin *servicetest.Client, body string) Detail {
	t.Helper()
	return servicetest.JSON[Detail](admin.Post("/api/v1/products", body).Want(201))
}

// number reads a single number from the service's schema.
func number(t *testing.T, db *postgres.DB, sql string) int64 {
	t.Helper()
	n, err := postgres.Value[int64](t.Context(), db, sql, nil)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return n
}
