package auth

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

const (
	jwksFresh   = time.Minute      // after that the set is asked for again
	jwksKept    = time.Hour        // how long keys stay usable while the set cannot be reached
	jwksRetry   = 30 * time.Second // at most one request for unknown kids or after a failure
	jwksFirst   = time.Second      // the same while no key was ever read, so that start order is free
	jwksTimeout = 2 * time.Second
	jwksMax     = 64 << 10
)

// JWK is one published Ed25519 key (RFC 8037).
type JWK struct {
	KeyType   string `json:"kty"`
	Curve     string `json:"crv"`
	KeyID     string `json:"kid"`
	Use       string `json:"use"`
	Algorithm string `json:"alg"`
	X         string `json:"x" doc:"The public key, base64url without padding"`
}

// KeySet is the document at /.well-known/jwks.json.
type KeySet struct {
	Keys []JWK `json:"keys"`
}

// NewJWK publishes key under kid.
func NewJWK(kid string, key ed25519.PublicKey) JWK {
	return JWK{
		KeyType: "OKP", Curve: "Ed25519", KeyID: kid, Use: "sig", Algorithm: "EdDSA",
		X: base64.RawURLEncoding.EncodeToString(key),
	}
}

// JWKS finds keys in a key set fetched by URL: lazily, at most once a minute, and at most every
// 30 s for kids it does not know. When the set cannot be reached, keys work on for an hour.
type JWKS struct {
	url    string
	client *http.Client
	now    func() time.Time

	fetching sync.Mutex // held by the one caller that fetches; the others go on with what is there

	mu    sync.RWMutex
	keys  map[string]ed25519.PublicKey
	read  time.Time // last success
	tried time.Time // last attempt
}

// NewJWKS returns the keys published at url. Nothing is fetched before the first token.
func NewJWKS(url string) *JWKS {
	return &JWKS{url: url, client: &http.Client{Timeout: jwksTimeout}, now: time.Now}
}

// Key implements Keys.
func (j *JWKS) Key(ctx context.Context, kid string) (ed25519.PublicKey, error) {
	key, due, empty := j.look(kid)
	switch {
	case due && empty:
		j.fetching.Lock() // nothing to go on with: wait for whoever fetches
		j.refetch(ctx)
		j.fetching.Unlock()
		key, _, empty = j.look(kid)
	case due && j.fetching.TryLock():
		j.refetch(ctx)
		j.fetching.Unlock()
		key, _, empty = j.look(kid)
	}
	switch {
	case key != nil:
		return key, nil
	case empty:
		return nil, ErrUnavailable.After(jwksFirst)
	default:
		return nil, ErrUnauthorized
	}
}

// look returns the key if usable, whether a fetch is due, and whether there is no usable set.
func (j *JWKS) look(kid string) (key ed25519.PublicKey, due, empty bool) {
	j.mu.RLock()
	defer j.mu.RUnlock()
	now := j.now()
	empty = j.read.IsZero() || now.Sub(j.read) > jwksKept
	if !empty {
		key = j.keys[kid]
	}
	wait := jwksRetry
	if empty {
		wait = jwksFirst
	}
	stale := key == nil || now.Sub(j.read) > jwksFresh
	return key, stale && now.Sub(j.tried) >= wait, empty
}

// refetch replaces the keys; on failure the old ones stay. The caller holds fetching.
func (j *JWKS) refetch(ctx context.Context) {
	j.mu.Lock()
	tried := j.tried
	j.mu.Unlock()
	if j.now().Sub(tried) < jwksFirst {
		return // another caller fetched while this one waited
	}
	keys, err := j.fetch(ctx)
	j.mu.Lock()
	defer j.mu.Unlock()
	j.tried = j.now()
	if err == nil {
		j.keys, j.read = keys, j.tried
	}
}

func (j *JWKS) fetch(ctx context.Context) (map[string]ed25519.PublicKey, error) {
	// One caller's hasty departure must not fail the fetch for all.
	req, err := http.NewRequestWithContext(context.WithoutCancel(ctx), http.MethodGet, j.url, nil)
	if err != nil {
		return nil, err
	}
	res, err := j.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("key set answered %d", res.StatusCode)
	}
	var set KeySet
	if err := json.NewDecoder(io.LimitReader(res.Body, jwksMax)).Decode(&set); err != nil {
		return nil, fmt.Errorf("read key set: %w", err)
	}
	return set.public(), nil
}

// public returns the Ed25519 signing keys of the set; keys of any other kind are skipped.
func (s KeySet) public() map[string]ed25519.PublicKey {
	keys := map[string]ed25519.PublicKey{}
	for _, k := range s.Keys {
		raw, err := base64.RawURLEncoding.DecodeString(k.X)
		if err == nil && k.KeyType == "OKP" && k.Curve == "Ed25519" && len(raw) == ed25519.PublicKeySize {
			keys[k.KeyID] = raw
		}
	}
	return keys
}
