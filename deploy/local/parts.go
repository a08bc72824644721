package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/askcart/askcart/frontend/server"
	"github.com/askcart/askcart/gateway"
	"github.com/askcart/askcart/services/cart"
	"github.com/askcart/askcart/services/inventory"
	orchestrator "github.com/askcart/askcart/services/llm-orchestrator"
	"github.com/askcart/askcart/services/notification"
	"github.com/askcart/askcart/services/order"
	"github.com/askcart/askcart/services/payments"
	"github.com/askcart/askcart/services/personalization"
	"github.com/askcart/askcart/services/product"
	"github.com/askcart/askcart/shared/env"
)

// identitySchema belongs to the gateway: accounts, tokens and keys.
const identitySchema = "identity"

// Names that the launcher itself knows.
const (
	gatewayName    = "gateway"
	gatewayPort    = basePort
	metricsPort    = 9000 // the gateway's own, never public
	productName    = "product"
	storefrontName = "storefront"
	storefrontPort = 5173
)

// lookup reads a configuration variable, as os.LookupEnv does.
type lookup func(name string) (string, bool)

// part is one server of the stack.
type part struct {
	name    string
	port    int                                                             // before the shift
	schema  string                                                          // its own in Postgres, or nothing
	folder  string                                                          // inside the checkout; its program is in cmd/ there
	edge    bool                                                            // stands before the services: stops before them
	probe   string                                                          // tells when it is ready; /readyz when empty
	prepare func(ctx context.Context, checkout string, out io.Writer) error // before it runs from source, or nil
	program
}

// program is how a part runs and what it reads from its environment.
type program struct {
	run       func(ctx context.Context, from lookup, log *slog.Logger) error
	variables []env.Field
}

// parts is everything that runs, in the order in which people read it.
var parts = []part{
	{name: productName, port: 8001, schema: "product", folder: "services/product", program: runs(product.Run)},
	{name: "cart", port: 8002, schema: "cart", folder: "services/cart", program: runs(cart.Run)},
	{name: "order", port: 8003, schema: "order", folder: "services/order", program: runs(order.Run)},
	{name: "inventory", port: 8004, schema: "inventory", folder: "services/inventory", program: runs(inventory.Run)},
	{name: "payments", port: 8005, schema: "payments", folder: "services/payments", program: runs(payments.Run)},
	{name: "notification", port: 8006, schema: "notification", folder: "services/notification", program: runs(notification.Run)},
	{name: "personalization", port: 8007, schema: "personalization", folder: "services/personalization", program: runs(personalization.Run)},
	{name: "llm-orchestrator", port: 8008, schema: "llm_orchestrator", folder: "services/llm-orchestrator", program: runs(orchestrator.Run)},
	{name: gatewayName, port: gatewayPort, schema: identitySchema, folder: "gateway", edge: true, program: runs(gateway.Run)},
	{name: storefrontName, port: storefrontPort, folder: "frontend/server", edge: true, probe: "/healthz", prepare: buildStorefront, program: runs(server.Run)},
}

// runs makes a program of a service's Run: its configuration is read from the variables of the part.
func runs[C any](run func(context.Context, C, *slog.Logger) error) program {
	return program{
		variables: env.Fields[C](),
		run: func(ctx context.Context, from lookup, log *slog.Logger) error {
			cfg, err := env.Load[C](from)
			if err != nil {
				return err
			}
			return run(ctx, cfg, log)
		},
	}
}

func partNamed(name string) (part, error) {
	var known []string
	for _, p := range parts {
		if p.name == name {
			return p, nil
		}
		known = append(known, p.name)
	}
	return part{}, fmt.Errorf("there is no %s; there are %s", name, strings.Join(known, ", "))
}
