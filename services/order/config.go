package order

import (
	"errors"
	"time"

	"github.com/askcart/askcart/services/order/pricing"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/service"
)

// Config is everything the service reads from its environment.
type Config struct {
	service.Config
	Currency        money.Currency `env:"SHOP_CURRENCY" default:"USD" doc:"Currency of a quote or order that names none: USD, EUR or INR"`
	TaxRates        string         `env:"ORDER_TAX_RATES" default:"US=825,CA=500,GB=2000,IE=2300,DE=1900,FR=2000,NL=2100,BE=2100,AT=2000,ES=2100,IT=2200,PT=2300,PL=2300,SE=2500,DK=2500,FI=2550,CH=810,NO=2500,IN=1800,JP=1000,AU=1000,NZ=1500" doc:"Tax by destination country in basis points; a country that is not named pays none"`
	Deadline        time.Duration  `env:"ORDER_DEADLINE" default:"60s" doc:"An order is decided this long after placing, or cancelled"`
	ShopperDeadline time.Duration  `env:"ORDER_SHOPPER_DEADLINE" default:"15m" doc:"The same once the shopper has to act: pass a challenge, enter another card"`
	SweepEvery      time.Duration  `env:"ORDER_SWEEP_EVERY" default:"1s" doc:"How often orders past their deadline are looked for"`
	RelayPatience   time.Duration  `env:"ORDER_RELAY_PATIENCE" default:"5s" doc:"An outbox event older than this means that the broker is away: no order is cancelled for its deadline until the rest can answer again"`
}

// rules reads what is more than text in c.
func (c Config) rules() (pricing.Rates, error) {
	if c.Deadline <= 0 || c.ShopperDeadline < c.Deadline || c.SweepEvery <= 0 || c.RelayPatience <= 0 {
		return nil, errors.New("order deadlines must be positive, ORDER_SHOPPER_DEADLINE not below ORDER_DEADLINE")
	}
	if !c.Currency.Known() {
		return nil, errors.New("SHOP_CURRENCY must be USD, EUR or INR")
	}
	return pricing.ParseRates(c.TaxRates)
}
