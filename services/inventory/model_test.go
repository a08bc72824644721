package inventory

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
)

// model is inventory in a few plain words: what is on hand, and what each order holds, took and sent back.
type model struct {
	onHand  map[string]int
	state   map[string]State
	held    map[string]map[string]int // order, SKU: pieces of the order that are not returned
	returns map[string]bool
}

func (m *model) reserved(sku string) int {
	n := 0
	for order, lines := range m.held {
		if m.state[order] == Reserved {
			n += lines[sku]
		}
	}
	return n
}

func (m *model) create(o events.Order) {
	if m.state[o.ID] != None {
		return
	}
	want := map[string]int{}
	for _, l := range o.Lines {
		want[l.SKU] += l.Quantity
	}
	m.state[o.ID] = Reserved
	for sku, q := range want {
		if m.onHand[sku]-m.reserved(sku) < q {
			m.state[o.ID] = Rejected
		}
	}
	if m.state[o.ID] == Reserved {
		m.held[o.ID] = want
	}
}

func (m *model) confirm(id string) {
	if m.state[id] != Reserved {
		return
	}
	m.state[id] = Committed
	for sku, q := range m.held[id] {
		m.onHand[sku] -= q
	}
}

func (m *model) cancel(id string) {
	if m.state[id] == Committed {
		for sku, q := range m.held[id] {
			m.onHand[sku] += q
		}
	}
	if m.state[id] != Rejected {
		m.state[id] = Released
		delete(m.held, id)
	}
}

func (m *model) giveBack(r events.Return) {
	m.confirm(r.OrderID) // a return proves the sale
	if m.state[r.OrderID] != Committed || m.returns[r.ID] {
		return
	}
	m.returns[r.ID] = true
	for _, l := range r.Lines {
		n := min(l.Quantity, m.held[r.OrderID][l.SKU])
		m.held[r.OrderID][l.SKU] -= n
		if l.Restock {
			m.onHand[l.SKU] += n
		}
	}
}

func (m *model) count(sku string, n int) {
	if n >= m.reserved(sku) {
		m.onHand[sku] = n
	}
}

// happening is an event on its way: done to the model and to the service.
type happening struct {
	text  string
	model func(*model)
	real  func(context.Context, postgres.Tx) error
}

var skus = []string{"a", "b", "c"}

func draw(t *rapid.T, s *Stock, orders []events.Order, returns []events.Return) happening {
	o := rapid.SampledFrom(orders).Draw(t, "order")
	r := rapid.SampledFrom(returns).Draw(t, "return")
	sku, n := rapid.SampledFrom(skus).Draw(t, "sku"), rapid.IntRange(0, 12).Draw(t, "count")
	none := events.Meta{}
	return rapid.SampledFrom([]happening{
		{"create " + o.ID, func(m *model) { m.create(o) }, func(ctx context.Context, tx postgres.Tx) error { return s.orderCreated(ctx, tx, none, o) }},
		{"create " + o.ID, func(m *model) { m.create(o) }, func(ctx context.Context, tx postgres.Tx) error { return s.orderCreated(ctx, tx, none, o) }},
		{"confirm " + o.ID, func(m *model) { m.confirm(o.ID) }, func(ctx context.Context, tx postgres.Tx) error { return s.orderConfirmed(ctx, tx, none, o) }},
		{"cancel " + o.ID, func(m *model) { m.cancel(o.ID) }, func(ctx context.Context, tx postgres.Tx) error {
			return s.orderCancelled(ctx, tx, none, events.Cancelled{Order: o})
		}},
		{"return " + r.ID, func(m *model) { m.giveBack(r) }, func(ctx context.Context, tx postgres.Tx) error { return s.returnReceived(ctx, tx, none, r) }},
		{fmt.Sprintf("count %s %d", sku, n), func(m *model) { m.count(sku, n) }, func(ctx context.Context, tx postgres.Tx) error {
			if _, err := s.correct(ctx, tx, sku, reasonCounted, func(Level) int64 { return int64(n) }); err != nil && !errors.Is(err, ErrBelowReserved) {
				return err
			}
			return nil
		}},
	}).Draw(t, "what")
}

