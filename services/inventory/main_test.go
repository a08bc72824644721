package inventory

import (
	"context"
	"log/slog"
	"testing"

	"github.com/google/uuid"

	"github.com/askcart/askcart/shared/archtest"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
	"github.com/askcart/askcart/shared/service"
	"github.com/askcart/askcart/shared/service/servicetest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

func TestShape(t *testing.T) { archtest.Check(t, ".") }

// shop is a running inventory and the rest of the shop, played by the test.
type shop struct {
	*servicetest.Env
	api *servicetest.Running
}

func open(t *testing.T) shop {
	t.Helper()
	env := servicetest.New(t)
	return shop{env, replica(t, env)}
}

// replica starts one more process of the service.
func replica(t *testing.T, env *servicetest.Env) *servicetest.Running {
	t.Helper()
	return servicetest.Start(t, env, "inventory", func(ctx context.Context, c service.Config, log *slog.Logger) error {
		return Run(ctx, Config{Config: c}, log)
	})
}

// stock makes a product with one variant for each SKU and waits until each has its first stock.
func (s shop) stock(first map[string]int64) {
	product := events.Product{ID: uuid.NewString(), Version: 1, Status: "active"}
	for sku, n := range first {
		product.Variants = append(product.Variants, events.Variant{SKU: sku, InitialStock: n})
	}
	servicetest.Publish(s.Env, events.ProductCreated, product.ID, product)
	for sku := range first {
		servicetest.Await(s.Env, events.StockChanged, func(e events.Stock) bool { return e.SKU == sku })
	}
}

func placed(id string, lines ...any) events.Order {
	return events.Order{ID: id, Lines: order(lines...)}
}
