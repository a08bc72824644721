package identity

import (
	"context"
	"embed"
	"encoding/hex"
	"io/fs"
	"log/slog"
	"time"

	"github.com/askcart/askcart/gateway/limit"
	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/outbox"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/prometheus/client_golang/prometheus"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations are the schema's own files.
func Migrations() fs.FS {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sub
}

// Options are what Accounts needs to know.
type Options struct {
	Issuer, Audience string
	BootstrapToken   string   // empty: no bootstrap
	Secure           bool     // the shop is served over https
	Origins          []string // from which cookies count
}

// Accounts is every way to become somebody and to stop being it.
type Accounts struct {
	db               *postgres.DB
	keys             *Keys
	limits           *limit.Limiter
	log              *slog.Logger
	passwords        *hasher
	issuer, audience string
	bootstrapToken   string
	cookies          cookies
	logins           *prometheus.CounterVec
}

// New returns the accounts stored in db.
func New(db *postgres.DB, keys *Keys, limits *limit.Limiter, o Options, log *slog.Logger, metrics prometheus.Registerer) *Accounts {
	logins := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "identity_sessions_total", Help: "Sessions by how they came about, and what ended them against the rules.",
	}, []string{"event"})
	metrics.MustRegister(logins)
	return &Accounts{
		db: db, keys: keys, limits: limits, log: log, passwords: newHasher(), issuer: o.Issuer, audience: o.Audience,
		bootstrapToken: o.BootstrapToken, cookies: cookies{secure: o.Secure, origins: o.Origins}, logins: logins,
	}
}

// Guest starts the session of somebody new.
func (a *Accounts) Guest(ctx context.Context, d device) (Session, error) {
	if err := a.limits.Allow(ctx, limit.Guest, limit.Client(ctx)); err != nil {
		return Session{}, err
	}
	u := User{ID: newID(), Role: auth.Guest, CreatedAt: time.Now().UTC()}
	s := freshSession(d, "")
	if err := insertGuest(ctx, a.db, u.ID, s); err != nil {
		return Session{}, err
	}
	a.logins.WithLabelValues("guest").Inc()
	return a.session(login{ID: s.id, User: u, ExpiresAt: s.until}, s.refresh)
}

// Register makes an account and signs it in. A guest keeps its id, and so all it has. The password
// is hashed before anything is looked up, so that a taken address takes as long as a free one.
func (a *Accounts) Register(ctx context.Context, r Registration, caller auth.Identity, d device) (Session, error) {
	if err := a.limits.Allow(ctx, limit.Register, limit.Client(ctx)); err != nil {
		return Session{}, err
	}
	return a.create(ctx, r, auth.Shopper, caller, d, func(postgres.Tx, User) error { return nil })
}

// create makes an account of role and signs it in; also runs in the same transaction.
func (a *Accounts) create(ctx context.Context, r Registration, role auth.Role, caller auth.Identity, d device, also func(postgres.Tx, User) error) (Session, error) {
	r, err := r.check()
	if err != nil {
		return Session{}, err
	}
	hash, err := a.passwords.hash(ctx, r.Password)
	if err != nil {
		return Session{}, err
	}
	var made Session
	err = a.db.InTx(ctx, func(tx postgres.Tx) error {
		u, err := place(ctx, tx, User{Role: role, Email: r.Email, Name: r.Name, Locale: r.Locale}, hash, caller)
		if err != nil {
			return err
		}
		if err := a.announce(ctx, tx, u); err != nil {
			return err
		}
		if err := also(tx, u); err != nil {
			return err
		}
		made, err = a.open(ctx, tx, u, "", d)
		return err
	})
	if postgres.Violates(err, "users_email") {
		return Session{}, ErrEmailTaken
	}
	if err == nil {
		a.logins.WithLabelValues("register").Inc()
	}
	return made, err
}

// place stores a new account, under the caller's id when the caller is a guest who can become it.
func place(ctx context.Context, tx postgres.Tx, u User, hash string, caller auth.Identity) (User, error) {
	if caller.Role == auth.Guest && u.Role == auth.Shopper {
		promoted, ok, err := promoteGuest(ctx, tx, caller.UserID, u, hash)
		if err != nil {
			return User{}, err
		}
		if ok {
			return promoted, revokeAll(ctx, tx, promoted.ID) // what was known before the password counts no more
		}
	}
	u.ID = newID()
	return insertUser(ctx, tx, u, hash)
}

