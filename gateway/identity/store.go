package identity

import (
	"context"
	"time"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres"
)

const userColumns = `u.id, u.role, coalesce(u.email, '') as email, u.name, u.locale, u.verified, u.permissions, u.created_at`

// insertUser adds an account; an address that is taken violates users_email.
func insertUser(ctx context.Context, tx postgres.Tx, u User, hash string) (User, error) {
	return postgres.One[User](ctx, tx, `
		insert into users as u (id, role, email, name, locale, password_hash)
		values (@id, @role, @email, @name, @locale, @hash) returning `+userColumns,
		postgres.Args{"id": u.ID, "role": u.Role, "email": u.Email, "name": u.Name, "locale": u.Locale, "hash": hash})
}

// promoteGuest makes a guest a shopper under the same id; false when there is no such guest (any more).
func promoteGuest(ctx context.Context, tx postgres.Tx, guest string, u User, hash string) (User, bool, error) {
	return postgres.Maybe[User](ctx, tx, `
		update users u set role = 'shopper', email = @email, name = @name, locale = @locale, password_hash = @hash, updated_at = now()
		where id = @id and role = 'guest' and merged_into is null returning `+userColumns,
		postgres.Args{"id": guest, "email": u.Email, "name": u.Name, "locale": u.Locale, "hash": hash})
}

// insertGuest adds a guest with its session and first refresh token in one round trip.
func insertGuest(ctx context.Context, q postgres.Querier, userID string, s newSession) error {
	_, err := postgres.Exec(ctx, q, `
		with u as (insert into users (id, role) values (@user, 'guest')),
		s as (insert into sessions (id, user_id, expires_at) values (@id, @user, @until))
		insert into refresh_tokens (hash, session_id, device) values (@hash, @id, @device)`,
		postgres.Args{"user": userID, "id": s.id, "until": s.until, "hash": hashOf(s.refresh), "device": s.device.hash()})
	return err
}

// newSession is what a session is stored with.
type newSession struct {
	id, prev, refresh string
	device            device
	until             time.Time
}

func insertSession(ctx context.Context, tx postgres.Tx, userID string, s newSession) error {
	_, err := postgres.Exec(ctx, tx, `
		with s as (insert into sessions (id, user_id, prev, expires_at) values (@id, @user, nullif(@prev, '')::uuid, @until))
		insert into refresh_tokens (hash, session_id, device) values (@hash, @id, @device)`,
		postgres.Args{
			"id": s.id, "user": userID, "prev": s.prev, "until": s.until, "hash": hashOf(s.refresh), "device": s.device.hash(),
		})
	return err
}

// rotated is what remains of a refresh token that was spent for a new one.
type rotated struct {
	User
	Prev  string    `db:"prev"`
	Until time.Time `db:"expires_at"`
}

// rotate spends a refresh token and stores its successor, in one statement: of two that race, one
// finds nothing to spend.
func rotate(ctx context.Context, q postgres.Querier, token, next string, d device) (rotated, bool, error) {
	return postgres.Maybe[rotated](ctx, q, `
		with spent as (
			update refresh_tokens t set spent_at = now() from sessions s
			where t.hash = @hash and t.spent_at is null and s.id = t.session_id and s.revoked_at is null and s.expires_at > now()
			returning s.id, s.user_id, s.prev, s.created_at, s.expires_at
		), next as (
			insert into refresh_tokens (hash, session_id, device) select @next, id, @device from spent
		)
		select `+userColumns+`, s.expires_at,
			case when s.created_at > now() - @prev_life::interval then coalesce(s.prev::text, '') else '' end as prev
		from spent s join users u on u.id = s.user_id`,
		postgres.Args{"hash": hashOf(token), "next": hashOf(next), "device": d.hash(), "prev_life": prevLife})
}

// spent is a refresh token that could not be used.
type spent struct {
	SessionID string `db:"session_id"`
	Grace     bool   `db:"grace"`
}

// findSpent looks a refresh token up after rotate found nothing to spend; grace says that the same
// device spent it a moment ago.
func findSpent(ctx context.Context, q postgres.Querier, token string, d device) (spent, bool, error) {
	return postgres.Maybe[spent](ctx, q, `
		select t.session_id, s.revoked_at is null and t.device = @device
			and coalesce(t.spent_at > now() - @grace::interval, false) as grace
		from refresh_tokens t join sessions s on s.id = t.session_id where t.hash = @hash`,
		postgres.Args{"hash": hashOf(token), "device": d.hash(), "grace": grace})
}

func revokeSession(ctx context.Context, q postgres.Querier, id string) error {
	_, err := postgres.Exec(ctx, q, `update sessions set revoked_at = now() where id = @id and revoked_at is null`, postgres.Args{"id": id})
	return err
}

func revokeByToken(ctx context.Context, q postgres.Querier, token string) error {
	_, err := postgres.Exec(ctx, q, `
		update sessions set revoked_at = now() where revoked_at is null
		and id = (select session_id from refresh_tokens where hash = @hash)`, postgres.Args{"hash": hashOf(token)})
	return err
}

