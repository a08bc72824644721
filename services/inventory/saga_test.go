package inventory

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/service/servicetest"
)

func TestAnOrderFromHoldToReturn(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.stock(map[string]int64{"D-1": 5, "L-4": 2})
	o := placed(uuid.NewString(), "L-4", 1, "D-1", 1, "D-1", 2)

	servicetest.Publish(s.Env, events.OrderCreated, o.ID, o)
	held := servicetest.Await(s.Env, events.InventoryReserved, func(r events.Reservation) bool { return r.OrderID == o.ID })
	lines := []events.StockLine{{SKU: "D-1", Quantity: 3}, {SKU: "L-4", Quantity: 1}}
	if diff := cmp.Diff(lines, held.Lines); diff != "" {
		t.Errorf("inventory_reserved (-want +got):\n%s", diff)
	}
	staff := s.api.As(s.Admin())
	staff.Get(root+"/D-1").Want(200, `"available":2,"on_hand":5,"reserved":3`)

	servicetest.Publish(s.Env, events.OrderConfirmed, o.ID, o)
	servicetest.Eventually(t, func() bool {
		return *servicetest.JSON[Availability](staff.Get(root + "/D-1")).Reserved == 0
	}, "the commit")
	staff.Get(root+"/D-1").Want(200, `"available":2,"on_hand":2,"reserved":0`)

	back := events.Return{ID: uuid.NewString(), OrderID: o.ID, Lines: []events.ReturnLine{
		{SKU: "D-1", Quantity: 2, Restock: true}, {SKU: "L-4", Quantity: 1, Restock: false}}}
	servicetest.Publish(s.Env, events.ReturnReceived, o.ID, back)
	servicetest.Publish(s.Env, events.ReturnReceived, o.ID, back) // the same return under another event id
	servicetest.Await(s.Env, events.StockChanged, func(e events.Stock) bool { return e.Reason == reasonReturned })

	servicetest.Publish(s.Env, events.OrderCancelled, o.ID, events.Cancelled{Order: o, Reason: "staff"})
	freed := servicetest.Await(s.Env, events.InventoryReleased, func(r events.Release) bool { return r.OrderID == o.ID })
	want := events.Release{OrderID: o.ID, Reason: "staff", Lines: []events.StockLine{{SKU: "D-1", Quantity: 1}}}
	if diff := cmp.Diff(want, freed); diff != "" {
		t.Errorf("inventory_released (-want +got):\n%s", diff)
	}
	staff.Get(root+"/D-1").Want(200, `"available":5,"on_hand":5,"reserved":0`)
	staff.Get(root+"/L-4").Want(200, `"available":1,"on_hand":1,"reserved":0`)
	staff.Get("/journal?order_id="+o.ID).Want(200, "stock_reserved", "3 × D-1, 1 × L-4", "stock_committed", "stock_returned", "stock_released")

	moves := servicetest.Events(s.Env, events.StockChanged)
	var seen []string
	for _, m := range moves {
		if m.SKU == "D-1" {
			seen = append(seen, fmt.Sprintf("v%d %s %d/%d", m.Version, m.Reason, m.Available, m.OnHand))
		}
	}
	if diff := cmp.Diff([]string{"v1 initial 5/5", "v2 reserved 2/5", "v4 returned 4/4", "v5 restocked 5/5"}, seen); diff != "" {
		t.Errorf("stock_changed of D-1 (-want +got):\n%s", diff)
	}
}

