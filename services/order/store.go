package order

import (
	"context"
	"errors"
	"time"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
)

const orderColumns = `id::text as id, number, user_id::text as user_id, email, locale, cart_id::text as cart_id,
	cart_version, status, cancel_reason, currency, subtotal, discount, shipping, tax, total, lines, shipping_address,
	shipping_method, coupon, shortages, shipment, payment, refund_status, timeline, deadline, version, created_at,
	extract(epoch from clock_timestamp() - step_at)::float8 as seconds_in`

// row is an order as the table has it.
type row struct {
	ID, Number, UserID, Email, Locale, CartID string
	CartVersion                               int64
	Status                                    Status
	CancelReason                              *string
	Currency                                  money.Currency
	Subtotal, Discount, Shipping, Tax, Total  int64
	Lines                                     []Line
	ShippingAddress                           Address
	ShippingMethod                            string
	Coupon                                    *string
	Shortages                                 []Shortage
	Shipment                                  *Shipment
	Payment                                   paymentCopy
	RefundStatus                              RefundStatus
	Timeline                                  []TimelineItem
	Deadline                                  time.Time
	Version                                   int64
	CreatedAt                                 time.Time
	SecondsIn                                 float64
}

func (r row) order() Order {
	for i := range r.Timeline {
		r.Timeline[i].At = r.Timeline[i].At.UTC()
	}
	of := func(amount int64) money.Money { return money.Of(amount, r.Currency) }
	return Order{
		ID: r.ID, Number: r.Number, Status: r.Status, CancelReason: r.CancelReason, Shortages: r.Shortages,
		Email: r.Email, Lines: r.Lines, ShippingAddress: r.ShippingAddress, ShippingMethod: r.ShippingMethod, Coupon: r.Coupon,
		Totals: events.Totals{
			Subtotal: of(r.Subtotal), Discount: of(r.Discount), Shipping: of(r.Shipping), Tax: of(r.Tax), Total: of(r.Total),
		},
		Shipment: r.Shipment, Payment: r.Payment.Payment, RefundStatus: r.RefundStatus, Timeline: r.Timeline,
		Deadline: r.Deadline.UTC(), CreatedAt: r.CreatedAt.UTC(),
		userID: r.UserID, locale: r.Locale, cartID: r.CartID, cartVersion: r.CartVersion,
		payment: r.Payment, version: r.Version, secondsIn: r.SecondsIn,
	}
}

// placement is what an order is made of besides its quote.
type placement struct {
	id, userID, locale string
	owners             []string // every id the shopper may have ordered this cart under
	draft              Draft
	quote              Quote
	deadline           time.Duration
}

// insertOrder writes a new order, or returns false when its cart version has a live one already.
func insertOrder(ctx context.Context, tx postgres.Tx, p placement) (Order, bool, error) {
	t := p.quote.Totals
	r, found, err := postgres.Maybe[row](ctx, tx, `
		insert into orders (id, user_id, placed_by, email, locale, cart_id, cart_version, currency, subtotal, discount,
			shipping, tax, total, lines, shipping_address, shipping_method, coupon, payment, deadline, timeline)
		select @id, @user, @user, @email, @locale, @cart, @cart_version, @currency, @subtotal, @discount,
			@shipping, @tax, @total, @lines, @address, @method, nullif(@coupon, ''), @payment, now() + @deadline::interval,
			jsonb_build_array(jsonb_build_object('at', now(), 'type', 'placed', 'detail', ''))
		where not exists (select from orders where cart_id = @cart and cart_version = @cart_version
			and placed_by = any(@owners::uuid[]) and status <> 'cancelled')
		on conflict (cart_id, cart_version, placed_by) where status <> 'cancelled' do nothing
		returning `+orderColumns,
		postgres.Args{
			"id": p.id, "user": p.userID, "owners": p.owners, "email": p.draft.Email, "locale": p.locale,
			"cart": p.draft.CartID, "cart_version": p.draft.CartVersion, "currency": t.Total.Currency,
			"subtotal": t.Subtotal.Amount, "discount": t.Discount.Amount, "shipping": t.Shipping.Amount,
			"tax": t.Tax.Amount, "total": t.Total.Amount, "lines": p.quote.Lines, "address": p.draft.ShippingAddress,
			"method": p.draft.ShippingMethod, "coupon": couponCode(p.draft.Coupon), "deadline": p.deadline, "payment": newPayment(p.draft.Payment),
		})
	return r.order(), found, err
}

// liveOrder is the id of the live order of a cart version, or "" when there is none.
func liveOrder(ctx context.Context, q postgres.Querier, owners []string, cartID string, version int64) (string, error) {
	id, err := postgres.Value[string](ctx, q, `
		select id::text from orders where cart_id = @cart and cart_version = @version
			and placed_by = any(@owners::uuid[]) and status <> 'cancelled' limit 1`,
		postgres.Args{"cart": cartID, "version": version, "owners": owners})
	if errors.Is(err, postgres.ErrNoRows) {
		return "", nil
	}
	return id, err
}