// announce tells the shop of a new account and asks its owner to prove the address.
func (a *Accounts) announce(ctx context.Context, tx postgres.Tx, u User) error {
	if _, err := outbox.Add(ctx, tx, events.UserChanged, u.ID, u.event()); err != nil {
		return err
	}
	return a.sendLink(ctx, tx, verifyLink, u)
}

// Login signs somebody in. A guest's identity is merged into the account: user_merged is sent
// once, and the session owns what was the guest's until every service has moved it.
func (a *Accounts) Login(ctx context.Context, email, password string, caller auth.Identity, d device) (Session, error) {
	email = normalEmail(email)
	found, err := a.check(ctx, email, password)
	if err != nil {
		return Session{}, err
	}
	var made Session
	err = a.db.InTx(ctx, func(tx postgres.Tx) error {
		prev, err := a.merge(ctx, tx, caller, found.ID)
		if err != nil {
			return err
		}
		made, err = a.open(ctx, tx, found, prev, d)
		return err
	})
	return made, err
}

// check returns the account that password belongs to. Whether the address is unknown or the
// password wrong shows neither in the answer nor in the time it takes. Only failures count.
func (a *Accounts) check(ctx context.Context, email, password string) (User, error) {
	account := hex.EncodeToString(hashOf(email)[:16]) // no address in Redis
	pair := account + "@" + limit.Client(ctx)
	for _, guard := range []struct {
		rule limit.Rule
		key  string
	}{{limit.LoginIP, limit.Client(ctx)}, {limit.LoginPair, pair}, {limit.LoginAccount, account}} {
		if err := a.limits.Allow(ctx, guard.rule, guard.key); err != nil {
			return User{}, err
		}
	}
	found, _, err := findByEmail(ctx, a.db, email)
	if err != nil {
		return User{}, err
	}
	right, renew, err := a.passwords.verify(ctx, found.Hash, password)
	if err != nil {
		return User{}, err
	}
	if !right {
		a.logins.WithLabelValues("login_refused").Inc()
		return User{}, ErrWrongCredentials
	}
	a.logins.WithLabelValues("login").Inc()
	a.limits.Return(ctx, limit.LoginPair, pair)
	a.limits.Return(ctx, limit.LoginAccount, account)
	if renew {
		a.renew(ctx, found.ID, password)
	}
	return found.User, nil
}

// renew hashes a password with the current parameters; a failure only postpones it.
func (a *Accounts) renew(ctx context.Context, userID, password string) {
	hash, err := a.passwords.hash(ctx, password)
	if err == nil {
		err = setPassword(ctx, a.db, userID, hash)
	}
	if err != nil {
		a.log.WarnContext(ctx, "password hash stays old", "error", err)
	}
}

// merge makes the calling guest, if any, part of user, and returns the id it had.
func (a *Accounts) merge(ctx context.Context, tx postgres.Tx, caller auth.Identity, user string) (prev string, err error) {
	if caller.Role != auth.Guest {
		return "", nil
	}
	first, owned, err := mergeGuest(ctx, tx, caller.UserID, user)
	if err != nil || !owned {
		return "", err
	}
	if first {
		if err := revokeAll(ctx, tx, caller.UserID); err != nil {
			return "", err
		}
		_, err = outbox.Add(ctx, tx, events.UserMerged, user, events.UserMerge{From: caller.UserID, To: user})
	}
	return caller.UserID, err
}

// open stores a new session of u.
func (a *Accounts) open(ctx context.Context, tx postgres.Tx, u User, prev string, d device) (Session, error) {
	s := freshSession(d, prev)
	if err := insertSession(ctx, tx, u.ID, s); err != nil {
		return Session{}, err
	}
	return a.session(login{ID: s.id, User: u, Prev: prev, ExpiresAt: s.until}, s.refresh)
}

func freshSession(d device, prev string) newSession {
	return newSession{id: newID(), prev: prev, refresh: newSecret(), device: d, until: time.Now().Add(SessionLife)}
}

// session is what the client gets of l.
func (a *Accounts) session(l login, refresh string) (Session, error) {
	token, err := a.sign(l)
	if err != nil {
		return Session{}, err
	}
	return Session{
		AccessToken: token, TokenType: "Bearer", ExpiresIn: int(AccessLife.Seconds()), User: l.User,
		refresh: refresh, until: l.ExpiresAt,
	}, nil
}

// Run forgets what has ended, every hour, until ctx ends.
func (a *Accounts) Run(ctx context.Context) error {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if err := forget(ctx, a.db); err != nil && ctx.Err() == nil {
				a.log.WarnContext(ctx, "cannot forget ended sessions", "error", err)
			}
		}
	}
}