func TestAShortOrderHoldsNothing(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.stock(map[string]int64{"D-1": 5, "L-4": 2})
	o := placed(uuid.NewString(), "D-1", 2, "L-4", 3, "gone", 1)
	servicetest.Publish(s.Env, events.OrderCreated, o.ID, o)
	got := servicetest.Await(s.Env, events.InventoryRejected, func(r events.Rejection) bool { return r.OrderID == o.ID })
	want := []events.Shortage{{SKU: "L-4", Asked: 3, Available: 2}, {SKU: "gone", Asked: 1, Available: 0}}
	if diff := cmp.Diff(want, got.Shortages); diff != "" {
		t.Errorf("shortages (-want +got):\n%s", diff)
	}
	s.api.As(s.Admin()).Get(root+"/D-1").Want(200, `"available":5,"on_hand":5,"reserved":0`)
	s.api.As(s.Admin()).Get("/journal?order_id="+o.ID).Want(200, "stock_rejected", "L-4: 3 asked, 2 there, gone: 1 asked, 0 there")
}

func TestACancelThatComesFirstLeavesATombstone(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.stock(map[string]int64{"D-1": 5})
	o, after := placed(uuid.NewString(), "D-1", 2), placed(uuid.NewString(), "D-1", 1)
	servicetest.Publish(s.Env, events.OrderCancelled, o.ID, events.Cancelled{Order: o, Reason: "shopper"})
	got := servicetest.Await(s.Env, events.InventoryReleased, func(r events.Release) bool { return r.OrderID == o.ID })
	if diff := cmp.Diff(events.Release{OrderID: o.ID, Reason: "shopper", Lines: []events.StockLine{}}, got); diff != "" {
		t.Errorf("inventory_released (-want +got):\n%s", diff)
	}
	servicetest.Publish(s.Env, events.OrderCreated, o.ID, o)
	servicetest.Publish(s.Env, events.OrderCreated, o.ID, after) // same key: handled after the other
	servicetest.Await(s.Env, events.InventoryReserved, func(r events.Reservation) bool { return r.OrderID == after.ID })
	for _, r := range servicetest.Events(s.Env, events.InventoryReserved) {
		if r.OrderID == o.ID {
			t.Errorf("the cancelled order holds %v", r.Lines)
		}
	}
	s.api.Get(root+"/D-1").Want(200, `"available":4`)
}

func TestInitialStockCountsOnlyForNewSKUs(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.stock(map[string]int64{"D-1": 5})
	again := events.Product{ID: uuid.NewString(), Version: 2, Status: "archived", Variants: []events.Variant{
		{SKU: "D-1", InitialStock: 50}, {SKU: "D-2", InitialStock: 7}, {SKU: "D-3"}, {SKU: "D-4", Removed: true}}}
	servicetest.Publish(s.Env, events.ProductUpdated, again.ID, again)
	for _, sku := range []string{"D-2", "D-3"} { // a row of zero pieces is told too
		servicetest.Await(s.Env, events.StockChanged, func(e events.Stock) bool { return e.SKU == sku })
	}
	s.api.Get(root+"?skus=D-1,D-2,D-3,D-4").Want(200,
		`{"sku":"D-1","available":5},{"sku":"D-2","available":7},{"sku":"D-3","available":0}]`)
}

func TestTheEarlierVersionOfAProductDecidesItsFirstStock(t *testing.T) {
	t.Parallel()
	s := open(t)
	p := events.Product{ID: uuid.NewString(), Version: 2, Status: "active", Variants: []events.Variant{{SKU: "D-1"}, {SKU: "D-2", InitialStock: 9}}}
	servicetest.Publish(s.Env, events.ProductUpdated, p.ID, p) // overtakes
	servicetest.Await(s.Env, events.StockChanged, func(e events.Stock) bool { return e.SKU == "D-2" })
	o := placed(uuid.NewString(), "D-2", 5)
	servicetest.Publish(s.Env, events.OrderCreated, o.ID, o)
	servicetest.Await(s.Env, events.InventoryReserved, func(r events.Reservation) bool { return r.OrderID == o.ID })
	p.Version, p.Variants[0].InitialStock, p.Variants[1].InitialStock = 1, 12, 3
	servicetest.Publish(s.Env, events.ProductCreated, p.ID, p)
	servicetest.Await(s.Env, events.StockChanged, func(e events.Stock) bool { return e.SKU == "D-1" && e.Available == 12 })
	p.Version, p.Variants[0].InitialStock = 3, 100
	servicetest.Publish(s.Env, events.ProductUpdated, p.ID, p)
	last := events.Product{ID: uuid.NewString(), Version: 1, Variants: []events.Variant{{SKU: "last"}}}
	servicetest.Publish(s.Env, events.ProductUpdated, p.ID, last) // same key: handled after the other
	servicetest.Await(s.Env, events.StockChanged, func(e events.Stock) bool { return e.SKU == "last" })
	s.api.As(s.Admin()).Get(root+"?skus=D-1,D-2").Want(200, // of D-2, 5 are held and stay
		`"available":12,"on_hand":12,"reserved":0`, `"available":0,"on_hand":5,"reserved":5`)
}

