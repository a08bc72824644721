package order

import (
	"math/rand/v2"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/service/servicetest"
)

// TestSaga plays inventory and payments against one running service, every race that order decides.
func TestSaga(t *testing.T) {
	t.Parallel()
	s := openShop(t, nil)
	for name, play := range map[string]func(*testing.T, *shop){
		"from placing to delivery":                    happyPath,
		"payment overtakes the reservation":           paymentOvertakes,
		"late payment after a cancel":                 latePayment,
		"cancel racing the payment":                   cancelRacesPayment,
		"cancel after confirmation":                   cancelConfirmed,
		"twenty cancels at once":                      manyCancels,
		"duplicates have one effect":                  duplicates,
		"any order of events, each three times":       shuffled,
		"stock rejected":                              rejected,
		"payment failed":                              paymentFailed,
		"capture failed":                              captureFailed,
		"declined, then another card":                 anotherCard,
		"overtaken payment updates":                   overtakenUpdates,
		"refunds add up once":                         refunds,
		"nothing ships before the money is there":     unpaidStays,
		"cash on delivery ships unpaid":               cashOnDelivery,
		"events of unknown orders":                    unknownOrder,
		"a guest's orders move to the account":        merged,
		"released goods are written in the journal":   released,
		"a product's newer snapshot replaces the old": newerSnapshot,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := *s
			c.t = t
			play(t, &c)
		})
	}
}

func happyPath(t *testing.T, s *shop) {
	order := s.shopper().buy()
	if order.Status != Pending || order.Payment.Status != "awaiting" || order.Payment.ID != nil || !regexp.MustCompile(`^A-\d{5,}$`).MatchString(order.Number) {
		t.Errorf("a new order is %+v", order)
	}
	if left := order.Deadline.Sub(order.CreatedAt); left != time.Minute {
		t.Errorf("deadline %s after placing, want a minute", left)
	}
	s.reserved(order.ID)
	s.await(order.ID, Reserved)
	s.payment(order.ID, 1, "authorized", "")
	s.paid(order.ID)
	s.await(order.ID, Confirmed)
	s.payment(order.ID, 2, "captured", "")
	staff := s.As(s.env.Admin())
	parcel := `{"carrier":"DHL","tracking":"4242424242424242"}`
	staff.Post(path("/%s/ship", order.ID), parcel).Want(200, `"status":"shipped"`, `"tracking":"4242424242424242"`)
	staff.Post(path("/%s/ship", order.ID), parcel).Want(200, `"status":"shipped"`)
	staff.Post(path("/%s/ship", order.ID), `{"carrier":"UPS","tracking":"1"}`).Want(409, `"order_not_shippable"`)
	staff.Post(path("/%s/cancel", order.ID), nil).Want(409, `"order_shipped"`)
	staff.Post(path("/%s/deliver", order.ID), nil).Want(200, `"status":"delivered"`)
	staff.Post(path("/%s/deliver", order.ID), nil).Want(200, `"status":"delivered"`)

	if got := types(s.order(order.ID)); got != "placed reserved confirmed payment_captured shipped delivered" {
		t.Errorf("timeline: %s", got)
	}
	if got := s.journal(order.ID); got != "placed reserved confirmed payment_captured shipped delivered" {
		t.Errorf("journal: %s", got)
	}
	c := servicetest.Await(s.env, events.OrderCreated, func(o events.Order) bool { return o.ID == order.ID })
	if c.Number != order.Number || c.Totals != order.Totals || len(c.Lines) != 1 || c.Lines[0].UnitPrice.Amount != 34_900 ||
		c.Payment != (events.PaymentWish{Provider: "sandbox", Method: "tok_ok"}) || c.Country != "US" || c.CartVersion != 3 || c.Email != "ada@example.com" {
		t.Errorf("order_created = %+v", c)
	}
	d := servicetest.Await(s.env, events.OrderDelivered, func(o events.Shipped) bool { return o.ID == order.ID })
	if d.Carrier != "DHL" {
		t.Errorf("order_delivered = %+v", d)
	}
}

func paymentOvertakes(t *testing.T, s *shop) {
	id := s.shopper().buy().ID
	s.paid(id)
	s.await(id, Confirmed)
	s.reserved(id)
	if got := s.order(id).Status; got != Confirmed {
		t.Errorf("a late reservation made it %s", got)
	}
	if got := s.journal(id); got != "placed confirmed ignored" {
		t.Errorf("journal: %s", got)
	}
}

