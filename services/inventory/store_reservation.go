package inventory

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres"
)

// turn is the advisory lock that handlers of order events hold until their transaction ends.
const turn = `select pg_advisory_xact_lock(hashtext('inventory turn ' || current_schema))`

// takeTurn waits until no other replica is in the middle of moving stock for orders.
func takeTurn(ctx context.Context, tx postgres.Tx) error {
	_, err := postgres.Exec(ctx, tx, turn, postgres.Args{})
	return err
}

// reservationRow is a reservation with its lines as columns.
type reservationRow struct {
	State      State
	Reason     string
	SKUs       []string `db:"skus"`
	Quantities []int
	Returned   []int
}

// lockOrder takes the turn and returns what is known of an order, in state None when that is nothing, and the levels of
// its SKUs and of skus, locked. It is one round trip.
func lockOrder(ctx context.Context, tx postgres.Tx, orderID string, skus []string) (r Reservation, levels []Level, err error) {
	var ask pgx.Batch
	ask.Queue(turn)
	ask.Queue(`
		select r.state, r.reason,
			coalesce(array_agg(l.sku order by l.sku) filter (where l.sku is not null), '{}') as skus,
			coalesce(array_agg(l.quantity order by l.sku) filter (where l.sku is not null), '{}') as quantities,
			coalesce(array_agg(l.returned order by l.sku) filter (where l.sku is not null), '{}') as returned
		from reservation r left join reservation_line l using (order_id)
		where r.order_id = @order group by r.order_id`, postgres.Args{"order": orderID},
	).Query(func(rows pgx.Rows) error {
		found, err := pgx.CollectRows(rows, pgx.RowToStructByName[reservationRow])
		r = reservation(orderID, found)
		return err
	})
	ask.Queue(`
		select `+levelColumns+` from stock
		where sku = any(@skus::text[] || array(select sku from reservation_line where order_id = @order))
		order by sku for update`, postgres.Args{"order": orderID, "skus": skus},
	).Query(func(rows pgx.Rows) (err error) {
		levels, err = pgx.CollectRows(rows, pgx.RowToStructByName[Level])
		return err
	})
	if err := postgres.Send(ctx, tx, &ask); err != nil {
		return r, nil, fmt.Errorf("lock order %s: %w", orderID, err)
	}
	return r, levels, nil
}

func reservation(orderID string, found []reservationRow) Reservation {
	r := Reservation{OrderID: orderID}
	for _, row := range found {
		r.State, r.Reason = row.State, row.Reason
		for i, sku := range row.SKUs {
			r.Lines = append(r.Lines, Line{SKU: sku, Quantity: row.Quantities[i], Returned: row.Returned[i]})
		}
	}
	return r
}

// insertReservation stores the first state of an order.
func insertReservation(ctx context.Context, tx postgres.Tx, r Reservation) error {
	quantities := make([]int, len(r.Lines))
	for i, l := range r.Lines {
		quantities[i] = l.Quantity
	}
	_, err := postgres.Exec(ctx, tx, `
		with r as (insert into reservation (order_id, state, reason) values (@order, @state, @reason))
		insert into reservation_line (order_id, sku, quantity)
		select @order, l.sku, l.quantity from unnest(@skus::text[], @quantities::int[]) as l(sku, quantity)`,
		postgres.Args{"order": r.OrderID, "state": r.State, "reason": r.Reason, "skus": r.Lines.skus(), "quantities": quantities})
	return err
}

// updateReservation moves an order, which is locked by the turn, to another state.
func updateReservation(ctx context.Context, tx postgres.Tx, r Reservation) error {
	_, err := postgres.Exec(ctx, tx, `
		update reservation set state = @state, reason = @reason, changed_at = now() where order_id = @order`,
		postgres.Args{"order": r.OrderID, "state": r.State, "reason": r.Reason})
	return err
}

// insertReceipt notes a return and reports whether it is new.
func insertReceipt(ctx context.Context, tx postgres.Tx, r events.Return) (bool, error) {
	n, err := postgres.Exec(ctx, tx, `
		insert into return_receipt (return_id, order_id) values (@id, @order) on conflict do nothing`,
		postgres.Args{"id": r.ID, "order": r.OrderID})
	return n == 1, err
}

// updateReturned stores how many pieces of each line have been returned.
func updateReturned(ctx context.Context, tx postgres.Tx, orderID string, lines Lines) error {
	returned := make([]int, len(lines))
	for i, l := range lines {
		returned[i] = l.Returned
	}
	_, err := postgres.Exec(ctx, tx, `
		update reservation_line l set returned = b.returned
		from unnest(@skus::text[], @returned::int[]) as b(sku, returned)
		where l.order_id = @order and l.sku = b.sku`,
		postgres.Args{"order": orderID, "skus": lines.skus(), "returned": returned})
	return err
}