// lockOrder reads an order and holds its row until tx ends; ErrNotFound when there is none.
func lockOrder(ctx context.Context, tx postgres.Tx, id string) (Order, error) {
	return one(ctx, tx, `select `+orderColumns+` from orders where id = @id for update`, postgres.Args{"id": id})
}

func findOrder(ctx context.Context, q postgres.Querier, id string) (Order, error) {
	return one(ctx, q, `select `+orderColumns+` from orders where id = @id`, postgres.Args{"id": id})
}

func findByNumber(ctx context.Context, q postgres.Querier, number string) (Order, error) {
	return one(ctx, q, `select `+orderColumns+` from orders where number = @number`, postgres.Args{"number": number})
}

func one(ctx context.Context, q postgres.Querier, sql string, args postgres.Args) (Order, error) {
	r, found, err := postgres.Maybe[row](ctx, q, sql, args)
	if err == nil && !found {
		err = ErrNotFound
	}
	return r.order(), err
}

// saveStep stores the status, shipment and shortages of a locked order and adds to its timeline. It compares the
// version too: whoever forgets the lock gets an error, not a lost step.
func saveStep(ctx context.Context, tx postgres.Tx, o Order, item TimelineItem) (Order, error) {
	return one(ctx, tx, `
		update orders set status = @status, cancel_reason = @reason, shortages = @shortages, shipment = @shipment,
			timeline = timeline || jsonb_build_object('at', clock_timestamp(), 'type', @type::text, 'detail', @detail::text),
			version = version + 1, step_at = clock_timestamp()
		where id = @id and version = @version
		returning `+orderColumns,
		postgres.Args{
			"id": o.ID, "version": o.version, "status": o.Status, "reason": o.CancelReason, "shortages": o.Shortages, "shipment": o.Shipment,
			"type": item.Type, "detail": item.Detail,
		})
}

// savePayment stores the payment's copy of a locked order, adds items to its timeline, and moves the
// deadline to atLeast after placing when that is later (0 leaves it).
func savePayment(ctx context.Context, tx postgres.Tx, o Order, items []TimelineItem, atLeast time.Duration) (Order, error) {
	return one(ctx, tx, `
		update orders set payment = @payment, refund_status = @refund_status,
			timeline = timeline || (select coalesce(jsonb_agg(jsonb_build_object('at', clock_timestamp(), 'type', i.type,
				'detail', i.detail)), '[]') from jsonb_to_recordset(@items::jsonb) as i(type text, detail text)),
			deadline = greatest(deadline, created_at + @at_least::interval), version = version + 1
		where id = @id and version = @version
		returning `+orderColumns,
		postgres.Args{
			"id": o.ID, "version": o.version, "payment": o.payment, "refund_status": o.RefundStatus,
			"items": orEmpty(items), "at_least": atLeast,
		})
}

// overdue locks up to limit orders whose deadline has passed, and leaves out those that another replica
// has locked.
func overdue(ctx context.Context, tx postgres.Tx, limit int) ([]Order, error) {
	rows, err := postgres.All[row](ctx, tx, `
		select `+orderColumns+` from orders
		where status in ('pending', 'reserved') and deadline < now()
		order by deadline limit @limit for update skip locked`, postgres.Args{"limit": limit})
	return ordersOf(rows), err
}

// oldestUnsent is how long the oldest event has been waiting to be published; 0 when none is. It reads one row, also
// while the broker is away and the outbox is long.
func oldestUnsent(ctx context.Context, q postgres.Querier) (time.Duration, error) {
	seconds, err := postgres.Value[float64](ctx, q, `
		select coalesce((select extract(epoch from clock_timestamp() - created_at) from outbox order by id limit 1), 0)::float8`,
		postgres.Args{})
	return time.Duration(seconds * float64(time.Second)), err
}

// inFlight is how many orders are still to be decided, and the age of the oldest.
func inFlight(ctx context.Context, q postgres.Querier) (int64, time.Duration, error) {
	open, err := postgres.One[struct {
		Count   int64
		Seconds float64
	}](ctx, q, `
		select count(*) as count, coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as seconds
		from orders where status in ('pending', 'reserved')`, postgres.Args{})
	return open.Count, time.Duration(open.Seconds * float64(time.Second)), err
}

// moveOrders gives the orders of one user to another.
func moveOrders(ctx context.Context, tx postgres.Tx, from, to string) error {
	_, err := postgres.Exec(ctx, tx, `update orders set user_id = @to, version = version + 1 where user_id = @from`,
		postgres.Args{"from": from, "to": to})
	return err
}

func ordersOf(rows []row) []Order {
	list := make([]Order, len(rows))
	for i, r := range rows {
		list[i] = r.order()
	}
	return list
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
