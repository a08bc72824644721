package orchestrator

import (
	"fmt"
	"time"

	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/service"
)

// Config is everything the service reads from its environment.
type Config struct {
	service.Config
	Currency     money.Currency `env:"SHOP_CURRENCY" default:"USD" doc:"Currency of whoever asks for none: USD, EUR or INR"`
	OrderURL     string         `env:"ORDER_URL" default:"http://127.0.0.1:8003" doc:"Where the assistant reads the caller's orders"`
	CartURL      string         `env:"CART_URL" default:"http://127.0.0.1:8002" doc:"Where the assistant reads the caller's cart"`
	InventoryURL string         `env:"INVENTORY_URL" default:"http://127.0.0.1:8004" doc:"Where the assistant reads live stock"`
	ToolTimeout  time.Duration  `env:"ASSISTANT_TOOL_TIMEOUT" default:"2s" doc:"How long the assistant waits for another service"`
}

func (c Config) check() error {
	if !c.Currency.Known() {
		return fmt.Errorf("SHOP_CURRENCY: the shop does not sell in %q", c.Currency)
	}
	return nil
}
