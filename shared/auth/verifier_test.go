package auth_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/auth/authtest"
	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

func verifier(i *authtest.Issuer) *auth.Verifier {
	return auth.NewVerifier(auth.NewJWKS(i.URL), authtest.Iss, authtest.Aud)
}

func TestAValidTokenGivesItsIdentity(t *testing.T) {
	t.Parallel()
	i := authtest.NewIssuer(t)
	c := i.Claims(uuid.NewString(), auth.Shopper)
	c.Prev, c.Permissions = uuid.NewString(), []string{"orders"}
	token := i.Sign(c)
	v := verifier(i)
	for _, again := range []string{"verified", "remembered"} {
		got, err := v.Authenticate(t.Context(), token)
		want := auth.Identity{UserID: c.Subject, Prev: c.Prev, Role: auth.Shopper, Permissions: c.Permissions, Token: token}
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("%s: %v %s", again, err, d)
		}
	}
}

// forge builds a token by hand: any header, any claims, any signature.
func forge(header, claims any, signature string) string {
	h, _ := json.Marshal(header)
	c, _ := json.Marshal(claims)
	return base64.RawURLEncoding.EncodeToString(h) + "." + base64.RawURLEncoding.EncodeToString(c) + "." + signature
}

func TestForgedAlgorithmsAreRefused(t *testing.T) { // S6, S7
	t.Parallel()
	i := authtest.NewIssuer(t)
	v, claims := verifier(i), i.Claims(uuid.NewString(), auth.Admin)
	valid := i.Sign(claims)
	header := func(alg string, more ...any) map[string]any {
		h := map[string]any{"alg": alg, "typ": auth.TokenType, "kid": i.KeyID}
		for n := 0; n+1 < len(more); n += 2 {
			h[more[n].(string)] = more[n+1]
		}
		return h
	}
	sign := func(m jwt.SigningMethod, key any) string {
		token := jwt.NewWithClaims(m, claims)
		token.Header["kid"], token.Header["typ"] = i.KeyID, auth.TokenType
		s, err := token.SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	ec, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	parts := strings.Split(valid, ".")
	tests := map[string]string{
		"none":                     forge(header("none"), claims, ""),
		"NoNe":                     forge(header("NoNe"), claims, ""),
		"HS256 with public key":    sign(jwt.SigningMethodHS256, []byte(i.Key.Public().(ed25519.PublicKey))),
		"ES256":                    sign(jwt.SigningMethodES256, ec),
		"empty signature":          parts[0] + "." + parts[1] + ".",
		"no signature":             parts[0] + "." + parts[1],
		"extra part":               valid + ".x",
		"extra dots":               valid + "..",
		"other claims":             parts[0] + "." + strings.Split(forge(nil, i.Claims(uuid.NewString(), auth.Admin), ""), ".")[1] + "." + parts[2],
		"jwk in header":            forge(header("EdDSA", "jwk", map[string]string{"kty": "OKP"}), claims, parts[2]),
		"jku in header":            forge(header("EdDSA", "jku", i.URL), claims, parts[2]),
		"kid as path":              forge(header("EdDSA", "kid", "../../etc/passwd"), claims, parts[2]),
		"kid as SQL":               forge(header("EdDSA", "kid", "' or 1=1 --"), claims, parts[2]),
		"kid of a megabyte":        forge(header("EdDSA", "kid", strings.Repeat("k", 1<<20)), claims, parts[2]),
		"kid as number":            forge(header("EdDSA", "kid", 7), claims, parts[2]),
		"refresh token":            "rt_" + uuid.NewString(),
		"nothing":                  "",
		"the signature of another": parts[0] + "." + parts[1] + "." + strings.Split(i.Sign(i.Claims(uuid.NewString(), auth.Guest)), ".")[2],
	}
	for name, token := range tests {
		if id, err := v.Authenticate(t.Context(), token); !errors.Is(err, auth.ErrUnauthorized) || !id.Anonymous() {
			t.Errorf("%s = %+v, %v; want %v", name, id, err, auth.ErrUnauthorized)
		}
	}
	if _, err := v.Authenticate(t.Context(), valid); err != nil {
		t.Errorf("the valid token = %v", err)
	}
	if n := i.Fetched.Load(); n != 1 {
		t.Errorf("key set fetched %d times, want once: unknown kids may ask every 30 s only", n)
	}
}

func TestWrongClaimsAreRefused(t *testing.T) { // S8
	t.Parallel()
	i := authtest.NewIssuer(t)
	v, now := verifier(i), time.Now()
	tests := map[string]func(*auth.Claims){
		"no issuer":      func(c *auth.Claims) { c.Issuer = "" },
		"other issuer":   func(c *auth.Claims) { c.Issuer = "evil" },
		"no audience":    func(c *auth.Claims) { c.Audience = nil },
		"other audience": func(c *auth.Claims) { c.Audience = jwt.ClaimStrings{"evil"} },
		"no exp":         func(c *auth.Claims) { c.ExpiresAt = nil },
		"expired":        func(c *auth.Claims) { c.ExpiresAt = jwt.NewNumericDate(now.Add(-31 * time.Second)) },
		"not yet":        func(c *auth.Claims) { c.NotBefore = jwt.NewNumericDate(now.Add(time.Minute)) },
		"from tomorrow":  func(c *auth.Claims) { c.IssuedAt = jwt.NewNumericDate(now.Add(time.Minute)) },
		"no subject":     func(c *auth.Claims) { c.Subject = "" },
		"odd subject":    func(c *auth.Claims) { c.Subject = "1; drop table users" },
		"odd prev":       func(c *auth.Claims) { c.Prev = "x" },
		"no role":        func(c *auth.Claims) { c.Role = "" },
		"invented role":  func(c *auth.Claims) { c.Role = "root" },
	}
	for name, change := range tests {
		c := i.Claims(uuid.NewString(), auth.Admin)
		change(&c)
		if _, err := v.Authenticate(t.Context(), i.Sign(c)); !errors.Is(err, auth.ErrUnauthorized) {
			t.Errorf("%s = %v, want %v", name, err, auth.ErrUnauthorized)
		}
	}
	other := jwt.NewWithClaims(jwt.SigningMethodEdDSA, i.Claims(uuid.NewString(), auth.Admin))
	other.Header["kid"], other.Header["typ"] = i.KeyID, "verify+jwt"
	s, err := other.SignedString(i.Key)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.Authenticate(t.Context(), s); !errors.Is(err, auth.ErrUnauthorized) {
		t.Errorf("token of another type = %v, want %v", err, auth.ErrUnauthorized)
	}
	within := i.Claims(uuid.NewString(), auth.Admin)
	within.ExpiresAt = jwt.NewNumericDate(now.Add(-20 * time.Second))
	if _, err := v.Authenticate(t.Context(), i.Sign(within)); err != nil {
		t.Errorf("20 s past exp = %v, want leeway", err)
	}
}

func TestAccessByRole(t *testing.T) { // S2
	t.Parallel()
	user := func(r auth.Role) auth.Identity { return auth.Identity{UserID: "u", Role: r} }
	tests := []struct {
		access auth.Access
		id     auth.Identity
		want   error
	}{
		{auth.Public, auth.Identity{}, nil},
		{auth.Signed, auth.Identity{}, auth.ErrUnauthorized},
		{auth.Signed, user(auth.Guest), nil},
		{auth.Staff, auth.Identity{}, auth.ErrUnauthorized},
		{auth.Staff, user(auth.Guest), auth.ErrForbidden},
		{auth.Staff, user(auth.Shopper), auth.ErrForbidden},
		{auth.Staff, user(auth.Admin), nil},
		{0, user(auth.Admin), auth.ErrForbidden},
	}
	for _, tt := range tests {
		if got := tt.access.Admit(tt.id); !errors.Is(got, tt.want) {
			t.Errorf("access %d for %q = %v, want %v", tt.access, tt.id.Role, got, tt.want)
		}
	}
}

func TestOwnersAreTheUserAndTheGuestBefore(t *testing.T) {
	t.Parallel()
	id := auth.Identity{UserID: "u", Prev: "g"}
	if !id.Owns("u") || !id.Owns("g") || id.Owns("x") || id.Owns("") || (auth.Identity{}).Owns("") {
		t.Error("Owns is wrong")
	}
	if d := cmp.Diff([]string{"u", "g"}, id.Owners()); d != "" {
		t.Error(d)
	}
}
