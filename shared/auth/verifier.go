package auth

import (
	"context"
	"crypto/ed25519"
	"errors"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
)

// TokenType is the typ header of access tokens (RFC 9068); a token of another type is refused.
const TokenType = "at+jwt"

// Leeway is how far clocks may differ when a token's times are checked.
const Leeway = 30 * time.Second

const maxTokenBytes = 8 << 10

// Keys finds the public key that signed a token. An unknown kid is ErrUnauthorized, a key set that
// was never reachable ErrUnavailable.
type Keys interface {
	Key(ctx context.Context, kid string) (ed25519.PublicKey, error)
}

// Claims is the payload of an access token.
type Claims struct {
	jwt.RegisteredClaims
	Role        Role     `json:"role"`
	Prev        string   `json:"prev,omitempty"`
	Permissions []string `json:"permissions,omitempty"`
}

// Verifier checks access tokens. Safe for concurrent use.
type Verifier struct {
	keys   Keys
	parser *jwt.Parser
	seen   *verified
}

// NewVerifier returns a Verifier for tokens that issuer signed for audience.
func NewVerifier(keys Keys, issuer, audience string) *Verifier {
	return &Verifier{
		keys: keys,
		parser: jwt.NewParser(
			jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}),
			jwt.WithIssuer(issuer),
			jwt.WithAudience(audience),
			jwt.WithExpirationRequired(),
			jwt.WithIssuedAt(),
			jwt.WithLeeway(Leeway),
		),
		seen: newVerified(),
	}
}

// Authenticate returns the identity in bearer. A token verified in the last minute is answered
// from memory.
func (v *Verifier) Authenticate(ctx context.Context, bearer string) (Identity, error) {
	if len(bearer) == 0 || len(bearer) > maxTokenBytes {
		return Identity{}, ErrUnauthorized
	}
	if id, ok := v.seen.get(bearer, time.Now()); ok {
		return id, nil
	}
	var claims Claims
	_, err := v.parser.ParseWithClaims(bearer, &claims, func(t *jwt.Token) (any, error) {
		kid, _ := t.Header["kid"].(string)
		if typ, _ := t.Header["typ"].(string); typ != TokenType {
			return nil, ErrUnauthorized
		}
		return v.keys.Key(ctx, kid)
	})
	if errors.Is(err, ErrUnavailable) {
		return Identity{}, err
	}
	if err != nil || !claims.wellFormed() {
		return Identity{}, ErrUnauthorized
	}
	id := Identity{
		UserID: claims.Subject, Prev: claims.Prev, Role: claims.Role,
		Permissions: claims.Permissions, Token: bearer,
	}
	v.seen.put(bearer, id, claims.ExpiresAt.Time, time.Now())
	return id, nil
}

// wellFormed reports whether the claims name a user and a role; ids reach SQL as UUIDs.
func (c *Claims) wellFormed() bool {
	if uuid.Validate(c.Subject) != nil || !c.Role.Known() {
		return false
	}
	return c.Prev == "" || uuid.Validate(c.Prev) == nil
}
