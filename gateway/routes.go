package gateway

import (
	"net/http"
	"time"

	"github.com/askcart/askcart/gateway/limit"
	"github.com/askcart/askcart/shared/auth"
)

// route is one row of the table: who answers a prefix, who may ask, and within which bounds. The
// longest prefix that fits wins; a prefix covers its path and everything below it.
type route struct {
	prefix  string
	service string
	access  auth.Access   // the least anybody must be; the service decides about the rest
	maxBody int64         // bytes
	timeout time.Duration // until the answer begins, and ends unless it is a stream
}

const (
	kib     = 1 << 10
	mib     = 1 << 20
	brief   = 28 * time.Second // a little less than the server's own, so that the answer is ours
	uploads = 16 * time.Minute
)

// routes is the whole public surface besides /api/v1/auth, which is the gateway's own.
var routes = []route{
	{"/api/v1/products", "product", auth.Public, mib, brief},
	{"/api/v1/products/import", "product", auth.Staff, 256 * mib, uploads},
	{"/api/v1/reviews/import", "product", auth.Staff, 256 * mib, uploads},
	{"/api/v1/categories", "product", auth.Public, mib, brief},
	{"/api/v1/media", "product", auth.Staff, 9 * mib, time.Minute},
	{"/media", "product", auth.Public, 0, brief},
	{"/api/v1/cart", "cart", auth.Signed, 64 * kib, brief},
	{"/api/v1/orders", "order", auth.Signed, mib, brief},
	{"/api/v1/orders/lookup", "order", auth.Public, 16 * kib, brief},
	{"/api/v1/coupons", "order", auth.Staff, mib, brief},
	{"/api/v1/inventory", "inventory", auth.Public, mib, brief},
	{"/api/v1/payments", "payments", auth.Signed, 64 * kib, brief},
	{"/api/v1/payments/config", "payments", auth.Public, 0, brief},
	{"/api/v1/payments/webhooks", "payments", auth.Public, 256 * kib, brief},
	{"/api/v1/notifications", "notification", auth.Signed, 64 * kib, brief},
	{"/api/v1/notifications/unsubscribe", "notification", auth.Public, 4 * kib, brief},
	{"/api/v1/webhooks", "notification", auth.Staff, 64 * kib, brief},
	{"/api/v1/events", "personalization", auth.Signed, 256 * kib, brief},
	{"/api/v1/recommendations", "personalization", auth.Public, 0, brief},
	{"/api/v1/recently-viewed", "personalization", auth.Signed, 0, brief},
	{"/api/v1/wishlist", "personalization", auth.Signed, 64 * kib, brief},
	{"/api/v1/search", "llm-orchestrator", auth.Public, mib, brief},
	{"/api/v1/assistant", "llm-orchestrator", auth.Signed, 64 * kib, 2 * time.Minute},
	{"/api/v1/mcp", "llm-orchestrator", auth.Signed, 64 * kib, 2 * time.Minute},
}

// opened reports whether a request brings a key of its own instead of a token: what a lookup by
// number and e-mail address gave out opens that one order, for reading. The order service checks it.
func (rt route) opened(r *http.Request) bool {
	return rt.prefix == "/api/v1/orders" && r.Method == http.MethodGet && r.Header.Get("X-Order-Token") != ""
}

// rule is the limit that a request counts against, and whether by user rather than by address.
func (rt route) rule(r *http.Request) (rule limit.Rule, byUser bool) {
	post := r.Method == http.MethodPost
	switch {
	case post && r.URL.Path == "/api/v1/orders":
		return limit.Checkout, true
	case post && (rt.prefix == "/api/v1/assistant" || rt.prefix == "/api/v1/mcp"):
		return limit.Assistant, true
	case rt.prefix == "/api/v1/payments/webhooks":
		return limit.Webhook, false
	default:
		return limit.Browse, false
	}
}