func latePayment(t *testing.T, s *shop) {
	b := s.shopper()
	id := b.buy().ID
	b.Post(path("/%s/cancel", id), nil).Want(200, `"status":"cancelled"`, `"cancel_reason":"shopper"`)
	b.Post(path("/%s/cancel", id), nil).Want(200, `"status":"cancelled"`)
	s.reserved(id)
	s.paid(id)
	s.payment(id, 1, "voided", "")
	order := s.order(id)
	if order.Status != Cancelled || order.Payment.Status != "voided" {
		t.Errorf("after a late payment: %s, payment %s; want cancelled and voided", order.Status, order.Payment.Status)
	}
	if n := sent(s, events.OrderConfirmed, idOf)[id]; n != 0 {
		t.Errorf("order_confirmed sent %d times for a cancelled order", n)
	}
	if n := sent(s, events.OrderCancelled, cancelledID)[id]; n != 1 {
		t.Errorf("order_cancelled sent %d times, want once", n)
	}
}

func cancelRacesPayment(t *testing.T, s *shop) {
	b := s.shopper()
	var ids []string
	for range 10 {
		ids = append(ids, b.buy().ID)
	}
	var racing sync.WaitGroup
	for _, id := range ids {
		racing.Go(func() { s.paid(id) })
		racing.Go(func() { b.Post(path("/%s/cancel", id), nil).Want(200, `"status":"cancelled"`) })
	}
	racing.Wait()
	confirmed, cancelled := sent(s, events.OrderConfirmed, idOf), sent(s, events.OrderCancelled, cancelledID)
	for _, id := range ids {
		if got := s.order(id).Status; got != Cancelled || cancelled[id] != 1 || confirmed[id] > 1 {
			t.Errorf("%s with %d order_cancelled and %d order_confirmed; want cancelled, told once", got, cancelled[id], confirmed[id])
		}
	}
}

func manyCancels(t *testing.T, s *shop) {
	b := s.shopper()
	for range 3 {
		id := b.buy().ID
		var racing sync.WaitGroup
		for range 20 {
			racing.Go(func() { b.Post(path("/%s/cancel", id), nil).Want(200, `"status":"cancelled"`) })
		}
		racing.Wait()
		if n := sent(s, events.OrderCancelled, cancelledID)[id]; n != 1 {
			t.Errorf("order_cancelled sent %d times, want once", n)
		}
	}
}

func cancelConfirmed(t *testing.T, s *shop) {
	b := s.shopper()
	id := b.buy().ID
	s.paid(id)
	b.Post(path("/%s/cancel", id), nil).Want(200, `"status":"cancelled"`)
	c := servicetest.Await(s.env, events.OrderCancelled, func(o events.Cancelled) bool { return o.ID == id })
	if c.Reason != "shopper" {
		t.Errorf("reason = %q", c.Reason)
	}
	other := b.buy().ID
	s.As(s.env.Admin()).Post(path("/%s/cancel", other), nil).Want(200, `"cancel_reason":"staff"`)
}

func duplicates(t *testing.T, s *shop) {
	id := s.shopper().buy().ID
	success := events.PaymentSuccess{OrderID: id, PaymentID: unknownID}
	same := servicetest.Publish(s.env, events.PaymentSucceeded, id, success)
	servicetest.PublishAs(s.env, same, events.PaymentSucceeded, id, success)
	servicetest.PublishAs(s.env, same, events.PaymentSucceeded, id, success)
	s.paid(id) // the same fact under another id
	s.reserved(id)
	if n := sent(s, events.OrderConfirmed, idOf)[id]; n != 1 {
		t.Errorf("order_confirmed sent %d times, want once", n)
	}
	if got := types(s.order(id)); got != "placed confirmed" {
		t.Errorf("timeline: %s", got)
	}
}

func shuffled(t *testing.T, s *shop) {
	b := s.shopper()
	var ids, eventIDs []string
	for range 8 {
		id := b.buy().ID
		ids = append(ids, id)
		reserved, paid, updated := events.NewID(), events.NewID(), events.NewID()
		eventIDs = append(eventIDs, reserved, paid, updated)
		say := []func(){
			func() {
				servicetest.PublishAs(s.env, reserved, events.InventoryReserved, id, events.Reservation{OrderID: id})
			},
			func() {
				servicetest.PublishAs(s.env, paid, events.PaymentSucceeded, id, events.PaymentSuccess{OrderID: id})
			},
			func() {
				servicetest.PublishAs(s.env, updated, events.PaymentUpdated, id, events.Payment{OrderID: id, PaymentID: unknownID, Status: "authorized", Version: 1})
			},
		}
		say = append(say, append(say[:3:3], say[:3]...)...)
		rand.Shuffle(len(say), func(i, j int) { say[i], say[j] = say[j], say[i] })
		for _, f := range say {
			f()
		}
	}
	s.handled(eventIDs...)
	confirmed := sent(s, events.OrderConfirmed, idOf)
	for _, id := range ids {
		if o := s.order(id); o.Status != Confirmed || o.Payment.Status != "authorized" || confirmed[id] != 1 {
			t.Errorf("%s, payment %s, order_confirmed %d times", o.Status, o.Payment.Status, confirmed[id])
		}
	}
}

