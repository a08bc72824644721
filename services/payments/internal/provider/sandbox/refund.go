package sandbox

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/askcart/askcart/services/payments/internal/provider"
	"github.com/askcart/askcart/shared/postgres"
)

// Refund implements provider.Provider. What is promised to refunds that are not done yet counts as given back.
func (s *Sandbox) Refund(ctx context.Context, id, ref string, amount int64) (provider.Charge, error) {
	return s.call(ctx, "refund:"+id, []any{"refund", ref, amount}, func(tx postgres.Tx) (stored, error) {
		return s.change(ctx, tx, ref, func(c *charge) error { return s.refund(ctx, tx, c, id, amount) })
	})
}

func (s *Sandbox) refund(ctx context.Context, tx postgres.Tx, c *charge, id string, amount int64) error {
	promised, err := postgres.Value[int64](ctx, tx,
		`select coalesce(sum(amount), 0)::bigint from sandbox_refund where charge_id = @ref`, postgres.Args{"ref": c.ID})
	if err != nil {
		return err
	}
	if amount <= 0 || amount > c.Captured-promised {
		return provider.Fail(provider.Invalid, "refund_above_captured")
	}
	done := c.Method != "tok_refund_pending"
	_, err = postgres.Exec(ctx, tx, `
		insert into sandbox_refund (id, charge_id, amount, done, created_at) values (@id, @ref, @amount, @done, @at)`,
		postgres.Args{"id": id, "ref": c.ID, "amount": amount, "done": done, "at": s.now()})
	if done {
		c.gaveBack(amount)
	}
	return err
}

// gaveBack books a refund that is done.
func (c *charge) gaveBack(amount int64) {
	if c.Refunded += amount; c.Refunded == c.Captured {
		c.State = provider.Refunded
	}
}

// ripen does what only time does to a charge: a late authorization, a refund that the bank took its time for.
func (s *Sandbox) ripen(ctx context.Context, ref string) error {
	due, err := postgres.Value[bool](ctx, s.db, `
		select exists (
			select from sandbox_charge c where id = @ref and (
				method = 'tok_late_auth' and state = 'declined' and changed_at <= @late
				or exists (select from sandbox_refund where charge_id = c.id and not done and created_at <= @bank)))`,
		postgres.Args{"ref": ref, "late": s.now().Add(-lateAfter), "bank": s.now().Add(-bankFor)})
	if err != nil || !due {
		return err
	}
	return pgx.BeginFunc(ctx, s.db.Pool, func(tx pgx.Tx) error {
		_, err := s.change(ctx, tx, ref, func(c *charge) error {
			amounts, err := postgres.Values[int64](ctx, tx, `
				update sandbox_refund set done = true
				where charge_id = @ref and not done and created_at <= @bank returning amount`,
				postgres.Args{"ref": ref, "bank": s.now().Add(-bankFor)})
			for _, amount := range amounts {
				c.gaveBack(amount)
			}
			return err
		})
		return err
	})
}
