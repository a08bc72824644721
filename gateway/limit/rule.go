package limit

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Rule is one limit: so many in a period, all of them at once if need be.
type Rule struct {
	Name   string
	Count  float64
	Period time.Duration
	// Account rules guard one account against guessing; the demo's factor leaves them alone.
	Account bool
	// Lease is how many a replica takes from Redis at once, so that plain reading costs a round
	// trip only now and then. The limit is exact to Lease for each replica.
	Lease float64
}

// The limits of production. Per-IP rules count an IPv6 /64 as one.
var (
	Browse       = Rule{Name: "browse", Count: 500, Period: time.Second, Lease: 25}
	Webhook      = Rule{Name: "webhook", Count: 100, Period: time.Second, Lease: 5}
	Checkout     = Rule{Name: "checkout", Count: 60, Period: time.Minute}
	Assistant    = Rule{Name: "assistant", Count: 20, Period: time.Minute}
	Guest        = Rule{Name: "guest", Count: 120, Period: time.Minute}
	Register     = Rule{Name: "register", Count: 30, Period: time.Minute}
	Refresh      = Rule{Name: "refresh", Count: 120, Period: time.Minute}
	LoginIP      = Rule{Name: "login_ip", Count: 20, Period: time.Minute}
	LoginAccount = Rule{Name: "login_account", Count: 50, Period: time.Minute, Account: true}
	LoginPair    = Rule{Name: "login_account_ip", Count: 5, Period: time.Minute, Account: true}
	RecoverIP    = Rule{Name: "recover_ip", Count: 10, Period: time.Minute}
	RecoverEmail = Rule{Name: "recover_account", Count: 3, Period: 10 * time.Minute, Account: true}
	Bootstrap    = Rule{Name: "bootstrap", Count: 5, Period: time.Minute, Account: true}
)

// all is every rule, for configuration by name.
func all() []Rule {
	return []Rule{
		Browse, Webhook, Checkout, Assistant, Guest, Register, Refresh,
		LoginIP, LoginAccount, LoginPair, RecoverIP, RecoverEmail, Bootstrap,
	}
}

// perSecond is how fast a bucket refills.
func (r Rule) perSecond() float64 { return r.Count / r.Period.Seconds() }

// overrides reads settings such as "guest=10/1m"; the error names the one that is wrong.
func overrides(settings []string) (map[string]Rule, error) {
	known := map[string]Rule{}
	for _, r := range all() {
		known[r.Name] = r
	}
	changed := map[string]Rule{}
	for _, s := range settings {
		name, rate, _ := strings.Cut(s, "=")
		count, period, _ := strings.Cut(rate, "/")
		r, ok := known[name]
		n, err := strconv.ParseFloat(count, 64)
		d, err2 := time.ParseDuration(period)
		if !ok || err != nil || err2 != nil || n < 1 || d <= 0 {
			return nil, fmt.Errorf("limit %q is not of the form name=count/period with a known name", name)
		}
		r.Count, r.Period, r.Lease = n, d, min(r.Lease, n/10)
		changed[name] = r
	}
	return changed, nil
}
