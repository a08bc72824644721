package gateway

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"github.com/askcart/askcart/shared/service"
)

// Config is what the gateway reads from its environment, besides what every service does.
type Config struct {
	service.Config

	MetricsAddr string `env:"METRICS_ADDR" doc:"Internal address of /metrics, journal and dead letters, never to be public; when empty 127.0.0.1 and the port of ADDR + 1000"`
	RedisURL    string `env:"REDIS_URL" secret:"true" doc:"Redis that rate limits are counted in; each replica counts alone when empty or down"`

	Product         string `env:"PRODUCT_URL" default:"http://127.0.0.1:8001" doc:"Where the product service is"`
	Cart            string `env:"CART_URL" default:"http://127.0.0.1:8002" doc:"Where the cart service is"`
	Order           string `env:"ORDER_URL" default:"http://127.0.0.1:8003" doc:"Where the order service is"`
	Inventory       string `env:"INVENTORY_URL" default:"http://127.0.0.1:8004" doc:"Where the inventory service is"`
	Payments        string `env:"PAYMENTS_URL" default:"http://127.0.0.1:8005" doc:"Where the payments service is"`
	Notification    string `env:"NOTIFICATION_URL" doc:"Where the notification service is; its paths answer 503 when empty"`
	Personalization string `env:"PERSONALIZATION_URL" doc:"Where the personalization service is; its paths answer 503 when empty"`
	Orchestrator    string `env:"LLM_ORCHESTRATOR_URL" doc:"Where the llm-orchestrator is; its paths answer 503 when empty"`

	PublicURL      string   `env:"PUBLIC_URL" default:"http://127.0.0.1:5173" doc:"Address of the shop in browsers; https makes cookies Secure"`
	CORSOrigins    []string `env:"CORS_ORIGINS" default:"http://127.0.0.1:5173,http://localhost:5173" doc:"Origins whose pages may call the API, exactly as browsers send them"`
	TrustedProxies []string `env:"TRUSTED_PROXIES" doc:"Networks (CIDR) whose X-Forwarded-For is believed, such as that of the storefront's server"`

	RateFactor float64  `env:"RATE_LIMIT_FACTOR" default:"1" doc:"Multiplies all limits but those that guard an account; 100 in the demo"`
	RateLimits []string `env:"RATE_LIMITS" doc:"Other limits, as guest=120/1m,checkout=60/1m"`

	BootstrapToken   string `env:"ADMIN_BOOTSTRAP_TOKEN" secret:"true" doc:"Makes the first admin, once, at POST /api/v1/auth/bootstrap"`
	KeyEncryptionKey string `env:"KEY_ENCRYPTION_KEY" secret:"true" doc:"32 bytes in base64 that signing keys are stored encrypted with; required in production"`

	// InternalListener serves instead of MetricsAddr when it is set.
	InternalListener net.Listener
}

// upstreams names the services behind the gateway and where they are; an empty address is a
// service that is not installed.
func (c Config) upstreams() map[string]string {
	return map[string]string{
		"product": c.Product, "cart": c.Cart, "order": c.Order, "inventory": c.Inventory, "payments": c.Payments,
		"notification": c.Notification, "personalization": c.Personalization, "llm-orchestrator": c.Orchestrator,
	}
}

// defaultAddr is where the gateway listens when ADDR does not say.
const defaultAddr = ":8000"

// addresses are the public one and the internal one.
func (c Config) addresses() (public, internal string, err error) {
	if public = c.Addr; public == "" {
		public = defaultAddr
	}
	if c.MetricsAddr != "" {
		return public, c.MetricsAddr, nil
	}
	_, port, err := net.SplitHostPort(public)
	if err != nil {
		return "", "", fmt.Errorf("ADDR: %w", err)
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		return "", "", errors.New("ADDR: the port must be a number")
	}
	if n != 0 {
		n += 1000
	}
	return public, net.JoinHostPort("127.0.0.1", strconv.Itoa(n)), nil
}

// check tells everything that is wrong with c at once.
func (c Config) check() error {
	var wrong []error
	for name, address := range c.upstreams() {
		if u, err := url.Parse(address); address != "" && (err != nil || u.Host == "") {
			wrong = append(wrong, fmt.Errorf("the address of %s is no URL", name))
		}
	}
	for _, o := range c.CORSOrigins {
		if u, err := url.Parse(o); err != nil || u.Host == "" || u.Scheme+"://"+u.Host != o {
			wrong = append(wrong, fmt.Errorf("CORS_ORIGINS: %q is no origin such as https://shop.example", o))
		}
	}
	if c.Production() && c.KeyEncryptionKey == "" {
		wrong = append(wrong, errors.New("KEY_ENCRYPTION_KEY is required in production"))
	}
	if c.Production() && !c.secure() {
		wrong = append(wrong, errors.New("PUBLIC_URL must be https in production"))
	}
	if c.RateFactor <= 0 || c.Production() && c.RateFactor > 10 {
		wrong = append(wrong, errors.New("RATE_LIMIT_FACTOR must be above 0, and at most 10 in production"))
	}
	return errors.Join(wrong...)
}

func (c Config) secure() bool { return strings.HasPrefix(c.PublicURL, "https://") }

// trusted parses TrustedProxies.
func (c Config) trusted() ([]netip.Prefix, error) {
	all := []netip.Prefix{}
	for _, s := range c.TrustedProxies {
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return nil, fmt.Errorf("TRUSTED_PROXIES: %q is no network such as 10.0.0.0/8", s)
		}
		all = append(all, p)
	}
	return all, nil
}