func revokeAll(ctx context.Context, tx postgres.Tx, userID string) error {
	_, err := postgres.Exec(ctx, tx, `update sessions set revoked_at = now() where user_id = @user and revoked_at is null`,
		postgres.Args{"user": userID})
	return err
}

// credentials are what a login is checked against.
type credentials struct {
	User
	Hash string `db:"password_hash"`
}

func findByEmail(ctx context.Context, q postgres.Querier, email string) (credentials, bool, error) {
	return postgres.Maybe[credentials](ctx, q, `select `+userColumns+`, u.password_hash from users u where u.email = @email`,
		postgres.Args{"email": email})
}

func findUser(ctx context.Context, q postgres.Querier, id string) (User, bool, error) {
	return postgres.Maybe[User](ctx, q, `select `+userColumns+` from users u where u.id = @id`, postgres.Args{"id": id})
}

// mergeGuest marks a guest as being part of user from now on. first is true the first time, owned
// whenever the guest was merged into this very user.
func mergeGuest(ctx context.Context, tx postgres.Tx, guest, user string) (first, owned bool, err error) {
	n, err := postgres.Exec(ctx, tx, `
		update users set merged_into = @user, updated_at = now() where id = @guest and role = 'guest' and merged_into is null`,
		postgres.Args{"guest": guest, "user": user})
	if err != nil || n == 1 {
		return n == 1, n == 1, err
	}
	owned, err = postgres.Value[bool](ctx, tx, `select exists (select from users where id = @guest and merged_into = @user)`,
		postgres.Args{"guest": guest, "user": user})
	return false, owned, err
}

func setPassword(ctx context.Context, q postgres.Querier, userID, hash string) error {
	_, err := postgres.Exec(ctx, q, `update users set password_hash = @hash, updated_at = now() where id = @id and role <> 'guest'`,
		postgres.Args{"id": userID, "hash": hash})
	return err
}

func setVerified(ctx context.Context, tx postgres.Tx, userID string) (User, error) {
	return postgres.One[User](ctx, tx, `
		update users u set verified = true, updated_at = now() where id = @id returning `+userColumns, postgres.Args{"id": userID})
}

// updateUser changes what is not nil.
func updateUser(ctx context.Context, tx postgres.Tx, id string, c Change) (User, error) {
	return postgres.One[User](ctx, tx, `
		update users u set name = coalesce(@name, name), locale = coalesce(@locale, locale), updated_at = now()
		where id = @id and role <> 'guest' returning `+userColumns, postgres.Args{"id": id, "name": c.Name, "locale": c.Locale})
}

// insertOneTime stores a link's token; userID may be empty, which makes a token nobody can use.
func insertOneTime(ctx context.Context, tx postgres.Tx, purpose, userID, token string, life time.Duration) error {
	_, err := postgres.Exec(ctx, tx, `
		insert into one_time_tokens (hash, purpose, user_id, expires_at)
		values (@hash, @purpose, nullif(@user, '')::uuid, now() + @life::interval)`,
		postgres.Args{"hash": hashOf(token), "purpose": purpose, "user": userID, "life": life})
	return err
}

// useOneTime deletes a link's token and tells whose it was; false when it is unknown, spent or old.
func useOneTime(ctx context.Context, tx postgres.Tx, purpose, token string) (userID string, ok bool, err error) {
	type owner struct {
		ID string `db:"user_id"`
	}
	o, ok, err := postgres.Maybe[owner](ctx, tx, `
		delete from one_time_tokens where hash = @hash and purpose = @purpose and expires_at > now() and user_id is not null
		returning user_id`, postgres.Args{"hash": hashOf(token), "purpose": purpose})
	return o.ID, ok, err
}

// claimBootstrap records the first admin; false when there is one.
func claimBootstrap(ctx context.Context, tx postgres.Tx, userID string) (bool, error) {
	n, err := postgres.Exec(ctx, tx, `insert into bootstrap (user_id) values (@user) on conflict do nothing`, postgres.Args{"user": userID})
	return n == 1, err
}

func bootstrapped(ctx context.Context, q postgres.Querier) (bool, error) {
	return postgres.Value[bool](ctx, q, `select exists (select from bootstrap)`, postgres.Args{})
}

// forget deletes what has ended long enough ago to interest nobody.
func forget(ctx context.Context, q postgres.Querier) error {
	for _, sql := range []string{
		`delete from sessions where expires_at < now() - interval '1 day' or revoked_at < now() - interval '30 days'`,
		`delete from one_time_tokens where expires_at < now()`,
		`delete from users u where role = 'guest' and created_at < now() - interval '60 days'
			and not exists (select from sessions s where s.user_id = u.id)`,
	} {
		if _, err := postgres.Exec(ctx, q, sql, postgres.Args{}); err != nil {
			return err
		}
	}
	return nil
}

// newID is a UUIDv7, as all ids of the shop.
func newID() string { return events.NewID() }
