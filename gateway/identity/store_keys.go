package identity

import (
	"context"
	"time"

	"github.com/askcart/askcart/shared/postgres"
)

type keyRow struct {
	KID       string    `db:"kid"`
	Public    []byte    `db:"public"`
	Private   []byte    `db:"private"`
	Encrypted bool      `db:"encrypted"`
	CreatedAt time.Time `db:"created_at"`
}

func listKeys(ctx context.Context, q postgres.Querier) ([]keyRow, error) {
	return postgres.All[keyRow](ctx, q, `
		select kid, public, private, encrypted, created_at from signing_keys order by created_at desc`, postgres.Args{})
}

func insertKey(ctx context.Context, tx postgres.Tx, k keyRow) error {
	_, err := postgres.Exec(ctx, tx, `
		insert into signing_keys (kid, public, private, encrypted, created_at)
		values (@kid, @public, @private, @encrypted, @at)`,
		postgres.Args{"kid": k.KID, "public": k.Public, "private": k.Private, "encrypted": k.Encrypted, "at": k.CreatedAt})
	return err
}

func sealKey(ctx context.Context, tx postgres.Tx, kid string, sealed []byte) error {
	_, err := postgres.Exec(ctx, tx, `update signing_keys set private = @sealed, encrypted = true where kid = @kid`,
		postgres.Args{"kid": kid, "sealed": sealed})
	return err
}

func dropKeys(ctx context.Context, tx postgres.Tx, age time.Duration) error {
	_, err := postgres.Exec(ctx, tx, `delete from signing_keys where created_at < now() - @age::interval`, postgres.Args{"age": age})
	return err
}
