package payments

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/askcart/askcart/services/payments/internal/provider"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/service/servicetest"
)

var methodsOfHistories = []string{
	"tok_ok", "tok_ok", "tok_decline", "tok_insufficient", "tok_3ds", "tok_timeout_then_ok", "tok_500_stored",
	"tok_late_auth", "tok_capture_fail_once", "tok_capture_expired", "tok_refund_pending",
}

// acts is what may happen to an order, in any order and any number.
var acts = rapid.SliceOfN(rapid.SampledFrom([]string{
	"created", "reserved", "await", "confirm", "confirm", "cancel", "retry", "retry", "pass", "fail", "refund", "look", "age",
}), 2, 14)

// history is one order and what was decided of it.
type history struct {
	*shop
	*rand.Rand
	events.Order
	confirmed, cancelled bool
}

// TestAnyHistoryEndsWithTheMoneyWhereItBelongs drives random orders at once through a real service, and compares with
// the sandbox's books.
func TestAnyHistoryEndsWithTheMoneyWhereItBelongs(t *testing.T) {
	t.Parallel()
	s := open(t, func(c *Config) { c.Timeout = 200 * time.Millisecond })
	stop := s.watchForTwoCharges()
	var all sync.WaitGroup
	turn := make(chan struct{}, 6)
	for seed := range 48 {
		turn <- struct{}{}
		all.Go(func() {
			defer func() { <-turn }()
			r := rand.New(rand.NewPCG(uint64(seed), 7))
			h := &history{shop: s, Rand: r, Order: s.order("sandbox", methodsOfHistories[r.IntN(len(methodsOfHistories))])}
			script := acts.Example(seed)
			for _, act := range script {
				h.act(act)
			}
			h.end()
			if wrong := h.audit(); wrong != "" {
				t.Errorf("seed %d: %s\nmethod %s, script %v, payment %+v, books %+v", seed, wrong, h.Payment.Method, script, h.now(), h.charges(h.Order))
			}
		})
	}
	all.Wait()
	stop()
}

// watchForTwoCharges looks all the time for an order with two live charges: I4, at every instant.
func (s *shop) watchForTwoCharges() (stop func()) {
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-done:
				return
			case <-time.After(2 * time.Millisecond):
			}
			twice, err := postgres.Values[string](s.t.Context(), s.db, `
				select order_id::text from sandbox_charge where state in ('authorized', 'captured') group by 1 having count(*) > 1`, postgres.Args{})
			if err != nil || len(twice) > 0 {
				s.t.Errorf("orders with two live charges: %v (%v)", twice, err)
				return
			}
		}
	}()
	return func() { close(done); <-ended }
}

// now is the payment as it is stored; zero when there is none yet.
func (h *history) now() Payment {
	found, err := postgres.All[Payment](h.t.Context(), h.db, `select `+paymentColumns+` from payment where order_id = @order`, postgres.Args{"order": h.ID})
	if err != nil {
		h.t.Error(err)
	}
	if len(found) == 0 {
		return Payment{Status: None}
	}
	return found[0]
}

func (h *history) act(what string) {
	p := h.now()
	path := root + "/" + p.ID
	switch what {
	case "created":
		servicetest.Publish(h.Env, events.OrderCreated, h.ID, h.Order)
	case "reserved":
		servicetest.Publish(h.Env, events.InventoryReserved, h.ID, events.Reservation{OrderID: h.ID})
	case "await":
		servicetest.Publish(h.Env, events.OrderCreated, h.ID, h.Order)
		servicetest.Publish(h.Env, events.InventoryReserved, h.ID, events.Reservation{OrderID: h.ID})
		h.until(func(p Payment) bool { return p.Status != None && p.Status != Awaiting && p.Status != Initiated })
	case "confirm":
		if p.Status == Authorized && !h.cancelled {
			h.confirmed = true
			h.confirm(h.Order)
		}
	case "cancel":
		h.cancelled = true
		h.cancel(h.Order)
	case "retry":
		method := methodsOfHistories[h.IntN(len(methodsOfHistories))]
		h.try(path+"/retry", `{"provider":"sandbox","method":"`+method+`"}`)
	case "pass":
		h.try(path+"/challenge", `{"result":"ok"}`)
	case "fail":
		h.try(path+"/challenge", `{"result":"fail"}`)
	case "look":
		h.try(path+"/confirm", `{}`)
	case "age":
		h.age(h.Order)
	case "refund":
		h.api.As(h.Admin()).Post(path+"/refunds", `{"amount":{"amount":1000,"currency":"USD"},"reason":"x"}`, fmt.Sprintf("Idempotency-Key: %d", h.Uint64()))
	}
}

// try posts as the owner; being refused is fine, an internal error is not.
func (h *history) try(path, body string) {
	if got := h.mine().Post(path, body); got.Status >= 500 {
		h.t.Errorf("%s = %d: %s", got.Asked, got.Status, got.Body)
	}
}

func (h *history) until(ok func(Payment) bool) {
	servicetest.Eventually(h.t, func() bool { return ok(h.now()) }, "the payment to move on")
}

// end lets the order be decided and everything come to rest.
func (h *history) end() {
	h.act("await")
	decided := func(p Payment) bool {
		return p.Status == Authorized || p.Status == Declined || p.Status == RequiresAction || p.Status == Captured || final(p.Status)
	}
	if !h.cancelled {
		h.until(decided)
		if p := h.now(); p.Status == Authorized && !h.confirmed && h.IntN(3) > 0 {
			h.act("confirm")
		}
		if h.confirmed {
			h.until(func(p Payment) bool { return p.Status == Captured || final(p.Status) })
		}
		if p := h.now(); p.Status == Failed || !h.confirmed {
			h.act("cancel")
		}
	}
	h.until(func(p Payment) bool {
		h.age(h.Order)
		return final(p.Status) || !h.cancelled && p.Status == Captured
	})
	servicetest.Eventually(h.t, func() bool {
		h.age(h.Order)
		n, err := postgres.Value[int64](h.t.Context(), h.db, `
			select (select count(*) from refund where status = 'pending' and payment_id = @id)
				+ (select count(*) from attempt where operation <> 'look' and payment_id = @id)`, postgres.Args{"id": h.now().ID})
		return err == nil && n == 0
	}, "refunds and work to be done")
}

func final(s Status) bool { return s == Tombstone || s == Voided || s == Refunded || s == Failed }

// audit compares the payment with the provider's books: I5.
func (h *history) audit() string {
	p := h.now()
	var held, kept int64
	for _, c := range h.charges(h.Order) {
		kept += c.Captured - c.Refunded
		if c.State == provider.Authorized {
			held++
		}
	}
	refunds, err := promised(h.t.Context(), h.db.Pool, p.ID)
	switch {
	case err != nil:
		return err.Error()
	case held > 0:
		return "money is held at rest"
	case h.cancelled && kept != 0:
		return fmt.Sprintf("cancelled, and %d were kept", kept)
	case !h.cancelled && p.Status == Captured && kept != 13900-refunds:
		return fmt.Sprintf("captured, and %d were kept of 13900 with %d given back", kept, refunds)
	case p.Captured-p.Refunded != kept:
		return fmt.Sprintf("the payment says %d − %d, the books %d", p.Captured, p.Refunded, kept)
	}
	return ""
}
