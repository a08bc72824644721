package payments

import (
	"context"
	"fmt"

	"github.com/askcart/askcart/shared/postgres"
)

const refundColumns = `id::text as id, payment_id::text as payment_id, attempt, amount, reason, status, created_at`

func insertRefund(ctx context.Context, tx postgres.Tx, g GivenBack) (GivenBack, error) {
	saved, err := postgres.One[GivenBack](ctx, tx, `
		insert into refund (id, payment_id, attempt, amount, reason) values (@id, @payment, @attempt, @amount, @reason)
		returning `+refundColumns,
		postgres.Args{"id": g.ID, "payment": g.PaymentID, "attempt": g.Attempt, "amount": g.Amount, "reason": g.Reason})
	if err != nil {
		return GivenBack{}, fmt.Errorf("write refund: %w", err)
	}
	return saved, nil
}

// promised is the sum of a payment's refunds, done or not.
func promised(ctx context.Context, q postgres.Querier, paymentID string) (int64, error) {
	return postgres.Value[int64](ctx, q,
		`select coalesce(sum(amount), 0)::bigint from refund where payment_id = @payment`, postgres.Args{"payment": paymentID})
}

func refundKnown(ctx context.Context, q postgres.Querier, id string) (bool, error) {
	return postgres.Value[bool](ctx, q, `select exists (select from refund where id = @id)`, postgres.Args{"id": id})
}

func refundsOf(ctx context.Context, q postgres.Querier, paymentIDs []string) ([]GivenBack, error) {
	return postgres.All[GivenBack](ctx, q,
		`select `+refundColumns+` from refund where payment_id = any(@payments::uuid[]) order by id`, postgres.Args{"payments": paymentIDs})
}

// pendingRefund is the oldest refund of an attempt that is not done.
func pendingRefund(ctx context.Context, q postgres.Querier, paymentID string, attempt uint8) (GivenBack, bool, error) {
	return postgres.Maybe[GivenBack](ctx, q, `
		select `+refundColumns+` from refund
		where payment_id = @payment and attempt = @attempt and status = 'pending' order by id limit 1`,
		postgres.Args{"payment": paymentID, "attempt": attempt})
}

// finishRefunds marks those refunds done that the provider shows as done and returns the ones that were not before.
func finishRefunds(ctx context.Context, tx postgres.Tx, paymentID string, ids []string) ([]GivenBack, error) {
	return postgres.All[GivenBack](ctx, tx, `
		update refund set status = 'done', done_at = now()
		where payment_id = @payment and id::text = any(@ids) and status = 'pending' returning `+refundColumns,
		postgres.Args{"payment": paymentID, "ids": ids})
}