func rejected(t *testing.T, s *shop) {
	id := s.shopper().buy().ID
	hear(s, events.InventoryRejected, id, events.Rejection{OrderID: id, Shortages: []events.Shortage{{SKU: "desk", Asked: 1, Available: 0}}})
	order := s.await(id, Cancelled)
	if order.CancelReason == nil || *order.CancelReason != "out_of_stock" || len(order.Shortages) != 1 || order.Shortages[0] != (Shortage{"desk", 1, 0}) {
		t.Errorf("got reason %v and shortages %v", order.CancelReason, order.Shortages)
	}
}

func paymentFailed(t *testing.T, s *shop) {
	id := s.shopper().buy().ID
	s.reserved(id)
	hear(s, events.PaymentFailed, id, events.PaymentFailure{OrderID: id, Stage: "authorize", Code: "card_declined"})
	if order := s.await(id, Cancelled); *order.CancelReason != "payment_failed" {
		t.Errorf("reason = %s", *order.CancelReason)
	}
}

func captureFailed(t *testing.T, s *shop) {
	id := s.shopper().buy().ID
	failure := events.PaymentFailure{OrderID: id, Stage: "capture", Code: "expired"}
	hear(s, events.PaymentFailed, id, failure)
	if got := s.order(id).Status; got != Pending {
		t.Errorf("a failed capture made an unpaid order %s", got)
	}
	s.paid(id)
	hear(s, events.PaymentFailed, id, failure)
	if order := s.await(id, Cancelled); *order.CancelReason != "capture_failed" {
		t.Errorf("reason = %s", *order.CancelReason)
	}
}

func anotherCard(t *testing.T, s *shop) {
	placed := s.shopper().buy()
	id := placed.ID
	s.reserved(id)
	hear(s, events.PaymentUpdated, id, events.Payment{
		OrderID: id, PaymentID: unknownID, Provider: "sandbox", Status: "declined", Attempt: 1, Version: 1,
		DeclineCode: "insufficient_funds", ClientAction: "retry",
	})
	order := s.order(id)
	if order.Status != Reserved || order.Payment.ClientAction == nil || order.Payment.ClientAction.Type != "retry" || *order.Payment.DeclineCode != "insufficient_funds" {
		t.Errorf("after a decline: %s %+v; want it reserved and open to another card", order.Status, order.Payment)
	}
	if got := order.Deadline.Sub(order.CreatedAt); got != 15*time.Minute {
		t.Errorf("deadline %s after placing, want 15 minutes", got)
	}
	s.payment(id, 2, "requires_action", "challenge")
	if again := s.order(id).Deadline; !again.Equal(order.Deadline) {
		t.Errorf("deadline moved twice, to %s", again)
	}
	s.payment(id, 3, "authorized", "")
	s.paid(id)
	if got := types(s.await(id, Confirmed)); got != "placed reserved payment_declined payment_action_required confirmed" {
		t.Errorf("timeline: %s", got)
	}
	if got := s.journal(id); got != "placed reserved payment_declined deadline_extended payment_action_required confirmed" {
		t.Errorf("journal: %s", got)
	}
}

func overtakenUpdates(t *testing.T, s *shop) {
	id := s.shopper().buy().ID
	s.payment(id, 5, "initiated", "")
	s.payment(id, 3, "declined", "retry")
	order := s.order(id)
	if order.Payment.Status != "initiated" || order.Payment.ClientAction != nil {
		t.Errorf("an older update was applied: %+v", order.Payment)
	}
	if got := order.Deadline.Sub(order.CreatedAt); got != 15*time.Minute {
		t.Errorf("deadline %s after placing; the shopper did have to act", got)
	}
}

func refunds(t *testing.T, s *shop) {
	placed := s.shopper().buy()
	id, total := placed.ID, placed.Totals.Total.Amount
	s.paid(id)
	refund := func(refundID string, amount int64) {
		hear(s, events.PaymentRefunded, id, events.PaymentGivenBack{OrderID: id, RefundID: refundID, Amount: money.Of(amount, money.USD)})
	}
	refund("r1", 1_000)
	refund("r1", 1_000)
	if got := s.order(id).RefundStatus; got != RefundPartial {
		t.Errorf("refund_status = %s, want partial", got)
	}
	refund("r2", total-1_000)
	order := s.order(id)
	if order.RefundStatus != RefundDone || order.Status != Confirmed || types(order) != "placed confirmed payment_refunded payment_refunded" {
		t.Errorf("refund_status = %s, %s: %s", order.RefundStatus, order.Status, types(order))
	}
}

