package gateway

import (
	"context"
	"log/slog"
	"net"
	"net/http"

	"github.com/askcart/askcart/gateway/identity"
	"github.com/askcart/askcart/gateway/limit"
	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/serve"
	"github.com/askcart/askcart/shared/service"
)

// Run opens the gateway's own store, wires its parts and serves until ctx ends.
func Run(ctx context.Context, cfg Config, log *slog.Logger) error {
	if err := cfg.check(); err != nil {
		return err
	}
	addr, inside, err := cfg.addresses()
	if err != nil {
		return err
	}
	public := cfg.Listener
	cfg.Listener, cfg.Addr = cfg.InternalListener, inside // what service serves is the internal side
	if cfg.Schema == "" {
		cfg.Schema = "identity"
	}
	s, err := service.Open(ctx, "gateway", cfg.Config, identity.Migrations(), log)
	if err != nil {
		return err
	}
	defer s.Close()
	g, err := open(ctx, cfg, s)
	if err != nil {
		return err
	}
	defer g.close()
	if public == nil {
		if public, err = serve.Listen(addr); err != nil {
			return err
		}
	}
	s.Go(g.serve(public, s))
	s.Go(g.keys.Run)
	s.Go(g.accounts.Run)
	return s.Run(ctx)
}

// gateway is the parts that Run wires.
type gateway struct {
	keys      *identity.Keys
	accounts  *identity.Accounts
	handler   http.Handler
	transport *http.Transport
	stopping  context.CancelFunc // ends streams
	closers   []func() error
}

func open(ctx context.Context, cfg Config, s *service.Service) (*gateway, error) {
	trusted, err := cfg.trusted()
	if err != nil {
		return nil, err
	}
	keys, err := identity.OpenKeys(ctx, s.DB, cfg.KeyEncryptionKey, s.Log)
	if err != nil {
		return nil, err
	}
	redis, err := limit.Open(cfg.RedisURL)
	if err != nil {
		return nil, err
	}
	limits, err := limit.New(redis, cfg.RateFactor, cfg.RateLimits, s.Log, s.Metrics)
	if err != nil {
		return nil, err
	}
	verifier := auth.NewVerifier(keys, cfg.JWTIssuer, cfg.JWTAudience)
	s.Auth = verifier
	s.API.UseAuth(verifier)
	closing, stopping := context.WithCancel(context.WithoutCancel(ctx))
	g := &gateway{keys: keys, transport: newTransport(), stopping: stopping}
	if redis != nil {
		g.closers = append(g.closers, redis.Close)
	}
	g.accounts = identity.New(s.DB, keys, limits, identity.Options{
		Issuer: cfg.JWTIssuer, Audience: cfg.JWTAudience, BootstrapToken: cfg.BootstrapToken,
		Secure: cfg.secure(), Origins: append(cfg.CORSOrigins, cfg.PublicURL),
	}, s.Log, s.Metrics)
	p, err := newProxy(closing, cfg.upstreams(), g.transport, verifier, limits, s.Log)
	if err != nil {
		return nil, err
	}
	g.accounts.Routes(s.API)
	newSagas(cfg.upstreams(), g.transport).routes(s.API)
	for _, rt := range routes {
		s.Router.Handle(rt.prefix, p.handler(rt))
		s.Router.Handle(rt.prefix+"/*", p.handler(rt))
	}
	newDocs(cfg.upstreams(), g.transport, s.API).routes(s.Router)
	g.handler = &edge{origins: cfg.CORSOrigins, trusted: trusted, secure: cfg.secure(), next: s.Router}
	return g, nil
}

// serve answers the public on l.
func (g *gateway) serve(l net.Listener, s *service.Service) serve.Part {
	return serve.HTTP(l, g.handler, serve.OnStop(s.API.Close), serve.OnStop(g.stopping), serve.Log(s.Log))
}

func (g *gateway) close() {
	g.stopping()
	g.transport.CloseIdleConnections()
	for _, c := range g.closers {
		_ = c()
	}
}
