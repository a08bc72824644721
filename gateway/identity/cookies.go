package identity

import (
	"net/http"
	"slices"
	"time"
)

// cookies decides how browsers keep a refresh token: where no script reads it, and only for
// requests that the shop's own pages make.
type cookies struct {
	secure  bool
	origins []string
}

// name has the __Host- prefix wherever browsers accept it, which is on https only.
func (c cookies) name() string {
	if c.secure {
		return "__Host-refresh"
	}
	return "refresh"
}

func (c cookies) keep(token string, until time.Time) string {
	return c.write(token, int(time.Until(until).Seconds()))
}

func (c cookies) drop() string { return c.write("", -1) }

func (c cookies) write(value string, seconds int) string {
	cookie := http.Cookie{
		Name: c.name(), Value: value, Path: "/", MaxAge: seconds,
		HttpOnly: true, Secure: c.secure, SameSite: http.SameSiteStrictMode,
	}
	return cookie.String()
}

// Sent is how a refresh token may reach us.
type Sent struct {
	Secure        string `cookie:"__Host-refresh" hidden:"true"`
	Plain         string `cookie:"refresh" hidden:"true"`
	Origin        string `header:"Origin" hidden:"true"`
	FetchSite     string `header:"Sec-Fetch-Site" hidden:"true"`
	RequestedWith string `header:"X-Requested-With" doc:"Any value; required when the token comes as a cookie" maxLength:"100"`
	Client        string `header:"X-Client" enum:"native,web" doc:"native: the token is in the body, of request and answer"`
}

// token returns the refresh token of a request, from the body for native clients, else from the
// cookie. A cookie counts only with a header that no foreign page can send without asking first,
// and from no foreign origin.
func (c cookies) token(in Sent, body string) (string, error) {
	if in.native() {
		return body, nil
	}
	cookie := in.Plain
	if c.secure {
		cookie = in.Secure
	}
	if cookie == "" {
		return "", nil
	}
	if in.RequestedWith == "" || c.foreign(in) {
		return "", ErrCrossSite
	}
	return cookie, nil
}

// foreign reports whether another site's page made the request. What browsers say of the site they
// fetch for no page can forge; older ones, and other clients, say the origin or nothing.
func (c cookies) foreign(in Sent) bool {
	switch in.FetchSite {
	case "same-origin":
		return false
	case "cross-site":
		return !slices.Contains(c.origins, in.Origin)
	}
	return in.Origin != "" && !slices.Contains(c.origins, in.Origin)
}

func (in Sent) native() bool { return in.Client == "native" }
