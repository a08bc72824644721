package payments

import (
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/askcart/askcart/shared/httpapi"
)

// maxWebhook is the largest message taken from a provider.
const maxWebhook = 256 << 10

// received is the answer to a webhook that was noted.
type received struct {
	Received bool `json:"received"`
}

// webhook takes a provider's message: verified and noted here, applied by a worker's Lookup.
func (p *Payments) webhook(api *httpapi.API) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(r.Body)
		if err == nil {
			err = p.Receive(r.Context(), chi.URLParam(r, "provider"), raw, r.Header, time.Now())
		}
		if err != nil {
			api.WriteError(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(received{true})
	}
}
