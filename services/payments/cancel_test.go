package payments

import (
	"testing"

	"github.com/askcart/askcart/services/payments/internal/provider"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/service/servicetest"
)

func TestCancelInEveryState(t *testing.T) {
	t.Parallel()
	s := open(t, hasty)
	for _, row := range []struct {
		name   string
		method string
		at     Status // where the payment is when the order is cancelled
		want   Status
		charge charge
	}{
		{"waiting for the shopper", "tok_3ds", RequiresAction, Voided, charge{State: provider.Closed}},
		{"declined", "tok_decline", Declined, Voided, charge{State: provider.Closed}},
		{"authorized", "tok_ok", Authorized, Voided, charge{State: provider.Closed}},
		{"captured", "tok_ok", Captured, Refunded, charge{State: provider.Refunded, Captured: 13900, Refunded: 13900}},
		{"answer lost", "tok_timeout_never", Initiated, Voided, charge{State: provider.Closed}},
	} {
		t.Run(row.name, func(t *testing.T) {
			o := s.place("sandbox", row.method)
			if row.at == Captured {
				s.rests(o, Authorized)
				s.confirm(o)
			}
			s.rests(o, row.at)
			servicetest.Eventually(t, func() bool { return len(s.charges(o)) == 1 }, "the charge")
			s.cancel(o)
			s.rests(o, row.want)
			s.wantCharges(o, row.charge)
			s.confirm(o) // late, and without effect
			s.cancel(o)
			s.rests(o, row.want)
		})
	}
}

func TestACancelThatComesFirstLeavesATombstone(t *testing.T) {
	t.Parallel()
	s := open(t)
	o := s.order("sandbox", "tok_ok")
	s.cancel(o)
	s.rests(o, Tombstone)
	servicetest.Publish(s.Env, events.OrderCreated, o.ID, o)
	servicetest.Publish(s.Env, events.InventoryReserved, o.ID, events.Reservation{OrderID: o.ID})
	last := s.place("sandbox", "tok_ok") // of other keys; its authorization shows that the workers had their turn
	s.rests(last, Authorized)
	s.handled(5)
	s.rests(o, Tombstone)
	if got := s.charges(o); len(got) != 0 {
		t.Errorf("a cancelled order was charged: %v", got)
	}
	if v := s.view(o); v.Status != "voided" {
		t.Errorf("status %s, want voided", v.Status)
	}
}

func TestStockAndOrderJoinInEitherOrderAndAnyNumber(t *testing.T) {
	t.Parallel()
	s := open(t)
	o := s.order("sandbox", "tok_ok")
	reserved := events.Reservation{OrderID: o.ID}
	servicetest.Publish(s.Env, events.InventoryReserved, o.ID, reserved)
	servicetest.Eventually(t, func() bool { return s.inboxed() == 1 }, "the reservation to be heard")
	for range 3 {
		servicetest.Publish(s.Env, events.OrderCreated, o.ID, o)
		servicetest.Publish(s.Env, events.InventoryReserved, o.ID, reserved)
	}
	s.rests(o, Authorized)
	for range 3 {
		s.confirm(o)
	}
	s.rests(o, Captured)
	s.handled(10)
	s.wantCharges(o, charge{State: provider.Captured, Captured: 13900})
	if n := len(servicetest.Events(s.Env, events.PaymentSucceeded)); n != 1 {
		t.Errorf("payment_succeeded was sent %d times, want once", n)
	}
}

func TestCashIsCapturedAtTheDoor(t *testing.T) {
	t.Parallel()
	s := open(t)
	o := s.place("cod", "cash")
	s.rests(o, Authorized)
	s.confirm(o)
	s.handled(3)
	s.rests(o, Authorized)
	servicetest.Publish(s.Env, events.OrderDelivered, o.ID, events.Shipped{Order: o})
	s.rests(o, Captured)
	back := events.Return{ID: events.NewID(), OrderID: o.ID, UserID: s.user, Refund: o.Totals.Total}
	servicetest.Publish(s.Env, events.ReturnReceived, o.ID, back)
	servicetest.Publish(s.Env, events.ReturnReceived, o.ID, back) // the same return under another event id
	s.rests(o, Refunded)
	if v := s.view(o); len(v.Refunds) != 1 || v.Refunds[0].ID != back.ID || v.Refunded != o.Totals.Total {
		t.Errorf("refunds %+v, refunded %v; want the return, once", v.Refunds, v.Refunded)
	}

	kept := s.place("cod", "cash")
	s.rests(kept, Authorized)
	s.cancel(kept)
	s.rests(kept, Voided)
}
