package limit

import (
	"context"
	"net/netip"
)

type clientKey struct{}

// WithClient returns a context that knows who asks, as ClientKey made it.
func WithClient(ctx context.Context, key string) context.Context {
	return context.WithValue(ctx, clientKey{}, key)
}

// Client is the key of whoever asks, for rules that count by address.
func Client(ctx context.Context) string {
	key, _ := ctx.Value(clientKey{}).(string)
	return key
}

// ClientKey is what per-IP rules count: an IPv4 address, or the /64 that one IPv6 customer has.
func ClientKey(ip netip.Addr) string {
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	p, err := ip.Prefix(64)
	if err != nil {
		return "unknown"
	}
	return p.String()
}
