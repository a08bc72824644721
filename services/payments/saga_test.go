package payments

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/askcart/askcart/services/payments/internal/provider"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/service/servicetest"
)

func TestAnOrderIsAuthorizedThenCapturedThenRefunded(t *testing.T) {
	t.Parallel()
	s := open(t)
	o := s.place("sandbox", "tok_ok")
	paid := servicetest.Await(s.Env, events.PaymentSucceeded, func(p events.PaymentSuccess) bool { return p.OrderID == o.ID })
	if paid.Captured || paid.Amount != o.Totals.Total {
		t.Errorf("payment_succeeded = %+v, want the order's total, not captured", paid)
	}
	s.wantCharges(o, charge{State: provider.Authorized})

	s.confirm(o)
	s.rests(o, Captured)
	s.wantCharges(o, charge{State: provider.Captured, Captured: 13900})

	s.cancel(o)
	s.rests(o, Refunded)
	s.wantCharges(o, charge{State: provider.Refunded, Captured: 13900, Refunded: 13900})
	back := servicetest.Await(s.Env, events.PaymentRefunded, func(p events.PaymentGivenBack) bool { return p.OrderID == o.ID })
	if back.Amount != o.Totals.Total {
		t.Errorf("payment_refunded = %+v, want the whole total", back)
	}

	var told []string
	var version int64
	for _, p := range servicetest.Events(s.Env, events.PaymentUpdated) {
		told = append(told, p.Status)
		if p.Version <= version {
			t.Errorf("version %d follows %d", p.Version, version)
		}
		version = p.Version
	}
	want := []string{"initiated", "authorized", "capturing", "captured", "refunding", "refunded"}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("payment_updated (-want +got):\n%s", diff)
	}
	s.api.As(s.Admin()).Get("/journal?order_id="+o.ID).Want(200, "payment_initiated", "payment_captured", "refund_done", "attempt 1, sandbox, $139.00")
}
