package payments

import (
	"strings"
	"testing"
	"time"

	"github.com/askcart/askcart/shared/service"
)

func TestConfigRefusesWhatWouldLoseMoney(t *testing.T) {
	t.Parallel()
	production := service.Config{Environment: "production"}
	for _, row := range []struct {
		name string
		cfg  Config
		want string // part of the error; empty when it is accepted
	}{
		{"defaults", Config{}, ""},
		{"sandbox in production", Config{Config: production}, "refused in production"},
		{"cash in production", Config{Config: production, Providers: []string{"cod"}}, ""},
		{"a provider that is not there", Config{Providers: []string{"sandbox", "paypal"}}, `"paypal"`},
		{"no provider", Config{Providers: []string{}}, "must name one"},
		{"a negative time-out", Config{Timeout: -time.Second}, "PROVIDER_TIMEOUT"},
		{"too many attempts", Config{Attempts: 11}, "PAYMENT_ATTEMPTS"},
	} {
		err := row.cfg.withDefaults().check()
		if row.want == "" && err != nil || row.want != "" && (err == nil || !strings.Contains(err.Error(), row.want)) {
			t.Errorf("%s: %v, want %q", row.name, err, row.want)
		}
	}
}
