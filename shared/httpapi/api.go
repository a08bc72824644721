package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"

	"github.com/askcart/askcart/shared/auth"
	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// Options are what an API needs from its surroundings.
type Options struct {
	Title       string
	Description string
	Version     string
	Service     string // the service label of metrics; Title in lower case when empty
	Log         *slog.Logger
	Auth        auth.Authenticator   // nil: nobody but anonymous callers
	Metrics     *prometheus.Registry // nil: no metrics
	Tracer      trace.TracerProvider // nil: no traces
}

// API is the set of operations a service offers.
type API struct {
	huma    huma.API
	router  chi.Router
	log     *slog.Logger
	auth    auth.Authenticator
	closing context.Context // ends when Close is called; open streams end with it
	close   context.CancelFunc
	built   sync.Once // guards openapi
	openapi []byte
}

// New returns a router with AskCart's middleware and the API to register operations on. The
// router also serves /docs and /openapi.json.
func New(o Options) (chi.Router, *API) {
	o = o.withDefaults()
	r := chi.NewMux()
	a := &API{huma: humachi.New(r, config(o)), router: r, log: o.Log, auth: o.Auth}
	a.closing, a.close = context.WithCancel(context.Background())
	r.Use(traced(o), measured(o), recovered(a), wellFormed, middleware.GetHead, conditional)
	r.NotFound(func(w http.ResponseWriter, req *http.Request) { WriteProblem(w, req, ErrNoSuchPath) })
	r.MethodNotAllowed(methodNotAllowed)
	a.docs(o.Title)
	return r, a
}

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Tracer == nil {
		o.Tracer = noop.NewTracerProvider()
	}
	if o.Version == "" {
		o.Version = "1"
	}
	if o.Service == "" {
		o.Service = strings.ToLower(o.Title)
	}
	return o
}

func config(o Options) huma.Config {
	c := huma.DefaultConfig(o.Title, o.Version)
	c.Info.Description = o.Description
	c.Info.License = &huma.License{Name: "MIT", Identifier: "MIT"}
	c.Servers = []*huma.Server{{URL: "/"}}
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"bearer": {Type: "http", Scheme: "bearer", BearerFormat: "JWT"},
	}
	c.Formats = map[string]huma.Format{"application/json": strictJSON, "json": strictJSON}
	c.RejectUnknownQueryParameters = true
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", "" // served by docs, with embedded assets
	c.CreateHooks = nil                                   // no $schema member in answers
	return c
}

// Close ends all open streams at once; further ones end as they begin. Call it when the server
// starts to shut down, so that readers reconnect elsewhere instead of holding it up.
func (a *API) Close() { a.close() }

// UseAuth replaces who verifies tokens; the gateway does so, which has the keys itself. Call it
// before the first request.
func (a *API) UseAuth(v auth.Authenticator) { a.auth = v }

// OpenAPI is the document being built; valid until the first request.
func (a *API) OpenAPI() *huma.OpenAPI { return a.huma.OpenAPI() }
