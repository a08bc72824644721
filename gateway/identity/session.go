package identity

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"time"
)

const (
	// AccessLife is how long an access token is good.
	AccessLife = 15 * time.Minute
	// SessionLife is how long a login lasts at most, however often it is refreshed.
	SessionLife = 30 * 24 * time.Hour
	// prevLife is how long a login that merged a guest goes on owning what was the guest's. By
	// then every service has moved it, or has been down for a day.
	prevLife = 24 * time.Hour
	// grace is within which a second use of a refresh token by the same device is taken for two
	// tabs that refreshed at once, not for theft.
	grace = 10 * time.Second
)

// Session is what login, register, guest and refresh answer.
type Session struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type" enum:"Bearer"`
	ExpiresIn   int    `json:"expires_in" doc:"Seconds until the access token ends"`
	User        User   `json:"user"`
	// RefreshToken is in the body for native clients only; browsers have it as a cookie.
	RefreshToken string `json:"refresh_token,omitempty"`

	refresh string    // the refresh token
	until   time.Time // the session's absolute end
}

// login is a row of sessions with its user.
type login struct {
	ID        string
	User      User
	Prev      string
	ExpiresAt time.Time
}

// device tells clients apart well enough to know two tabs from a thief: it is never shown, and
// never all there is between a token and its use.
type device string

func (d device) hash() []byte { return hashOf("device:" + string(d)) }

// newSecret returns 32 random bytes as text, for tokens that are looked up by their hash.
func newSecret() string {
	b := make([]byte, 32)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// hashOf is the form in which secrets are stored; they are random, so no salt is needed.
func hashOf(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}
