package identity

import (
	"context"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/httpapi"
)

const maxBody = 16 << 10

// Routes registers all there is about accounts.
func (a *Accounts) Routes(api *httpapi.API) {
	op := func(id, method, path string, access auth.Access, failures ...int) httpapi.Operation {
		return httpapi.Op(id, method, "/api/v1/auth"+path, access, failures...).Tag("accounts").MaxBody(maxBody)
	}
	httpapi.Handle(api, op("start-guest", "POST", "/guest", auth.Public, 429).Summary("Start as a guest, who can shop fully"), a.guest)
	httpapi.Handle(api, op("register", "POST", "/register", auth.Public, 401, 409, 429).Status(201).Summary("Make an account; a guest keeps its id"), a.register)
	httpapi.Handle(api, op("login", "POST", "/login", auth.Public, 401, 429).Summary("Sign in; a guest's cart and orders come along"), a.login)
	httpapi.Handle(api, op("refresh", "POST", "/refresh", auth.Public, 401, 403, 429).Summary("Renew the session"), a.refresh)
	httpapi.Handle(api, op("logout", "POST", "/logout", auth.Public, 403).Summary("End the session"), a.logout)
	httpapi.Handle(api, op("get-me", "GET", "/me", auth.Signed).Summary("Who I am"), a.me)
	httpapi.Handle(api, op("update-me", "PATCH", "/me", auth.Signed, 403).Summary("Change my name or language"), a.patchMe)
	httpapi.Handle(api, op("forgot-password", "POST", "/password/forgot", auth.Public, 429).Summary("Send a link to choose a new password"), a.forgot)
	httpapi.Handle(api, op("reset-password", "POST", "/password/reset", auth.Public, 429).Summary("Choose a new password"), a.reset)
	httpapi.Handle(api, op("verify-email", "POST", "/email/verify", auth.Public, 429).Summary("Prove an e-mail address"), a.verify)
	httpapi.Handle(api, op("bootstrap", "POST", "/bootstrap", auth.Public, 403, 404, 409, 429).Status(201).Summary("Make the first admin, once"), a.bootstrap)
	httpapi.Handle(api, httpapi.Op("get-keys", "GET", "/.well-known/jwks.json", auth.Public).Tag("accounts").Summary("Public keys of access tokens"), a.jwks)
}

// From is what any request says of its sender. huma sees embedded structs only when exported.
type From struct {
	UserAgent     string `header:"User-Agent" hidden:"true"`
	Authorization string `header:"Authorization" hidden:"true"`
}

func (f From) device() device { return device(f.UserAgent) }

// caller returns the caller. A token that is sent but not valid is refused here, although the
// operation is public: silently losing a guest's cart would be worse.
func (f From) caller(ctx context.Context) (auth.Identity, error) {
	id := auth.From(ctx)
	if f.Authorization != "" && id.Anonymous() {
		return id, auth.ErrUnauthorized
	}
	return id, nil
}

// signedIn is a session with its cookie.
type signedIn struct {
	Cookie       string `header:"Set-Cookie" hidden:"true"`
	CacheControl string `header:"Cache-Control" hidden:"true"`
	Body         Session
}

type registered struct {
	Location     string `header:"Location"`
	Cookie       string `header:"Set-Cookie" hidden:"true"`
	CacheControl string `header:"Cache-Control" hidden:"true"`
	Body         Session
}

// answer hands the refresh token out the way that the client keeps it.
func (a *Accounts) answer(s Session, in Sent, err error) (*signedIn, error) {
	if err != nil {
		return nil, err
	}
	out := &signedIn{CacheControl: "no-store", Body: s}
	if in.native() {
		out.Body.RefreshToken = s.refresh
	} else {
		out.Cookie = a.cookies.keep(s.refresh, s.until)
	}
	return out, nil
}

func (a *Accounts) guest(ctx context.Context, in *struct {
	From
	Sent
}) (*signedIn, error) {
	s, err := a.Guest(ctx, in.device())
	return a.answer(s, in.Sent, err)
}

func (a *Accounts) register(ctx context.Context, in *struct {
	From
	Sent
	Body Registration
}) (*registered, error) {
	caller, err := in.caller(ctx)
	if err != nil {
		return nil, err
	}
	s, err := a.Register(ctx, in.Body, caller, in.device())
	return a.made(s, in.Sent, err)
}

