package payments

import (
	"context"
	"fmt"
	"time"

	"github.com/askcart/askcart/services/payments/internal/provider"
	"github.com/askcart/askcart/shared/postgres"
)

// lazily lets the commit of its statement not wait for the disk: for what is found again when it is lost.
const lazily = `set_config('synchronous_commit', 'off', true)`

// origin is where wanted work comes from: its trace and the event that caused it.
type origin struct{ traceparent, cause string }

// insertAttempt opens attempt number p.Attempt, due at once.
func insertAttempt(ctx context.Context, tx postgres.Tx, p Payment, op Operation, from origin) error {
	_, err := postgres.Exec(ctx, tx, `
		insert into attempt (payment_id, number, provider, method, operation, due_at, traceparent, cause)
		values (@payment, @number, @provider, @method, @op, clock_timestamp(), @trace, @cause)`,
		postgres.Args{"payment": p.ID, "number": p.Attempt, "provider": p.Provider, "method": p.Method, "op": op,
			"trace": from.traceparent, "cause": from.cause})
	if err != nil {
		return fmt.Errorf("open attempt: %w", err)
	}
	return nil
}

// assign makes an attempt's next operation due at once. A worker that is on it goes on undisturbed, and the
// operation is taken up when it has ended.
func assign(ctx context.Context, tx postgres.Tx, p Payment, number uint8, op Operation, open bool, from origin) error {
	_, err := postgres.Exec(ctx, tx, `
		update attempt set operation = @op, open = @open, tries = 0, due_at = clock_timestamp(), traceparent = @trace, cause = @cause
		where payment_id = @payment and number = @number`,
		postgres.Args{"payment": p.ID, "number": number, "op": op, "open": open, "trace": from.traceparent, "cause": from.cause})
	if err != nil {
		return fmt.Errorf("assign %s: %w", op, err)
	}
	return nil
}

// track is an attempt as settle finds it.
type track struct {
	Attempt
	Tries     int
	DueAt     *time.Time
	ChangedAt time.Time
	Age       time.Duration // since ChangedAt, by the database's clock
}

const attemptColumns = `payment_id::text as payment_id, number, provider, method, ref, charge, operation`

func findTrack(ctx context.Context, q postgres.Querier, paymentID string, number uint8) (track, error) {
	return postgres.One[track](ctx, q, `
		select `+attemptColumns+`, tries, due_at, changed_at, clock_timestamp() - changed_at as age
		from attempt where payment_id = @payment and number = @number`,
		postgres.Args{"payment": paymentID, "number": number})
}

// outcome is what settle writes of an attempt.
type outcome struct {
	charge  provider.State
	op      Operation
	tries   int
	open    bool
	wait    *time.Duration // until it is due again; nil for never
	claimed *time.Time     // due_at as it was; when it moved since, the attempt stays due
	lease   *time.Time     // to be given back; nil when the caller holds none
}

func saveOutcome(ctx context.Context, tx postgres.Tx, a Attempt, o outcome) error {
	_, err := postgres.Exec(ctx, tx, `
		update attempt set charge = @charge, operation = @op, tries = @tries, open = @open,
			changed_at = case when charge = @charge then changed_at else now() end,
			due_at = case when due_at is distinct from @claimed then due_at else clock_timestamp() + @wait::interval end,
			leased_until = case when leased_until = @lease then null else leased_until end
		where payment_id = @payment and number = @number`,
		postgres.Args{"payment": a.PaymentID, "number": a.Number, "charge": o.charge, "op": o.op, "tries": o.tries,
			"open": o.open, "wait": o.wait, "claimed": o.claimed, "lease": o.lease})
	if err != nil {
		return fmt.Errorf("save attempt: %w", err)
	}
	return nil
}

// claim leases up to n attempts that are due at any of the providers. Only whoever holds a lease works on an
// attempt; it ends by itself, so that what a killed worker left is taken up.
func claim(ctx context.Context, q postgres.Querier, providers []string, n int, lease time.Duration) ([]Work, error) {
	return postgres.All[Work](ctx, q, `
		update attempt a set leased_until = clock_timestamp() + @lease::interval, tries = a.tries + 1
		from (
			select payment_id, number from attempt
			where due_at <= clock_timestamp() and (leased_until is null or leased_until <= clock_timestamp())
				and provider = any(@providers)
			order by due_at limit @n for update skip locked
		) due join payment p on p.id = due.payment_id cross join `+lazily+` as off
		where a.payment_id = due.payment_id and a.number = due.number
		returning a.payment_id::text as payment_id, a.number, a.provider, a.method, a.ref, a.charge, a.operation,
			p.order_id::text as order_id, p.amount, p.currency, a.tries, a.due_at, a.leased_until, a.traceparent, a.cause`,
		postgres.Args{"providers": providers, "n": n, "lease": lease})
}

// storeRef stores what Begin opened before anything else is done with it, and renews the lease. It returns the
// operation that is wanted by now; ErrNoRows when the lease was lost.
func storeRef(ctx context.Context, q postgres.Querier, w Work, c provider.Charge, lease time.Duration) (Work, error) {
	type row struct {
		Operation   Operation
		LeasedUntil time.Time
	}
	r, err := postgres.One[row](ctx, q, `
		update attempt set ref = @ref, charge = @charge, leased_until = clock_timestamp() + @more::interval
		from `+lazily+` as off
		where payment_id = @payment and number = @number and leased_until = @lease
		returning operation, leased_until`,
		postgres.Args{"payment": w.PaymentID, "number": w.Number, "ref": c.Ref, "charge": c.State, "lease": w.LeasedUntil, "more": lease})
	if err != nil {
		return w, fmt.Errorf("store the charge's reference: %w", err)
	}
	w.Ref, w.Charge, w.Operation, w.LeasedUntil = c.Ref, c.State, r.Operation, r.LeasedUntil
	return w, nil
}

// postponeWork gives the lease back and makes the attempt due after wait, or at once when it was wanted meanwhile.
func postponeWork(ctx context.Context, tx postgres.Tx, w Work, wait time.Duration) error {
	_, err := postgres.Exec(ctx, tx, `
		update attempt set leased_until = null,
			due_at = case when due_at is distinct from @claimed then due_at else clock_timestamp() + @wait::interval end
		from `+lazily+` as off
		where payment_id = @payment and number = @number and leased_until = @lease`,
		postgres.Args{"payment": w.PaymentID, "number": w.Number, "lease": w.LeasedUntil, "claimed": w.DueAt, "wait": wait})
	return err
}
