package personalization

import (
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/service"
)

// Config is everything the service reads from its environment.
type Config struct {
	service.Config
	Currency money.Currency `env:"SHOP_CURRENCY" default:"USD" doc:"Currency of cards asked for without ?currency: USD, EUR or INR"`
}
