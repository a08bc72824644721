package product

import (
	"fmt"

	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/service"
)

// Config is everything the service reads from its environment.
type Config struct {
	service.Config
	MediaDir string         `env:"MEDIA_DIR" default:".askcart/media" doc:"Where uploaded pictures are kept; replicas share it"`
	Currency money.Currency `env:"SHOP_CURRENCY" default:"USD" doc:"Currency of whoever asks for none: USD, EUR or INR"`
}

func (c Config) check() error {
	if !c.Currency.Known() {
		return fmt.Errorf("SHOP_CURRENCY: the shop does not sell in %q", c.Currency)
	}
	return nil
}
