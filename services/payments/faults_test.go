package payments

import (
	"testing"
	"time"

	"github.com/askcart/askcart/services/payments/internal/provider"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/service/servicetest"
)

func hasty(c *Config) { c.Timeout = 300 * time.Millisecond }

func TestASlowProviderHoldsUpNobodyElse(t *testing.T) {
	t.Parallel()
	s := open(t)
	var slow []events.Order
	for range 24 {
		slow = append(slow, s.place("sandbox", "tok_slow_5s"))
	}
	for _, o := range slow {
		servicetest.Eventually(t, func() bool { return len(s.charges(o)) == 1 }, "the slow call")
	}
	quick := s.place("sandbox", "tok_ok")
	began := time.Now()
	s.rests(quick, Authorized)
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("a quick payment took %s behind slow ones", took)
	}
	for _, o := range slow {
		s.rests(o, Authorized)
		s.wantCharges(o, charge{State: provider.Authorized})
	}
}

// TestLostAnswersAreLookedUp has every way in which an answer may stay away: it is asked for, never guessed.
func TestLostAnswersAreLookedUp(t *testing.T) {
	t.Parallel()
	s := open(t, hasty)
	for method, want := range map[string]struct {
		status Status
		charge charge
	}{
		"tok_timeout_then_ok":   {Captured, charge{State: provider.Captured, Captured: 13900}},
		"tok_500_stored":        {Captured, charge{State: provider.Captured, Captured: 13900}},
		"tok_slow_5s":           {Captured, charge{State: provider.Captured, Captured: 13900}},
		"tok_capture_fail_once": {Captured, charge{State: provider.Captured, Captured: 13900}},
		"tok_capture_expired":   {Failed, charge{State: provider.Closed}},
	} {
		t.Run(method, func(t *testing.T) {
			o := s.place("sandbox", method)
			s.rests(o, Authorized)
			s.confirm(o)
			s.rests(o, want.status)
			s.wantCharges(o, want.charge)
			if want.status == Failed {
				f := servicetest.Await(s.Env, events.PaymentFailed, func(f events.PaymentFailure) bool { return f.OrderID == o.ID })
				if f.Stage != "capture" {
					t.Errorf("payment_failed = %+v, want stage capture", f)
				}
			}
		})
	}
}

func TestARefundThatTheBankTakesItsTimeForIsAwaited(t *testing.T) {
	t.Parallel()
	s := open(t)
	o := s.place("sandbox", "tok_refund_pending")
	s.rests(o, Authorized)
	s.confirm(o)
	s.rests(o, Captured)
	s.cancel(o)
	s.rests(o, Refunding)
	servicetest.Eventually(t, func() bool {
		n, err := postgres.Value[int64](t.Context(), s.db, `select count(*) from sandbox_refund where not done`, postgres.Args{})
		return err == nil && n == 1
	}, "the refund to be with the bank")
	s.age(o)
	s.rests(o, Refunded)
	s.wantCharges(o, charge{State: provider.Refunded, Captured: 13900, Refunded: 13900})
}

func TestALateAuthorizationPaysOrIsGivenBack(t *testing.T) {
	t.Parallel()
	s := open(t)
	paid, cancelled := s.place("sandbox", "tok_late_auth"), s.place("sandbox", "tok_late_auth")
	s.rests(paid, Declined)
	s.rests(cancelled, Declined)
	s.age(paid)
	s.mine().Post(root+"/"+s.view(paid).ID+"/confirm", `{}`).Want(200, `"status":"authorized"`)
	s.age(cancelled)
	s.cancel(cancelled)
	s.rests(cancelled, Voided)
	s.wantCharges(cancelled, charge{State: provider.Closed})
}

// age makes what the provider has of o an hour older.
func (s *shop) age(o events.Order) {
	s.t.Helper()
	for _, sql := range []string{
		`update sandbox_charge set changed_at = changed_at - interval '1 hour' where order_id = @order`,
		`update sandbox_refund set created_at = created_at - interval '1 hour' where charge_id in (select id from sandbox_charge where order_id = @order)`,
	} {
		if _, err := postgres.Exec(s.t.Context(), s.db, sql, postgres.Args{"order": o.ID}); err != nil {
			s.t.Fatal(err)
		}
	}
}

func TestStoppedInTheMiddleItGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	s := open(t)
	// The provider has the money and never answers: the service is stopped while it waits.
	hanging := s.place("sandbox", "tok_timeout_then_ok")
	servicetest.Eventually(t, func() bool {
		all := s.charges(hanging)
		return len(all) == 1 && all[0].State == provider.Authorized
	}, "the money to move")
	waiting := s.place("sandbox", "tok_3ds")
	s.rests(waiting, RequiresAction)
	s.api.Stop()
	s.cancel(waiting)
	unborn := s.place("sandbox", "tok_ok")

	s.start()
	s.rests(hanging, Authorized)
	s.rests(waiting, Voided)
	s.rests(unborn, Authorized)
	s.confirm(hanging)
	s.rests(hanging, Captured)
	s.wantCharges(hanging, charge{State: provider.Captured, Captured: 13900})
}

// TestAKilledWorkersLeaseEnds puts an attempt into the state that kill -9 leaves: leased, called, not answered.
func TestAKilledWorkersLeaseEnds(t *testing.T) {
	t.Parallel()
	s := open(t)
	o := s.place("sandbox", "tok_ok")
	s.rests(o, Authorized)
	s.api.Stop()
	sql := `update attempt set operation = 'capture', tries = 1, due_at = now() - interval '1 minute', leased_until = now() + interval '1 second'
		where payment_id = (select id from payment where order_id = @order)`
	for _, q := range []string{sql, `update payment set status = 'capturing' where order_id = @order`} {
		if _, err := postgres.Exec(t.Context(), s.db, q, postgres.Args{"order": o.ID}); err != nil {
			t.Fatal(err)
		}
	}
	s.start()
	s.rests(o, Captured)
	s.wantCharges(o, charge{State: provider.Captured, Captured: 13900})
}
