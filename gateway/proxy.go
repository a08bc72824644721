package gateway

import (
	"context"
	"errors"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/askcart/askcart/gateway/limit"
	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/httpapi"
	"github.com/askcart/askcart/shared/problem"
	"go.opentelemetry.io/otel/propagation"
)

// Errors of requests that reach no service, or get no answer from it.
var (
	errNotInstalled = problem.New(problem.Unavailable, "not_installed", "this part of the shop is not available").After(30 * time.Second)
	errUnreachable  = problem.New(problem.Unavailable, "upstream_unavailable", "this part of the shop is not available at the moment").After(2 * time.Second)
	errBroken       = problem.New(problem.Unavailable, "bad_gateway", "this part of the shop gave no proper answer").After(2 * time.Second)
	errTooSlow      = problem.New(problem.Unavailable, "upstream_timeout", "this part of the shop took too long").After(5 * time.Second)
)

// proxy passes requests on to the services.
type proxy struct {
	auth    auth.Authenticator
	limits  *limit.Limiter
	log     *slog.Logger
	closing context.Context // ends when the gateway stops; streams end with it
	to      map[string]*httputil.ReverseProxy
}

// newTransport keeps enough connections open that none is made for a request in passing.
func newTransport() *http.Transport {
	return &http.Transport{
		DialContext:         (&net.Dialer{Timeout: time.Second, KeepAlive: 30 * time.Second}).DialContext,
		MaxIdleConns:        2048,
		MaxIdleConnsPerHost: 256,
		IdleConnTimeout:     50 * time.Second, // less than the services', so that they never close first
		DisableCompression:  true,
		WriteBufferSize:     16 << 10,
		ReadBufferSize:      16 << 10,
	}
}

func newProxy(closing context.Context, upstreams map[string]string, transport http.RoundTripper, v auth.Authenticator, limits *limit.Limiter, log *slog.Logger) (*proxy, error) {
	p := &proxy{auth: v, limits: limits, log: log, closing: closing, to: map[string]*httputil.ReverseProxy{}}
	buffers := &bufferPool{}
	for name, address := range upstreams {
		if address == "" {
			continue
		}
		target, err := url.Parse(address)
		if err != nil {
			return nil, err
		}
		p.to[name] = &httputil.ReverseProxy{
			Rewrite:        func(r *httputil.ProxyRequest) { rewrite(r, target) },
			Transport:      transport,
			BufferPool:     buffers,
			ModifyResponse: p.arrived,
			ErrorHandler:   p.failed,
			ErrorLog:       slog.NewLogLogger(log.Handler(), slog.LevelDebug), // of clients that leave
		}
	}
	return p, nil
}

// rewrite addresses the request to a service. Rewrite, unlike Director, runs after hop-by-hop
// headers are gone, so that a client cannot have ours removed with "Connection: X-…".
func rewrite(r *httputil.ProxyRequest, target *url.URL) {
	r.Out.URL.Scheme, r.Out.URL.Host = target.Scheme, target.Host
	r.Out.Host = target.Host
	if ip := r.In.Header.Get("X-Forwarded-For"); ip != "" {
		r.Out.Header.Set("X-Forwarded-For", ip) // the edge's own; Rewrite removed the client's
	}
	r.Out.Header.Set("X-Forwarded-Host", r.In.Host)
	r.Out.Header.Del("Cookie") // a refresh token is nobody's business but the gateway's
	propagation.TraceContext{}.Inject(r.In.Context(), propagation.HeaderCarrier(r.Out.Header))
}

// handler passes requests of one row of the table on.
func (p *proxy) handler(rt route) http.HandlerFunc {
	to := p.to[rt.service]
	return func(w http.ResponseWriter, r *http.Request) {
		id, err := p.admit(rt, r)
		if err == nil {
			err = p.count(rt, r, id)
		}
		if err == nil && to == nil {
			err = errNotInstalled
		}
		if err == nil && r.ContentLength > rt.maxBody {
			err = httpapi.ErrBodyTooLarge
		}
		if err != nil {
			httpapi.WriteProblem(w, r, problem.Of(err))
			return
		}
		p.pass(to, rt, w, r)
	}
}

