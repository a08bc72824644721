package identity

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/google/uuid"
)

const (
	keyLife     = 90 * 24 * time.Hour // then a new one is made
	keyKept     = keyLife + time.Hour // published until no token signed with it can be alive
	keySettle   = 2 * time.Minute     // a new key is published before it signs, so that every service knows it
	keysRefresh = 30 * time.Second
)

// Keys are the keys that sign access tokens, the same on every replica. It implements auth.Keys,
// so that the gateway verifies tokens without asking itself over HTTP.
type Keys struct {
	db  *postgres.DB
	box box
	log *slog.Logger

	mu   sync.RWMutex
	keys []key // newest first
}

type key struct {
	kid     string
	private ed25519.PrivateKey
	created time.Time
}

// OpenKeys reads the keys, making the first one. secret, if any, is 32 bytes in base64 with which
// they are stored encrypted; keys stored in the clear before are encrypted then.
func OpenKeys(ctx context.Context, db *postgres.DB, secret string, log *slog.Logger) (*Keys, error) {
	b, err := newBox(secret)
	if err != nil {
		return nil, err
	}
	k := &Keys{db: db, box: b, log: log}
	return k, k.refresh(ctx)
}

// Run keeps the keys current until ctx ends: other replicas make new ones too.
func (k *Keys) Run(ctx context.Context) error {
	tick := time.NewTicker(keysRefresh)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if err := k.refresh(ctx); err != nil && ctx.Err() == nil {
				k.log.WarnContext(ctx, "signing keys stay as they were", "error", err)
			}
		}
	}
}

// refresh makes a key if there is no young one, drops old ones, and reads what there is. An
// advisory lock makes replicas that start together agree on one key.
func (k *Keys) refresh(ctx context.Context) error {
	var keys []key
	err := k.db.InTx(ctx, func(tx postgres.Tx) error {
		if _, err := postgres.Exec(ctx, tx, `select pg_advisory_xact_lock(hashtextextended(current_schema() || ' signing keys', 0))`, postgres.Args{}); err != nil {
			return err
		}
		if err := dropKeys(ctx, tx, keyKept); err != nil {
			return err
		}
		var err error
		if keys, err = k.read(ctx, tx); err != nil {
			return err
		}
		if len(keys) > 0 && time.Since(keys[0].created) < keyLife {
			return nil
		}
		made, err := k.make(ctx, tx)
		keys = append([]key{made}, keys...)
		return err
	})
	if err != nil {
		return fmt.Errorf("signing keys: %w", err)
	}
	k.mu.Lock()
	k.keys = keys
	k.mu.Unlock()
	return nil
}

func (k *Keys) read(ctx context.Context, tx postgres.Tx) ([]key, error) {
	rows, err := listKeys(ctx, tx)
	if err != nil {
		return nil, err
	}
	keys := []key{}
	for _, row := range rows {
		private, err := k.box.open(row)
		if err != nil {
			return nil, err
		}
		if !row.Encrypted && k.box.closed() {
			sealed := k.box.seal(row.KID, private)
			if err := sealKey(ctx, tx, row.KID, sealed); err != nil {
				return nil, err
			}
		}
		keys = append(keys, key{row.KID, private, row.CreatedAt})
	}
	return keys, nil
}

func (k *Keys) make(ctx context.Context, tx postgres.Tx) (key, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return key{}, err
	}
	made := key{uuid.NewString(), private, time.Now()}
	return made, insertKey(ctx, tx, keyRow{
		KID: made.kid, Public: public, Private: k.box.seal(made.kid, private), Encrypted: k.box.closed(), CreatedAt: made.created,
	})
}

// signing returns the newest key that every service had time to learn of.
func (k *Keys) signing() (kid string, private ed25519.PrivateKey) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	for _, c := range k.keys {
		if time.Since(c.created) > keySettle {
			return c.kid, c.private
		}
	}
	last := k.keys[len(k.keys)-1]
	return last.kid, last.private
}

// Key implements auth.Keys.
func (k *Keys) Key(_ context.Context, kid string) (ed25519.PublicKey, error) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	for _, c := range k.keys {
		if c.kid == kid {
			return c.private.Public().(ed25519.PublicKey), nil
		}
	}
	return nil, auth.ErrUnauthorized
}

// Set is what /.well-known/jwks.json publishes.
func (k *Keys) Set() auth.KeySet {
	k.mu.RLock()
	defer k.mu.RUnlock()
	set := auth.KeySet{Keys: []auth.JWK{}}
	for _, c := range k.keys {
		set.Keys = append(set.Keys, auth.NewJWK(c.kid, c.private.Public().(ed25519.PublicKey)))
	}
	return set
}
