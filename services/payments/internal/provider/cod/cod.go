package cod

import (
	"context"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/askcart/askcart/services/payments/internal/provider"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
)

// Name is the provider's name in the API.
const Name = "cod"

// Cash is the provider. Safe for concurrent use.
type Cash struct{ db *postgres.DB }

var _ provider.Provider = Cash{}

// New returns cash on delivery with its books in db.
func New(db *postgres.DB) Cash { return Cash{db} }

// Name implements provider.Provider.
func (Cash) Name() string { return Name }

// Caps implements provider.Provider.
func (Cash) Caps() provider.Caps { return provider.Caps{Capture: provider.OnDelivery, Closes: true} }

// Methods implements provider.Provider.
func (Cash) Methods() []string { return []string{"cash"} }

// Begin implements provider.Provider. The key is the charge's: the same key finds the same charge.
func (c Cash) Begin(ctx context.Context, key string, w provider.Want) (provider.Charge, error) {
	_, err := postgres.Exec(ctx, c.db, `
		insert into cod_charge (id, key, order_id, attempt, amount, currency, state)
		values (@id, @key, @order, @attempt, @amount, @currency, 'open') on conflict (key) do nothing`,
		postgres.Args{"id": "cod_" + events.NewID(), "key": key, "order": w.OrderID, "attempt": w.Attempt,
			"amount": w.Amount.Amount, "currency": w.Amount.Currency})
	if err != nil {
		return provider.Charge{}, err
	}
	begun, err := postgres.One[charge](ctx, c.db,
		`select `+columns+` from cod_charge where key = @key`, postgres.Args{"key": key})
	if err == nil && begun.wanted() != money.Of(w.Amount.Amount, w.Amount.Currency) {
		return provider.Charge{}, provider.Fail(provider.Invalid, "idempotency_key_reused")
	}
	return begun.shown(nil), err
}

// Confirm implements provider.Provider.
func (c Cash) Confirm(ctx context.Context, _, ref string) (provider.Charge, error) {
	return c.move(ctx, ref, func(x *charge) error {
		if x.State == provider.Open {
			x.State = provider.Authorized
		}
		return nil
	})
}

// Capture implements provider.Provider: the courier has the money.
func (c Cash) Capture(ctx context.Context, _, ref string) (provider.Charge, error) {
	return c.move(ctx, ref, func(x *charge) error {
		switch x.State {
		case provider.Authorized:
			x.State, x.Captured = provider.Captured, x.Amount
		case provider.Captured, provider.Refunded:
		default:
			return provider.Fail(provider.Invalid, "not_authorized")
		}
		return nil
	})
}

// Close implements provider.Provider.
func (c Cash) Close(ctx context.Context, _, ref string) (provider.Charge, error) {
	return c.move(ctx, ref, func(x *charge) error {
		if x.State.HasMoney() {
			return provider.Fail(provider.Invalid, "already_authorized")
		}
		return x.cancel()
	})
}

// Void implements provider.Provider: nothing will be asked of the shopper.
func (c Cash) Void(ctx context.Context, _, ref string) (provider.Charge, error) {
	return c.move(ctx, ref, (*charge).cancel)
}

// Lookup implements provider.Provider.
func (c Cash) Lookup(ctx context.Context, ref string) (provider.Charge, error) {
	x, found, err := postgres.Maybe[charge](ctx, c.db,
		`select `+columns+` from cod_charge where id = @ref`, postgres.Args{"ref": ref})
	if err != nil || !found {
		return provider.Charge{Ref: ref, State: provider.Nothing}, err
	}
	return c.show(ctx, c.db, x)
}

// ParseWebhook implements provider.Provider: nobody sends any.
func (Cash) ParseWebhook([]byte, http.Header, time.Time) (provider.Notice, error) {
	return provider.Notice{}, provider.ErrSignature
}

// move runs act on the charge under its row's lock.
func (c Cash) move(ctx context.Context, ref string, act func(*charge) error) (shown provider.Charge, err error) {
	err = pgx.BeginFunc(ctx, c.db.Pool, func(tx pgx.Tx) error {
		x, found, err := postgres.Maybe[charge](ctx, tx,
			`select `+columns+` from cod_charge where id = @ref for update`, postgres.Args{"ref": ref})
		if err != nil {
			return err
		}
		if !found {
			return provider.Fail(provider.Invalid, "no_such_charge")
		}
		if err := act(&x); err != nil {
			return err
		}
		if err := x.save(ctx, tx); err != nil {
			return err
		}
		shown, err = c.show(ctx, tx, x)
		return err
	})
	return shown, err
}