// admit checks the caller by the row's access. A bad token on a public path is passed on as it is:
// the service treats it as none.
func (p *proxy) admit(rt route, r *http.Request) (auth.Identity, error) {
	headers := r.Header.Values("Authorization")
	var id auth.Identity
	var err error
	if len(headers) > 0 {
		scheme, token, _ := strings.Cut(headers[0], " ")
		if err = auth.ErrUnauthorized; len(headers) == 1 && strings.EqualFold(scheme, "Bearer") {
			id, err = p.auth.Authenticate(r.Context(), token)
		}
	}
	if rt.access == auth.Public || rt.opened(r) {
		return id, nil
	}
	if err != nil {
		return id, err
	}
	return id, rt.access.Admit(id)
}

// count takes one from the caller's share.
func (p *proxy) count(rt route, r *http.Request, id auth.Identity) error {
	rule, byUser := rt.rule(r)
	if byUser && !id.Anonymous() {
		return p.limits.Allow(r.Context(), rule, id.UserID)
	}
	return p.limits.Allow(r.Context(), rule, limit.Client(r.Context()))
}

// pass sends the request and its answer through, within the row's bounds.
func (p *proxy) pass(to *httputil.ReverseProxy, rt route, w http.ResponseWriter, r *http.Request) {
	f := begin(p.closing, w, rt.timeout)
	defer f.end()
	if r.Body != nil && r.Body != http.NoBody {
		r.Body = http.MaxBytesReader(w, r.Body, rt.maxBody)
	}
	ctx, cancel := context.WithCancelCause(r.Context())
	defer cancel(nil)
	f.bound(cancel)
	to.ServeHTTP(f, r.WithContext(context.WithValue(ctx, flightKey{}, f)))
}

// arrived sees an answer before it is passed on: streams may go on, a service's own helpless 5xx
// becomes a problem, and what only the gateway says about other origins is ours to say.
func (p *proxy) arrived(res *http.Response) error {
	for name := range res.Header {
		if strings.HasPrefix(name, "Access-Control-") {
			res.Header.Del(name)
		}
	}
	media, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	switch {
	case media == "text/event-stream":
		if f, ok := res.Request.Context().Value(flightKey{}).(*flight); ok {
			f.stream()
		}
	case res.StatusCode >= http.StatusInternalServerError && media != "application/problem+json":
		return errBroken
	}
	return nil
}

// failed answers for a service that did not.
func (p *proxy) failed(w http.ResponseWriter, r *http.Request, err error) {
	_, tooLarge := errors.AsType[*http.MaxBytesError](err)
	dial, ok := errors.AsType[*net.OpError](err)
	switch {
	case tooLarge:
		httpapi.WriteProblem(w, r, httpapi.ErrBodyTooLarge)
	case errors.Is(context.Cause(r.Context()), errTooSlow):
		httpapi.WriteProblemAs(w, r, http.StatusGatewayTimeout, errTooSlow)
	case r.Context().Err() != nil:
		return // the client has gone
	case ok && dial.Op == "dial":
		httpapi.WriteProblem(w, r, errUnreachable)
	default:
		p.log.WarnContext(r.Context(), "no proper answer", "path", r.URL.Path, "error", err)
		httpapi.WriteProblemAs(w, r, http.StatusBadGateway, errBroken)
	}
}

// bufferPool lends the buffers that answers are copied with.
type bufferPool struct{ pool sync.Pool }

const bufferBytes = 32 << 10

func (b *bufferPool) Get() []byte {
	if have, ok := b.pool.Get().(*[bufferBytes]byte); ok {
		return have[:]
	}
	return make([]byte, bufferBytes)
}

func (b *bufferPool) Put(buf []byte) { b.pool.Put((*[bufferBytes]byte)(buf)) }