// TestAnyHistoryAgreesWithTheModel plays orders, repeated and in any order of events, several in a transaction,
// and compares stock, reservations, ledger and announcements after each.
func TestAnyHistoryAgreesWithTheModel(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, migrations)
	s := &Stock{db: db}
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		orders, returns := drawOrders(t)
		m := &model{map[string]int{"a": 5, "b": 5, "c": 1}, map[string]State{}, map[string]map[string]int{}, map[string]bool{}}
		fresh(t, s, m.onHand)
		for range rapid.IntRange(1, 12).Draw(t, "transactions") {
			batch := rapid.IntRange(1, 5).Draw(t, "batch")
			err := db.InTx(ctx, func(tx postgres.Tx) error {
				for range batch {
					h := draw(t, s, orders, returns)
					h.model(m)
					if err := h.real(ctx, tx); err != nil {
						return fmt.Errorf("%s: %w", h.text, err)
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			agree(t, db, m)
		}
	})
}

func drawOrders(t *rapid.T) (orders []events.Order, returns []events.Return) {
	for range 4 {
		o := events.Order{ID: uuid.NewString()}
		for range rapid.IntRange(1, 3).Draw(t, "lines") {
			o.Lines = append(o.Lines, events.OrderLine{
				SKU: rapid.SampledFrom(skus).Draw(t, "sku"), Quantity: rapid.IntRange(1, 3).Draw(t, "quantity")})
		}
		orders = append(orders, o)
		returns = append(returns, events.Return{ID: uuid.NewString(), OrderID: o.ID, Lines: []events.ReturnLine{{
			SKU: rapid.SampledFrom(skus).Draw(t, "sku"), Quantity: rapid.IntRange(1, 3).Draw(t, "quantity"), Restock: rapid.Bool().Draw(t, "restock")}}})
	}
	return orders, returns
}

// fresh empties the tables and gives each SKU its first stock.
func fresh(t *rapid.T, s *Stock, first map[string]int) {
	ctx := context.Background()
	for _, table := range []string{"ledger", "return_receipt", "reservation_line", "reservation", "stock", "outbox"} {
		if _, err := s.db.Exec(ctx, `delete from `+table); err != nil { // truncating small tables is slower
			t.Fatal(err)
		}
	}
	product := events.Product{ID: uuid.NewString()}
	for sku, n := range first {
		product.Variants = append(product.Variants, events.Variant{SKU: sku, InitialStock: int64(n)})
	}
	if err := s.db.InTx(ctx, func(tx postgres.Tx) error { return s.productChanged(ctx, tx, events.Meta{}, product) }); err != nil {
		t.Fatal(err)
	}
}

// agree compares the service with the model and checks the invariants I1 to I3.
func agree(t *rapid.T, db *postgres.DB, m *model) {
	ctx := context.Background()
	onHand, reserved, told := map[string]int{}, map[string]int{}, map[string]int{}
	type row struct {
		SKU                                                  string `db:"sku"`
		OnHand, Reserved, Ledger, LedgerReserved, Open, Told int
	}
	rows, err := postgres.All[row](ctx, db, `
		select s.sku, on_hand, reserved,
			(select sum(delta_on_hand) from ledger where sku = s.sku) as ledger,
			(select sum(delta_reserved) from ledger where sku = s.sku) as ledger_reserved,
			(select coalesce(sum(quantity - returned), 0) from reservation_line join reservation using (order_id)
			 where sku = s.sku and state = 'reserved') as open,
			(select (convert_from(payload, 'utf8')::jsonb ->> 'available')::int from outbox
			 where topic = 'stock_changed' and key = s.sku order by (convert_from(payload, 'utf8')::jsonb ->> 'version')::int desc limit 1) as told
		from stock s order by s.sku`, postgres.Args{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		onHand[r.SKU], reserved[r.SKU], told[r.SKU] = r.OnHand, r.Reserved, r.Told
		if r.OnHand < 0 || r.Reserved < 0 || r.Reserved > r.OnHand {
			t.Fatalf("I1: %+v", r)
		}
		if r.Reserved != r.Open || r.Reserved != r.LedgerReserved {
			t.Fatalf("I2: %+v", r)
		}
		if r.OnHand != r.Ledger {
			t.Fatalf("I3: %+v", r)
		}
	}
	wantReserved, wantTold := map[string]int{}, map[string]int{}
	for sku, n := range m.onHand {
		wantReserved[sku], wantTold[sku] = m.reserved(sku), n-m.reserved(sku)
	}
	if diff := cmp.Diff(m.onHand, onHand) + cmp.Diff(wantReserved, reserved) + cmp.Diff(wantTold, told); diff != "" {
		t.Fatalf("on hand, reserved, last announced (-want +got):\n%s", diff)
	}
	agreeOnOrders(t, db, m)
}

func agreeOnOrders(t *rapid.T, db *postgres.DB, m *model) {
	type row struct {
		ID                           string
		State                        State
		Reserved, Rejected, Released int
	}
	rows, err := postgres.All[row](context.Background(), db, `
		select order_id::text as id, state,
			(select count(*) from outbox where topic = 'inventory_reserved' and key = order_id::text) as reserved,
			(select count(*) from outbox where topic = 'inventory_rejected' and key = order_id::text) as rejected,
			(select count(*) from outbox where topic = 'inventory_released' and key = order_id::text) as released
		from reservation`, postgres.Args{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]State{}
	for _, r := range rows {
		got[r.ID] = r.State
		if r.Reserved+r.Rejected > 1 || r.Released > 1 || r.State == Released && r.Released != 1 || r.State == Rejected && r.Rejected != 1 {
			t.Fatalf("an order was announced too often or not at all: %+v", r)
		}
	}
	want := maps.Clone(m.state)
	maps.DeleteFunc(want, func(_ string, s State) bool { return s == None })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("orders (-want +got):\n%s", diff)
	}
}
