package identity

import (
	"time"

	"github.com/askcart/askcart/shared/auth"
	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
)

// sign returns an access token for l.
func (a *Accounts) sign(l login) (string, error) {
	now := time.Now()
	token := jwt.NewWithClaims(jwt.SigningMethodEdDSA, auth.Claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: a.issuer, Audience: jwt.ClaimStrings{a.audience}, Subject: l.User.ID, ID: uuid.NewString(),
			IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(AccessLife)),
		},
		Role: l.User.Role, Prev: l.Prev, Permissions: l.User.Permissions,
	})
	kid, key := a.keys.signing()
	token.Header["kid"], token.Header["typ"] = kid, auth.TokenType
	return token.SignedString(key)
}
