package server

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"github.com/askcart/askcart/shared/serve"
)

// Run serves the storefront until ctx ends. A missing or broken build is an error at once.
func Run(ctx context.Context, cfg Config, log *slog.Logger) error {
	h, err := New(cfg, log)
	if err != nil {
		return err
	}
	l := cfg.Listener
	if l == nil {
		if l, err = serve.Listen(cfg.Addr); err != nil {
			return err
		}
	}
	// Streams pass through here, so the write time-out is the gateway's business.
	return serve.HTTP(l, h, serve.Log(log), serve.Timeouts(0, 0))(ctx)
}

// New returns the whole surface of the storefront.
func New(cfg Config, log *slog.Logger) (http.Handler, error) {
	gateway, err := url.Parse(cfg.GatewayURL)
	if err != nil || gateway.Host == "" {
		return nil, fmt.Errorf("GATEWAY_URL is no address: %q", cfg.GatewayURL)
	}
	files, err := loadAssets(cfg.AssetsDir)
	if err != nil {
		return nil, err
	}
	s := &site{shop: newShop(gateway, log), files: files, publicURL: cfg.PublicURL}
	if s.page, err = newPage(files); err != nil {
		return nil, err
	}
	r := chi.NewMux()
	r.Use(secured)
	forward := proxy(gateway, log)
	r.Handle("/api/*", forward)
	r.Handle("/media/*", forward)
	r.Get("/healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	r.Get("/robots.txt", s.robots)
	r.Get("/sitemap.xml", s.sitemap)
	s.pages(r)
	r.NotFound(s.fileOrMissing)
	return r, nil
}
