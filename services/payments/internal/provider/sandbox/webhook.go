package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/askcart/askcart/services/payments/internal/provider"
)

// SignatureHeader carries t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">.
const SignatureHeader = "Sandbox-Signature"

// tolerance is how far a webhook's time may be from ours, either way.
const tolerance = 5 * time.Minute

// Message is the body of a webhook.
type Message struct {
	ID     string `json:"id"`
	Type   string `json:"type"`
	Charge string `json:"charge"`
}

// Sign returns the signature of raw as sent at the given time.
func Sign(secret string, raw []byte, at time.Time) string {
	t := strconv.FormatInt(at.Unix(), 10)
	return fmt.Sprintf("t=%s,v1=%s", t, hex.EncodeToString(mac([]byte(secret), t, raw)))
}

func mac(secret []byte, t string, raw []byte) []byte {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(t + "."))
	h.Write(raw)
	return h.Sum(nil)
}

// ParseWebhook implements provider.Provider. A message more than five minutes old or ahead is refused.
func (s *Sandbox) ParseWebhook(raw []byte, header http.Header, now time.Time) (provider.Notice, error) {
	t, signature := split2(header.Get(SignatureHeader))
	seconds, err := strconv.ParseInt(t, 10, 64)
	if err != nil || len(s.secret) == 0 {
		return provider.Notice{}, provider.ErrSignature
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > tolerance || age < -tolerance {
		return provider.Notice{}, provider.ErrSignature
	}
	if !hmac.Equal(signature, mac(s.secret, t, raw)) {
		return provider.Notice{}, provider.ErrSignature
	}
	var m Message
	if err := json.Unmarshal(raw, &m); err != nil || m.ID == "" || m.Charge == "" || len(m.ID) > 255 || len(m.Charge) > 255 {
		return provider.Notice{}, provider.ErrMalformed
	}
	return provider.Notice{ID: m.ID, Type: m.Type, Ref: m.Charge}, nil
}

// split2 takes a signature header apart; what is not there is empty.
func split2(header string) (t string, signature []byte) {
	for part := range strings.SplitSeq(header, ",") {
		switch name, value, _ := strings.Cut(part, "="); name {
		case "t":
			t = value
		case "v1":
			signature, _ = hex.DecodeString(value) // nonsense is an empty signature, which fits nothing
		}
	}
	return t, signature
}
