package cart

import (
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/service"
)

// Config is everything the service reads from its environment.
type Config struct {
	service.Config
	RedisURL string         `env:"REDIS_URL" secret:"true" doc:"Read cache, as redis://host:6379/0; none when empty"`
	Currency money.Currency `env:"SHOP_CURRENCY" default:"USD" doc:"Currency of a cart read without ?currency: USD, EUR or INR"`
}