func unpaidStays(t *testing.T, s *shop) {
	id, staff := s.shopper().buy().ID, s.As(s.env.Admin())
	parcel := `{"carrier":"DHL","tracking":"1"}`
	staff.Post(path("/%s/ship", id), parcel).Want(409, `"order_not_shippable"`)
	s.paid(id)
	s.payment(id, 1, "capturing", "")
	staff.Post(path("/%s/ship", id), parcel).Want(409, `"payment_not_captured"`)
	staff.Post(path("/%s/deliver", id), nil).Want(409, `"order_not_shipped"`)
	s.payment(id, 2, "captured", "")
	staff.Post(path("/%s/ship", id), "{\"carrier\":\"D\\u0001\",\"tracking\":\"1\"}").Want(422, `body.carrier`)
	staff.Post(path("/%s/ship", id), `null`).Want(422)
	staff.Post(path("/%s/ship", id), parcel).Want(200)
}

func cashOnDelivery(_ *testing.T, s *shop) {
	b := s.shopper()
	draft := with(b.draft("desk", 1), "payment", map[string]any{"provider": "cod"})
	id := servicetest.JSON[Order](b.post(draft, "cod-"+b.id).Want(201)).ID
	s.paid(id)
	s.As(s.env.Admin()).Post(path("/%s/ship", id), `{"carrier":"DHL","tracking":"1"}`).Want(200, `"status":"shipped"`)
}

func unknownOrder(t *testing.T, s *shop) {
	s.reserved(unknownID)
	s.paid(unknownID)
	s.payment(unknownID, 1, "captured", "")
	if n := s.count(`select count(*) from dead_letters where key = @id`, postgres.Args{"id": unknownID}); n != 0 {
		t.Errorf("%d events of an unknown order are dead letters", n)
	}
}

func merged(_ *testing.T, s *shop) {
	guest, account := s.shopper(), s.shopper()
	draft := guest.draft("desk", 1)
	id := servicetest.JSON[Order](guest.post(draft, "k").Want(201)).ID
	account.Get(path("/%s", id)).Want(404)
	hear(s, events.UserMerged, account.id, events.UserMerge{From: guest.id, To: account.id})
	account.Get(path("/%s", id)).Want(200)
	account.Get(path("")).Want(200, id)
	guest.Get(path("/%s", id)).Want(404)
	guest.Get(path("")).Want(200, `"items":[]`)
	account.post(draft, "k").Want(201) // a cart of the same id, but another shopper's
}

func released(t *testing.T, s *shop) {
	id := s.shopper().buy().ID
	hear(s, events.InventoryReleased, id, events.Release{OrderID: id, Reason: "order_cancelled"})
	if got := s.journal(id); got != "placed inventory_released" {
		t.Errorf("journal: %s", got)
	}
}

func newerSnapshot(t *testing.T, s *shop) {
	id := s.sell("lamp", 1_000, 3)
	quote := func() Quote {
		return servicetest.JSON[Quote](s.shopper().Post(path("/quote"), `{"lines":[{"sku":"lamp","quantity":1}]}`).Want(200))
	}
	hear(s, events.ProductUpdated, id, product(id, "lamp", 1_200, 3))
	hear(s, events.ProductUpdated, id, product(id, "lamp", 1_100, 2))
	if got := quote().Totals.Subtotal.Amount; got != 1_200 {
		t.Errorf("price = %d, want that of the newest snapshot", got)
	}
	hear(s, events.StockChanged, "lamp", events.Stock{SKU: "lamp", Available: 0, Version: 3})
	hear(s, events.StockChanged, "lamp", events.Stock{SKU: "lamp", Available: 9, Version: 2})
	if got := quote().Problems; len(got) != 1 || got[0].Code != "out_of_stock" {
		t.Errorf("problems = %v, want out_of_stock by the newest stock", got)
	}
	hear(s, events.ProductUpdated, id, product(id, "floor-lamp", 1_200, 4)) // the SKU is gone from the snapshot
	if got := quote(); len(got.Lines) != 0 || len(got.Problems) != 1 || got.Problems[0].Code != "unavailable" {
		t.Errorf("got %+v, want the SKU unavailable", got)
	}
}
