package notification

import (
	"embed"
	"html/template"
	"net/http"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/httpapi"
)

//go:embed templates/unsubscribe.html
var unsubscribeFile embed.FS

var unsubscribePage = template.Must(template.ParseFS(unsubscribeFile, "templates/unsubscribe.html"))

// unsubscribeRoutes end alerts by e-mail for whoever has the link, without signing in. Following the link changes
// nothing, for mail scanners do that too; its button does, and so does the mail program's own (RFC 8058).
func (n *Notices) unsubscribeRoutes(api *httpapi.API) {
	op := func(id, method, summary string) httpapi.Operation {
		return httpapi.Op(id, method, "/api/v1/notifications/unsubscribe", auth.Public, http.StatusNotFound).Tag("notifications").Summary(summary)
	}
	httpapi.HandleRaw(api, op("ask-unsubscribe", http.MethodGet, "A page that asks whether to end alerts by e-mail"), n.askUnsubscribe)
	httpapi.HandleRaw(api, op("unsubscribe", http.MethodPost, "End alerts by e-mail").MaxBody(4<<10).Raw(), n.unsubscribe(api))
}

func (n *Notices) askUnsubscribe(w http.ResponseWriter, _ *http.Request) { showUnsubscribe(w, false) }

func (n *Notices) unsubscribe(api *httpapi.API) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := n.Unsubscribe(r.Context(), r.URL.Query().Get("token")); err != nil {
			api.WriteError(w, r, err)
			return
		}
		showUnsubscribe(w, true)
	}
}

func showUnsubscribe(w http.ResponseWriter, done bool) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "same-origin") // the address has the token; the form needs its Origin
	h.Set("Cache-Control", "no-store")
	_ = unsubscribePage.Execute(w, done)
}
