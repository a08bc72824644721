package payments

import (
	"context"
	"errors"
	"fmt"

	"github.com/askcart/askcart/services/payments/internal/provider"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres"
)

const paymentColumns = `id::text as id, order_id::text as order_id, coalesce(user_id::text, '') as user_id, amount, currency,
	provider, method, status, attempt, ordered, held, closed, captured, refunded, decline_code, action, version,
	created_at, updated_at`

// lockOrder returns the order's payment under its row's lock; an order not heard of before gets a payment.
func lockOrder(ctx context.Context, tx postgres.Tx, orderID string) (Payment, error) {
	p, found, err := postgres.Maybe[Payment](ctx, tx,
		`select `+paymentColumns+` from payment where order_id = @order for update`, postgres.Args{"order": orderID})
	if err != nil || found {
		return p, err
	}
	return postgres.One[Payment](ctx, tx, `
		insert into payment (id, order_id) values (@id, @order)
		on conflict (order_id) do update set order_id = excluded.order_id returning `+paymentColumns,
		postgres.Args{"id": events.NewID(), "order": orderID})
}

// lockPayment returns a payment under its row's lock, or ErrNotFound.
func lockPayment(ctx context.Context, tx postgres.Tx, id string) (Payment, error) {
	p, err := postgres.One[Payment](ctx, tx,
		`select `+paymentColumns+` from payment where id = @id for update`, postgres.Args{"id": id})
	return p, notFound(err)
}

func findPayment(ctx context.Context, q postgres.Querier, id string) (Payment, error) {
	p, err := postgres.One[Payment](ctx, q, `select `+paymentColumns+` from payment where id = @id`, postgres.Args{"id": id})
	return p, notFound(err)
}

// paymentOfOrder lists the order's payment, if there is one whose order is known.
func paymentOfOrder(ctx context.Context, q postgres.Querier, orderID string) ([]Payment, error) {
	return postgres.All[Payment](ctx, q,
		`select `+paymentColumns+` from payment where order_id = @order and user_id is not null`, postgres.Args{"order": orderID})
}

func notFound(err error) error {
	if errors.Is(err, postgres.ErrNoRows) {
		return ErrNotFound
	}
	return err
}

// savePayment writes p, which the caller has locked, and raises its version.
func savePayment(ctx context.Context, tx postgres.Tx, p Payment) (Payment, error) {
	saved, err := postgres.One[Payment](ctx, tx, `
		update payment set user_id = nullif(@user, '')::uuid, amount = @amount, currency = @currency, provider = @provider,
			method = @method, status = @status, attempt = @attempt, ordered = @ordered, held = @held, closed = @closed,
			captured = @captured, refunded = @refunded, decline_code = @decline, action = @action,
			version = version + 1, updated_at = now()
		where id = @id returning `+paymentColumns,
		postgres.Args{"id": p.ID, "user": p.UserID, "amount": p.Amount, "currency": p.Currency, "provider": p.Provider,
			"method": p.Method, "status": p.Status, "attempt": p.Attempt, "ordered": p.Ordered, "held": p.Held,
			"closed": p.Closed, "captured": p.Captured, "refunded": p.Refunded, "decline": p.DeclineCode, "action": p.Action})
	if err != nil {
		return Payment{}, fmt.Errorf("save payment: %w", err)
	}
	return saved, nil
}

// changeOwner gives the payments of one user to another.
func changeOwner(ctx context.Context, tx postgres.Tx, from, to string) error {
	_, err := postgres.Exec(ctx, tx, `update payment set user_id = @to where user_id = @from`, postgres.Args{"from": from, "to": to})
	return err
}

// insertWebhook notes a webhook and makes its charge due for a look. One that was seen before does nothing.
func insertWebhook(ctx context.Context, tx postgres.Tx, name string, n provider.Notice) error {
	fresh, err := postgres.Exec(ctx, tx, `
		insert into webhook (provider, event_id, type, ref) values (@provider, @id, @type, @ref) on conflict do nothing`,
		postgres.Args{"provider": name, "id": n.ID, "type": n.Type, "ref": n.Ref})
	if err != nil || fresh == 0 {
		return err
	}
	_, err = postgres.Exec(ctx, tx, `
		update attempt set due_at = clock_timestamp() where provider = @provider and ref = @ref`,
		postgres.Args{"provider": name, "ref": n.Ref})
	return err
}
