package server

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"
	"time"
)

// proxy passes requests on to the gateway under the same origin, so that the refresh cookie is
// the shop's own and no CORS is needed. Streams are flushed as they come.
func proxy(gateway *url.URL, log *slog.Logger) http.Handler {
	transport := &http.Transport{
		MaxIdleConnsPerHost:   256,
		IdleConnTimeout:       60 * time.Second,
		ResponseHeaderTimeout: 30 * time.Second,
		DisableCompression:    true,
	}
	return &httputil.ReverseProxy{
		Transport:      transport,
		FlushInterval:  -1,
		ModifyResponse: compressPublic,
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(gateway)
			r.SetXForwarded()
			r.Out.Host = r.In.Host
		},
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			if r.Context().Err() == nil {
				log.WarnContext(r.Context(), "gateway unreachable", "err", err)
			}
			w.Header().Set("Content-Type", "application/problem+json")
			w.Header().Set("Retry-After", "2")
			w.WriteHeader(http.StatusBadGateway)
			_ = json.NewEncoder(w).Encode(map[string]any{
				"title": "Bad Gateway", "status": http.StatusBadGateway, "code": "gateway_unreachable",
				"detail": "the shop's gateway cannot be reached at the moment",
			})
		},
	}
}