// TestFortyBuyersForSevenPieces sends every order twice over the broker, from many goroutines.
func TestFortyBuyersForSevenPieces(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.stock(map[string]int64{"hot": 7, "cold": 1000})
	const buyers = 40
	var sending sync.WaitGroup
	for range buyers {
		sending.Go(func() {
			o := placed(uuid.NewString(), "hot", 1, "cold", 1)
			servicetest.Publish(s.Env, events.OrderCreated, o.ID, o)
			servicetest.Publish(s.Env, events.OrderCreated, o.ID, o)
		})
	}
	sending.Wait()
	var reserved, rejected int
	servicetest.Eventually(t, func() bool {
		reserved = len(servicetest.Events(s.Env, events.InventoryReserved))
		rejected = len(servicetest.Events(s.Env, events.InventoryRejected))
		return reserved+rejected >= buyers
	}, "an answer to every order")
	if reserved != 7 || rejected != buyers-7 {
		t.Errorf("%d reserved and %d rejected, want 7 and %d", reserved, rejected, buyers-7)
	}
	s.api.As(s.Admin()).Get(root+"/hot").Want(200, `"available":0,"on_hand":7,"reserved":7`)
	s.api.As(s.Admin()).Get(root+"/cold").Want(200, `"available":993,"on_hand":1000,"reserved":7`)
}

// TestReplicasTakeTurns lets two processes hold, in batches, orders that name two hot SKUs in both ways round.
func TestReplicasTakeTurns(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.stock(map[string]int64{"a": 120, "b": 150})
	const buyers = 200
	var sending sync.WaitGroup
	for i := range buyers {
		sending.Go(func() {
			o := placed(uuid.NewString(), "a", 1+i%2, "b", 1)
			servicetest.Publish(s.Env, events.OrderCreated, o.ID, o)
			if i%3 == 0 {
				servicetest.Publish(s.Env, events.OrderCancelled, o.ID, events.Cancelled{Order: o})
			}
		})
	}
	replica(t, s.Env)
	sending.Wait()
	db := s.DB("inventory")
	servicetest.Eventually(t, func() bool {
		n, err := postgres.Value[int](t.Context(), db, `select count(*) from inbox where topic like 'order_%'`, postgres.Args{})
		return err == nil && n == buyers+(buyers+2)/3
	}, "every event to be handled")
	wrong, err := postgres.Value[int](t.Context(), db, `
		select count(*) from stock s where reserved <> (
			select coalesce(sum(quantity), 0) from reservation_line join reservation using (order_id) where state = 'reserved' and sku = s.sku)
		or reserved <> (select sum(delta_reserved) from ledger where sku = s.sku) or reserved > on_hand`, postgres.Args{})
	if err != nil || wrong != 0 {
		t.Errorf("%d SKUs have reserved what no order holds (%v)", wrong, err)
	}
	if kept, err := postgres.Value[int](t.Context(), db, `select count(*) from dead_letters`, postgres.Args{}); err != nil || kept != 0 {
		t.Errorf("%d dead letters (%v)", kept, err)
	}
}
