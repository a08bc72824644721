package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"github.com/askcart/askcart/services/cart"
	"github.com/askcart/askcart/services/inventory"
	"github.com/askcart/askcart/services/order"
	"github.com/askcart/askcart/shared/env"
)

// identitySchema belongs to the gateway: accounts, tokens and keys.
const identitySchema = "identity"

// Names that the launcher itself knows.
const (
	gatewayName    = "gateway"
	gatewayPort    = basePort
	productName    = "product"
	storefrontName = "storefront"
)

// lookup reads a configuration variable, as os.LookupEnv does.
type lookup func(name string) (string, bool)

// part is one server of the stack.
type part struct {
	name   string
	port   int    // before the shift
	schema string // its own in Postgres, or nothing
	folder string // inside the checkout; its program is in cmd/ there
	edge   bool   // stands before the services: stops before them
	run    func(ctx context.Context, env lookup, log *slog.Logger) error
}

// parts is everything that runs, in the order in which people read it.
var parts = []part{
	{name: "cart", port: 8002, schema: "cart", folder: "services/cart", run: program(cart.Run)},
	{name: "order", port: 8003, schema: "order", folder: "services/order", run: program(order.Run)},
	{name: "inventory", port: 8004, schema: "inventory", folder: "services/inventory", run: program(inventory.Run)},
}

// program makes a part's run from a service's Run: its configuration is read from the variables of the part.
func program[C any](run func(context.Context, C, *slog.Logger) error) func(context.Context, lookup, *slog.Logger) error {
	return func(ctx context.Context, from lookup, log *slog.Logger) error {
		cfg, err := env.Load[C](from)
		if err != nil {
			return err
		}
		return run(ctx, cfg, log)
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
