package notification

import (
	"errors"
	"fmt"
	netmail "net/mail"
	"net/url"
	"time"

	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/service"
)

// Config is everything the service reads from its environment.
type Config struct {
	service.Config
	SMTPURL   string         `env:"SMTP_URL" secret:"true" doc:"Mail server: smtp://user:password@host:587 (STARTTLS when offered, always with a password) or smtps://host:465; empty: mail is only logged, without its text"`
	From      string         `env:"MAIL_FROM" default:"AskCart <no-reply@askcart.example>" doc:"Sender of all mail"`
	PublicURL string         `env:"PUBLIC_URL" default:"http://127.0.0.1:5173" doc:"Address of the shop in browsers, for links"`
	Currency  money.Currency `env:"SHOP_CURRENCY" default:"USD" doc:"Currency of a price alert that names none: USD, EUR or INR"`
	Workers   int            `env:"MAIL_WORKERS" default:"4" doc:"Mails sent at a time by one replica"`
	Timeout   time.Duration  `env:"MAIL_TIMEOUT" default:"20s" doc:"Of one try to send a mail"`
	Retry     time.Duration  `env:"MAIL_RETRY" default:"2s" doc:"Pause after the first failed try; doubled each time, up to ten minutes"`
	GiveUp    time.Duration  `env:"MAIL_GIVE_UP" default:"24h" doc:"Age at which a mail that cannot be delivered is given up"`
}

// withDefaults fills in what a caller that does not read the environment left out.
func (c Config) withDefaults() Config {
	if c.Addr == "" {
		c.Addr = ":8006"
	}
	if c.From == "" {
		c.From = "AskCart <no-reply@askcart.example>"
	}
	if c.PublicURL == "" {
		c.PublicURL = "http://127.0.0.1:5173"
	}
	if c.Currency == "" {
		c.Currency = money.USD
	}
	if c.Workers == 0 {
		c.Workers = 4
	}
	if c.Timeout == 0 {
		c.Timeout = 20 * time.Second
	}
	if c.Retry == 0 {
		c.Retry = 2 * time.Second
	}
	if c.GiveUp == 0 {
		c.GiveUp = 24 * time.Hour
	}
	return c
}

// check tells everything that is wrong at once.
func (c Config) check() error {
	var wrong []error
	if _, err := netmail.ParseAddress(c.From); err != nil {
		wrong = append(wrong, errors.New("MAIL_FROM must be an address such as Shop <shop@example.com>"))
	}
	if u, err := url.Parse(c.PublicURL); err != nil || u.Host == "" {
		wrong = append(wrong, errors.New("PUBLIC_URL must be an address such as https://shop.example.com"))
	}
	if !c.Currency.Known() {
		wrong = append(wrong, errors.New("SHOP_CURRENCY must be USD, EUR or INR"))
	}
	if c.Workers < 1 || c.Timeout <= 0 || c.Retry <= 0 || c.GiveUp <= 0 {
		wrong = append(wrong, errors.New("MAIL_WORKERS, MAIL_TIMEOUT, MAIL_RETRY and MAIL_GIVE_UP must be positive"))
	}
	if len(wrong) > 0 {
		return fmt.Errorf("configuration: %w", errors.Join(wrong...))
	}
	return nil
}
