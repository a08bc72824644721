// Package authtest issues access tokens for tests, as the gateway does in production.
package authtest

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/askcart/askcart/shared/auth"
	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
)

// Iss and Aud are the defaults of every service's configuration.
const (
	Iss = "askcart"
	Aud = "askcart"
)

// Issuer signs tokens and publishes its key at URL.
type Issuer struct {
	URL     string // of the key set
	KeyID   string
	Key     ed25519.PrivateKey
	Fetched atomic.Int64 // how often the key set was asked for
	t       testing.TB
}

// NewIssuer starts an issuer with a fresh key; it ends with t.
func NewIssuer(t testing.TB) *Issuer {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	i := &Issuer{KeyID: uuid.NewString(), Key: private, t: t}
	set := auth.KeySet{Keys: []auth.JWK{auth.NewJWK(i.KeyID, public)}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		i.Fetched.Add(1)
		_ = json.NewEncoder(w).Encode(set) // the caller has gone
	}))
	t.Cleanup(server.Close)
	i.URL = server.URL
	return i
}

// Claims returns valid claims for a user, to be altered by tests of bad tokens.
func (i *Issuer) Claims(userID string, role auth.Role) auth.Claims {
	now := time.Now()
	return auth.Claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: Iss, Audience: jwt.ClaimStrings{Aud}, Subject: userID, ID: uuid.NewString(),
			IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(15 * time.Minute)),
		},
		Role: role,
	}
}

// Sign signs any claims as an access token.
func (i *Issuer) Sign(c jwt.Claims) string {
	i.t.Helper()
	token := jwt.NewWithClaims(jwt.SigningMethodEdDSA, c)
	token.Header["kid"], token.Header["typ"] = i.KeyID, auth.TokenType
	s, err := token.SignedString(i.Key)
	if err != nil {
		i.t.Fatal(err)
	}
	return s
}

// Token returns a valid token for a user.
func (i *Issuer) Token(userID string, role auth.Role) string {
	i.t.Helper()
	return i.Sign(i.Claims(userID, role))
}