func (a *Accounts) made(s Session, in Sent, err error) (*registered, error) {
	out, err := a.answer(s, in, err)
	if err != nil {
		return nil, err
	}
	return &registered{"/api/v1/auth/me", out.Cookie, out.CacheControl, out.Body}, nil
}

// Login is what signing in takes.
type Login struct {
	Email    string `json:"email" maxLength:"254"`
	Password string `json:"password" maxLength:"256"`
}

func (a *Accounts) login(ctx context.Context, in *struct {
	From
	Sent
	Body Login
}) (*signedIn, error) {
	caller, err := in.caller(ctx)
	if err != nil {
		return nil, err
	}
	s, err := a.Login(ctx, in.Body.Email, in.Body.Password, caller, in.device())
	return a.answer(s, in.Sent, err)
}

// RefreshToken is the body of native clients; browsers send a cookie and no body.
type RefreshToken struct {
	Token string `json:"refresh_token,omitempty" maxLength:"100"`
}

type tokenInput struct {
	From
	Sent
	Body *RefreshToken
}

func (in *tokenInput) body() string {
	if in.Body == nil {
		return ""
	}
	return in.Body.Token
}

func (a *Accounts) refresh(ctx context.Context, in *tokenInput) (*signedIn, error) {
	token, err := a.cookies.token(in.Sent, in.body())
	if err != nil {
		return nil, err
	}
	s, err := a.Refresh(ctx, token, in.device())
	return a.answer(s, in.Sent, err)
}

type signedOut struct {
	Cookie string `header:"Set-Cookie" hidden:"true"`
}

func (a *Accounts) logout(ctx context.Context, in *tokenInput) (*signedOut, error) {
	token, err := a.cookies.token(in.Sent, in.body())
	if err != nil {
		return nil, err
	}
	if err := a.Logout(ctx, token); err != nil {
		return nil, err
	}
	return &signedOut{a.cookies.drop()}, nil
}

func (a *Accounts) me(ctx context.Context, _ *struct{}) (*httpapi.Body[User], error) {
	return httpapi.Reply(a.Me(ctx))
}

func (a *Accounts) patchMe(ctx context.Context, in *httpapi.Body[Change]) (*httpapi.Body[User], error) {
	return httpapi.Reply(a.Update(ctx, in.Body))
}

// Address names an account that may or may not exist.
type Address struct {
	Email string `json:"email" format:"email" maxLength:"254"`
}

// Accepted is the same answer whatever happened.
type Accepted struct {
	Accepted bool `json:"accepted"`
}

func accepted(err error) (*httpapi.Body[Accepted], error) {
	return httpapi.Reply(Accepted{true}, err)
}

func (a *Accounts) forgot(ctx context.Context, in *httpapi.Body[Address]) (*httpapi.Body[Accepted], error) {
	return accepted(a.Forgot(ctx, in.Body.Email))
}

// NewPassword is a password chosen with the token of a link.
type NewPassword struct {
	Token    string `json:"token" minLength:"1" maxLength:"100"`
	Password string `json:"password" minLength:"8" maxLength:"256"`
}

func (a *Accounts) reset(ctx context.Context, in *httpapi.Body[NewPassword]) (*httpapi.Body[Accepted], error) {
	return accepted(a.Reset(ctx, in.Body.Token, in.Body.Password))
}

// Proof is the token of a link.
type Proof struct {
	Token string `json:"token" minLength:"1" maxLength:"100"`
}

func (a *Accounts) verify(ctx context.Context, in *httpapi.Body[Proof]) (*httpapi.Body[Accepted], error) {
	return accepted(a.Verify(ctx, in.Body.Token))
}

// FirstAdmin is the token of the configuration and the account that it makes.
type FirstAdmin struct {
	Token string `json:"token" minLength:"1" maxLength:"200"`
	Registration
}

func (a *Accounts) bootstrap(ctx context.Context, in *struct {
	From
	Sent
	Body FirstAdmin
}) (*registered, error) {
	s, err := a.Bootstrap(ctx, in.Body.Token, in.Body.Registration, in.device())
	return a.made(s, in.Sent, err)
}

// jwks may be cached for less time than services keep keys.
func (a *Accounts) jwks(context.Context, *struct{}) (*published, error) {
	return &published{"public, max-age=30", a.keys.Set()}, nil
}

type published struct {
	CacheControl string `header:"Cache-Control"`
	Body         auth.KeySet
}

var _ auth.Keys = (*Keys)(nil)
