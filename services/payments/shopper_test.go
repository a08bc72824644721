package payments

import (
	"testing"

	"github.com/google/uuid"

	"github.com/askcart/askcart/services/payments/internal/provider"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/service/servicetest"
)

func TestADeclinedCardThenAnotherIsCapturedOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	o := s.place("sandbox", "tok_decline")
	told := s.await(o, Declined)
	if told.DeclineCode != "card_declined" || told.ClientAction != "retry" {
		t.Errorf("payment_updated = %+v, want card_declined and the action retry", told)
	}
	v := s.view(o)
	retry := root + "/" + v.ID + "/retry"
	s.mine().Post(retry, `{"provider":"sandbox","method":"tok_ok"}`).Want(200, `"status":"initiated"`, `"attempt":2`, `"client_action":null`, `"decline_code":null`)
	s.await(o, Authorized)
	s.mine().Post(retry, `{"provider":"sandbox","method":"tok_ok"}`).Want(409, `"code":"payment_not_declined"`)
	s.confirm(o)
	s.rests(o, Captured)
	s.wantCharges(o, charge{State: provider.Closed}, charge{State: provider.Captured, Captured: 13900})
	if n := len(servicetest.Events(s.Env, events.PaymentSucceeded)); n != 1 {
		t.Errorf("payment_succeeded was sent %d times, want once", n)
	}
}

func TestThreeDeclinesAreTheEnd(t *testing.T) {
	t.Parallel()
	s := open(t)
	o := s.place("sandbox", "tok_insufficient")
	retry := ""
	for range 2 {
		s.rests(o, Declined)
		retry = root + "/" + s.view(o).ID + "/retry"
		s.mine().Post(retry, `{"provider":"sandbox","method":"tok_decline"}`).Want(200)
	}
	lost := servicetest.Await(s.Env, events.PaymentFailed, func(f events.PaymentFailure) bool { return f.OrderID == o.ID })
	if lost.Stage != "authorize" || lost.Code != "card_declined" {
		t.Errorf("payment_failed = %+v, want stage authorize, code card_declined", lost)
	}
	s.mine().Post(retry, `{"provider":"sandbox","method":"tok_ok"}`).Want(409, `"code":"attempts_used_up"`)
	servicetest.Eventually(t, func() bool { return s.charges(o)[2].State == provider.Closed }, "the last attempt to be closed")
	s.cancel(o)
	s.rests(o, Failed)
	s.wantCharges(o, charge{State: provider.Closed}, charge{State: provider.Closed}, charge{State: provider.Closed})
}

func TestAnotherProviderMayBeTriedAfterADecline(t *testing.T) {
	t.Parallel()
	s := open(t)
	o := s.place("sandbox", "tok_decline")
	s.rests(o, Declined)
	s.mine().Post(root+"/"+s.view(o).ID+"/retry", `{"provider":"cod","method":"cash"}`).Want(200, `"provider":"cod"`)
	s.rests(o, Authorized)
	s.wantCharges(o, charge{State: provider.Closed})
}

func TestAProviderThatTheShopLacksDeclines(t *testing.T) {
	t.Parallel()
	s := open(t)
	o := s.place("stripe", "card")
	if told := s.await(o, Declined); told.DeclineCode != "provider_unavailable" {
		t.Errorf("decline code %q, want provider_unavailable", told.DeclineCode)
	}
	s.mine().Post(root+"/"+s.view(o).ID+"/retry", `{"provider":"sandbox","method":"tok_ok"}`).Want(200)
	s.rests(o, Authorized)
}

func TestChallenge(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, row := range []struct {
		result string
		status Status
		state  provider.State
	}{
		{"ok", Authorized, provider.Authorized},
		{"fail", Declined, provider.Declined},
	} {
		o := s.place("sandbox", "tok_3ds")
		told := s.await(o, RequiresAction)
		if told.ClientAction != "challenge" {
			t.Errorf("payment_updated = %+v, want the action challenge", told)
		}
		v := s.view(o)
		if v.ClientAction == nil || v.ClientAction.Type != "challenge" {
			t.Errorf("client_action = %v, want challenge", v.ClientAction)
		}
		path := root + "/" + v.ID + "/challenge"
		s.mine().Post(path, map[string]string{"result": row.result}).Want(200, `"status":"`+string(row.status)+`"`)
		s.wantCharges(o, charge{State: row.state})
		s.mine().Post(path, map[string]string{"result": "ok"}).Want(409, `"code":"no_open_challenge"`)
	}
}

func TestAnAbandonedChallengeEndsWithTheOrder(t *testing.T) {
	t.Parallel()
	s := open(t)
	o := s.place("sandbox", "tok_3ds_abandon")
	s.rests(o, RequiresAction)
	id := s.view(o).ID
	s.cancel(o)
	s.rests(o, Voided)
	s.wantCharges(o, charge{State: provider.Closed})
	s.mine().Post(root+"/"+id+"/challenge", `{"result":"ok"}`).Want(409, `"code":"no_open_challenge"`)
}

func TestOnlyTheOwnerSeesAndMovesAPayment(t *testing.T) {
	t.Parallel()
	s := open(t)
	o := s.place("sandbox", "tok_3ds")
	s.rests(o, RequiresAction)
	id := s.view(o).ID
	other := s.api.As(s.Shopper(uuid.NewString()))
	other.Get(root+"?order_id="+o.ID).Want(200, `"items":[]`)
	unknown := uuid.NewString()
	for _, act := range []struct{ path, body string }{
		{"/confirm", `{}`}, {"/challenge", `{"result":"ok"}`}, {"/retry", `{"provider":"sandbox","method":"tok_ok"}`},
	} {
		other.Post(root+"/"+id+act.path, act.body).Want(404, `"code":"payment_not_found"`)
		other.Post(root+"/"+unknown+act.path, act.body).Want(404, `"code":"payment_not_found"`)
		s.api.As("").Post(root+"/"+id+act.path, act.body).Want(401)
	}
	s.api.As("").Get(root + "?order_id=" + o.ID).Want(401)
	s.api.As(s.Admin()).Get(root+"?order_id="+o.ID).Want(200, id)
	s.rests(o, RequiresAction)
	s.mine().Post(root+"/"+id+"/confirm", `{}`).Want(200, `"status":"requires_action"`)

	s.mine().Post(root+"/"+id+"/confirm", nil).Want(200, `"status":"requires_action"`)

	account := uuid.NewString()
	servicetest.Publish(s.Env, events.UserMerged, account, events.UserMerge{From: s.user, To: account})
	servicetest.Eventually(t, func() bool {
		return s.api.As(s.Shopper(account)).Post(root+"/"+id+"/confirm", `{}`).Status == 200
	}, "the payment to move to the account")
}
