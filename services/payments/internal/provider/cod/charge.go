package cod

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/askcart/askcart/services/payments/internal/provider"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
)

const columns = `id, amount, currency, state, captured, refunded`

// charge is what a shopper will pay at the door.
type charge struct {
	ID       string
	Amount   int64
	Currency money.Currency
	State    provider.State
	Captured int64
	Refunded int64
}

func (x charge) wanted() money.Money { return money.Of(x.Amount, x.Currency) }

func (x *charge) cancel() error {
	if x.State == provider.Captured || x.State == provider.Refunded {
		return provider.Fail(provider.Invalid, "already_captured")
	}
	x.State = provider.Closed
	return nil
}

func (x charge) shown(refunds []provider.Refund) provider.Charge {
	return provider.Charge{
		Ref: x.ID, State: x.State, Amount: x.wanted(), Captured: x.Captured, Refunded: x.Refunded, Refunds: refunds,
	}
}

// save writes x without waiting for the disk: payments' own commit comes after it in the same log.
func (x charge) save(ctx context.Context, tx postgres.Tx) error {
	_, err := postgres.Exec(ctx, tx, `
		update cod_charge set state = @state, captured = @captured, refunded = @refunded
		from set_config('synchronous_commit', 'off', true) where id = @id`,
		postgres.Args{"id": x.ID, "state": x.State, "captured": x.Captured, "refunded": x.Refunded})
	return err
}

func (c Cash) show(ctx context.Context, q postgres.Querier, x charge) (provider.Charge, error) {
	if x.Captured == 0 {
		return x.shown(nil), nil
	}
	refunds, err := postgres.All[provider.Refund](ctx, q,
		`select id, amount, true as done from cod_refund where charge_id = @ref order by id`, postgres.Args{"ref": x.ID})
	return x.shown(refunds), err
}

// Refund implements provider.Provider: staff paid the money back; the books remember it once.
func (c Cash) Refund(ctx context.Context, id, ref string, amount int64) (provider.Charge, error) {
	var shown provider.Charge
	err := pgx.BeginFunc(ctx, c.db.Pool, func(tx pgx.Tx) error {
		x, found, err := postgres.Maybe[charge](ctx, tx,
			`select `+columns+` from cod_charge where id = @ref for update`, postgres.Args{"ref": ref})
		if err != nil {
			return err
		}
		if !found {
			return provider.Fail(provider.Invalid, "no_such_charge")
		}
		if err := x.refund(ctx, tx, id, amount); err != nil {
			return err
		}
		shown, err = c.show(ctx, tx, x)
		return err
	})
	return shown, err
}

func (x *charge) refund(ctx context.Context, tx postgres.Tx, id string, amount int64) error {
	before, known, err := postgres.Maybe[provider.Refund](ctx, tx,
		`select id, amount, true as done from cod_refund where id = @id`, postgres.Args{"id": id})
	switch {
	case err != nil:
		return err
	case known && before.Amount != amount:
		return provider.Fail(provider.Invalid, "idempotency_key_reused")
	case known:
		return nil
	case amount <= 0 || amount > x.Captured-x.Refunded:
		return provider.Fail(provider.Invalid, "refund_above_captured")
	}
	if _, err := postgres.Exec(ctx, tx, `insert into cod_refund (id, charge_id, amount) values (@id, @ref, @amount)`,
		postgres.Args{"id": id, "ref": x.ID, "amount": amount}); err != nil {
		return err
	}
	if x.Refunded += amount; x.Refunded == x.Captured {
		x.State = provider.Refunded
	}
	return x.save(ctx, tx)
}
