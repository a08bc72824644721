package payments

import (
	"errors"
	"fmt"
	"time"

	"github.com/askcart/askcart/services/payments/internal/provider"
	"github.com/askcart/askcart/services/payments/internal/provider/cod"
	"github.com/askcart/askcart/services/payments/internal/provider/sandbox"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/service"
)

// Config is everything the service reads from its environment.
type Config struct {
	service.Config
	Providers     []string      `env:"PAYMENT_PROVIDERS" default:"sandbox,cod" doc:"How this shop can be paid: sandbox (refused in production), cod (cash on delivery)"`
	Timeout       time.Duration `env:"PROVIDER_TIMEOUT" default:"10s" doc:"Of one call to a provider; afterwards its outcome is unknown and looked up"`
	Attempts      int           `env:"PAYMENT_ATTEMPTS" default:"3" doc:"How often a shopper may try to pay an order"`
	Workers       int           `env:"PAYMENT_WORKERS" default:"64" doc:"Calls to one provider at a time; a waiting call holds no database connection"`
	SandboxSecret string        `env:"SANDBOX_WEBHOOK_SECRET" default:"sandbox-webhook-secret" secret:"true" doc:"Signs the sandbox's webhooks"`
}

// withDefaults fills in what a caller that does not read the environment left out.
func (c Config) withDefaults() Config {
	if c.Addr == "" {
		c.Addr = ":8005"
	}
	if c.Providers == nil {
		c.Providers = []string{sandbox.Name, cod.Name}
	}
	if c.Timeout == 0 {
		c.Timeout = 10 * time.Second
	}
	if c.Attempts == 0 {
		c.Attempts = 3
	}
	if c.Workers == 0 {
		c.Workers = 64
	}
	if c.SandboxSecret == "" && !c.Production() {
		c.SandboxSecret = "sandbox-webhook-secret"
	}
	return c
}

// check refuses a configuration under which money could be lost or sandbox money taken for real.
func (c Config) check() error {
	var wrong []error
	for _, name := range c.Providers {
		switch {
		case name == sandbox.Name && c.Production():
			wrong = append(wrong, errors.New("PAYMENT_PROVIDERS: the sandbox takes no real money and is refused in production"))
		case name != sandbox.Name && name != cod.Name:
			wrong = append(wrong, fmt.Errorf("PAYMENT_PROVIDERS: there is no provider %q", name))
		}
	}
	if len(c.Providers) == 0 {
		wrong = append(wrong, errors.New("PAYMENT_PROVIDERS must name one"))
	}
	if c.Timeout < 0 || c.Attempts < 1 || c.Attempts > 10 || c.Workers < 1 {
		wrong = append(wrong, errors.New("PROVIDER_TIMEOUT, PAYMENT_ATTEMPTS (1–10) and PAYMENT_WORKERS must be positive"))
	}
	return errors.Join(wrong...)
}

// open returns the providers that the configuration names.
func (c Config) open(db *postgres.DB) map[string]provider.Provider {
	all := map[string]provider.Provider{}
	for _, name := range c.Providers {
		switch name {
		case sandbox.Name:
			all[name] = sandbox.New(db, c.SandboxSecret)
		case cod.Name:
			all[name] = cod.New(db)
		}
	}
	return all
}
