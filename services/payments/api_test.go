package payments

import (
	"cmp"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/askcart/askcart/services/payments/internal/provider"
	"github.com/askcart/askcart/services/payments/internal/provider/sandbox"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/service/servicetest"
)

// captured places, confirms and captures an order.
func (s *shop) captured() (events.Order, View) {
	s.t.Helper()
	o := s.place("sandbox", "tok_ok")
	s.rests(o, Authorized)
	s.confirm(o)
	s.rests(o, Captured)
	return o, s.view(o)
}

func TestConfigIsPublic(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.api.As("").Get(root+"/config").Want(200, `"provider":"cod"`, `"provider":"sandbox"`, `"tok_refund_pending"`, `"test":true`, `"attempts":3`, "!secret")
	s.api.Get("/openapi.json").Want(200, "list-payments", "get-payment-config", "confirm-payment", "retry-payment", "answer-challenge", "refund-payment", "receive-webhook")
	s.api.Get("/metrics").Want(200, "outbox_depth 0")
}

func TestBadInputChangesNothing(t *testing.T) {
	t.Parallel()
	s := open(t)
	o := s.place("sandbox", "tok_decline")
	s.rests(o, Declined)
	v := s.view(o)
	own, staff := s.mine(), s.api.As(s.Admin())
	pay := root + "/" + v.ID
	key := "Idempotency-Key: k"
	rows := []struct {
		name   string
		as     *servicetest.Client
		path   string
		body   string
		header string
		status int
		code   string
	}{
		{"retry with a card number", own, pay + "/retry", `{"provider":"sandbox","method":"4242 4242 4242 4242"}`, "", 422, "card_number_refused"},
		{"retry with an unknown method", own, pay + "/retry", `{"provider":"sandbox","method":"tok_nothing"}`, "", 422, "method_unknown"},
		{"retry with a provider the shop lacks", own, pay + "/retry", `{"provider":"stripe","method":"card"}`, "", 422, "provider_unavailable"},
		{"retry with no such provider", own, pay + "/retry", `{"provider":"bank","method":"x"}`, "", 422, "body.provider"},
		{"retry with an unknown field", own, pay + "/retry", `{"provider":"sandbox","method":"tok_ok","amount":1}`, "", 422, "amount"},
		{"retry with a duplicate key", own, pay + "/retry", `{"provider":"sandbox","method":"tok_ok","method":"tok_ok"}`, "", 400, ""},
		{"retry with a wrong type", own, pay + "/retry", `{"provider":"sandbox","method":7}`, "", 422, "body.method"},
		{"retry without a body", own, pay + "/retry", ``, "", 400, ""},
		{"retry with half a body", own, pay + "/retry", `{"provider":`, "", 400, ""},
		{"retry with a huge method", own, pay + "/retry", `{"provider":"sandbox","method":"` + strings.Repeat("x", 65) + `"}`, "", 422, "body.method"},
		{"challenge that is not open", own, pay + "/challenge", `{"result":"ok"}`, "", 409, "no_open_challenge"},
		{"challenge with nonsense", own, pay + "/challenge", `{"result":"maybe"}`, "", 422, "body.result"},
		{"no uuid", own, root + "/x/challenge", `{"result":"ok"}`, "", 404, ""},
		{"confirm with a field", own, pay + "/confirm", `{"amount":1}`, "", 422, ""},
		{"refund by a shopper", own, pay + "/refunds", `{"reason":"x"}`, key, 403, "forbidden"},
		{"refund without a key", staff, pay + "/refunds", `{"reason":"x"}`, "", 400, "idempotency_key_required"},
		{"refund of what was not captured", staff, pay + "/refunds", `{"reason":"x"}`, key, 422, "refund_above_captured"},
		{"refund without a reason", staff, pay + "/refunds", `{}`, key, 422, "reason"},
		{"refund of a negative amount", staff, pay + "/refunds", `{"amount":{"amount":-1,"currency":"USD"},"reason":"x"}`, key, 422, "body.amount.amount"},
		{"refund of nothing", staff, pay + "/refunds", `{"amount":{"amount":0,"currency":"USD"},"reason":"x"}`, key, 422, "refund_above_captured"},
		{"refund of a huge amount", staff, pay + "/refunds", `{"amount":{"amount":99999999999999999999,"currency":"USD"},"reason":"x"}`, key, 422, ""},
		{"refund of a fraction", staff, pay + "/refunds", `{"amount":{"amount":1.5,"currency":"USD"},"reason":"x"}`, key, 422, ""},
		{"refund in another currency", staff, pay + "/refunds", `{"amount":{"amount":1,"currency":"EUR"},"reason":"x"}`, key, 422, "refund_currency"},
		{"refund of an unknown payment", staff, root + "/" + uuid.NewString() + "/refunds", `{"reason":"x"}`, key, 404, "payment_not_found"},
		{"webhook of a stranger", own, root + "/webhooks/paypal", `{}`, "", 404, "provider_not_found"},
		{"webhook without a signature", own, root + "/webhooks/sandbox", `{}`, "", 400, "webhook_signature_invalid"},
		{"webhook for cash", own, root + "/webhooks/cod", `{}`, "", 400, "webhook_signature_invalid"},
	}
	before := s.rests(o, Declined)
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			r.as.Post(r.path, r.body, cmp.Or(r.header, "Accept: */*")).Want(r.status, r.code, "!4242")
		})
	}
	own.Get(root).Want(422, "order_id")
	own.Get(root+"?order_id=x").Want(422, "query.order_id")
	own.Get(root+"?order_id="+o.ID+"&all=1").Want(422, "query.all")
	after := s.rests(o, Declined)
	if after.Version != before.Version {
		t.Errorf("bad input raised the version from %d to %d", before.Version, after.Version)
	}
}

func TestStaffRefundInPartsAndNeverTooMuch(t *testing.T) {
	t.Parallel()
	s := open(t)
	o, v := s.captured()
	staff := s.api.As(s.Admin())
	path := root + "/" + v.ID + "/refunds"
	part := `{"amount":{"amount":3900,"currency":"USD"},"reason":"scratched"}`
	first := staff.Post(path, part, "Idempotency-Key: a").Want(201, `"amount":3900`, `"status":"pending"`)
	if again := staff.Post(path, part, "Idempotency-Key: a").Want(201); again.Body != first.Body {
		t.Errorf("the repeated refund answered %s, first %s", again.Body, first.Body)
	}
	staff.Post(path, `{"reason":"other"}`, "Idempotency-Key: a").Want(422, "idempotency_key_reused")
	servicetest.Eventually(t, func() bool { return s.view(o).Refunded.Amount == 3900 }, "the first part to be done")
	s.wantCharges(o, charge{State: provider.Captured, Captured: 13900, Refunded: 3900})
	staff.Post(path, `{"amount":{"amount":10001,"currency":"USD"},"reason":"x"}`, "Idempotency-Key: b").Want(422, "refund_above_captured")
	staff.Post(path, `{"reason":"the rest"}`, "Idempotency-Key: c").Want(201, `"amount":10000`)
	s.rests(o, Refunded)
	s.wantCharges(o, charge{State: provider.Refunded, Captured: 13900, Refunded: 13900})
	staff.Post(path, `{"reason":"more"}`, "Idempotency-Key: d").Want(422, "refund_above_captured")
	if v := s.view(o); len(v.Refunds) != 2 || v.Refunds[0].Status != RefundDone || v.Refunds[1].Status != RefundDone {
		t.Errorf("refunds = %+v, want two that are done", v.Refunds)
	}

	// The goods come back after all: what staff gave back does not go twice.
	servicetest.Publish(s.Env, events.ReturnReceived, o.ID, events.Return{ID: events.NewID(), OrderID: o.ID, Refund: o.Totals.Total})
	servicetest.Eventually(t, func() bool {
		return strings.Contains(staff.Get("/journal?order_id="+o.ID).Body, "refund_refused")
	}, "the return to be refused")
	s.wantCharges(o, charge{State: provider.Refunded, Captured: 13900, Refunded: 13900})
}

func TestTwentyParallelRefundsAreOne(t *testing.T) {
	t.Parallel()
	s := open(t)
	o, v := s.captured()
	staff := s.api.As(s.Admin())
	statuses := make([]int, 20)
	var all sync.WaitGroup
	for i := range statuses {
		all.Go(func() {
			statuses[i] = staff.Post(root+"/"+v.ID+"/refunds", `{"reason":"all of it"}`, fmt.Sprintf("Idempotency-Key: k%d", i)).Status
		})
	}
	all.Wait()
	count := map[int]int{}
	for _, status := range statuses {
		count[status]++
	}
	if count[201] != 1 || count[422] != 19 {
		t.Errorf("statuses %v, want one 201 and nineteen 422", count)
	}
	s.cancel(o) // crossing the refund
	s.rests(o, Refunded)
	s.wantCharges(o, charge{State: provider.Refunded, Captured: 13900, Refunded: 13900})
	if n := len(servicetest.Events(s.Env, events.PaymentRefunded)); n != 1 {
		t.Errorf("payment_refunded was sent %d times, want once", n)
	}
}

func TestACancelGivesBackWhatAPartialRefundLeft(t *testing.T) {
	t.Parallel()
	s := open(t)
	o, v := s.captured()
	s.api.As(s.Admin()).Post(root+"/"+v.ID+"/refunds", `{"amount":{"amount":900,"currency":"USD"},"reason":"late"}`, "Idempotency-Key: a").Want(201)
	s.cancel(o)
	s.rests(o, Refunded)
	s.wantCharges(o, charge{State: provider.Refunded, Captured: 13900, Refunded: 13900})
}

func TestWebhooksOnlySayWhereToLook(t *testing.T) {
	t.Parallel()
	s := open(t, func(c *Config) { c.SandboxSecret = "whsec" })
	o := s.place("sandbox", "tok_3ds")
	s.rests(o, RequiresAction)
	ref := s.charges(o)[0].ID
	// The shopper passes the challenge at the provider; only a webhook tells of it.
	if _, err := postgres.Exec(t.Context(), s.db, `update sandbox_charge set state = 'authorized' where id = @ref`, postgres.Args{"ref": ref}); err != nil {
		t.Fatal(err)
	}
	post := func(body, signature string) *servicetest.Response {
		return s.api.As("").Post(root+"/webhooks/sandbox", body, sandbox.SignatureHeader+": "+signature)
	}
	body := `{"id":"evt_1","type":"charge.authorized","charge":"` + ref + `","amount":1}`
	now := time.Now()
	for name, signature := range map[string]string{
		"bad": sandbox.Sign("other", []byte(body), now), "of another body": sandbox.Sign("whsec", []byte(body+" "), now),
		"stale": sandbox.Sign("whsec", []byte(body), now.Add(-6*time.Minute)), "from the future": sandbox.Sign("whsec", []byte(body), now.Add(6*time.Minute)),
		"nonsense": "v1=zz,t=1e9", "empty": "",
	} {
		if got := post(body, signature); got.Status != 400 {
			t.Errorf("a %s signature = %d, want 400", name, got.Status)
		}
	}
	malformed := `{"id":"evt_2"}`
	post(malformed, sandbox.Sign("whsec", []byte(malformed), now)).Want(400, "webhook_malformed")
	huge := `{"id":"` + strings.Repeat("x", 256<<10) + `"}`
	post(huge, sandbox.Sign("whsec", []byte(huge), now)).Want(413)
	if n, err := postgres.Value[int64](t.Context(), s.db, `select count(*) from webhook`, postgres.Args{}); n != 0 || err != nil {
		t.Errorf("%d bad webhooks were noted (%v)", n, err)
	}
	for range 3 {
		post(body, sandbox.Sign("whsec", []byte(body), now)).Want(200, `"received":true`)
	}
	unknown := `{"id":"evt_3","charge":"sbx_of_nobody"}`
	post(unknown, sandbox.Sign("whsec", []byte(unknown), now)).Want(200)
	s.rests(o, Authorized)
}

func TestAWrongAmountIsNotBelieved(t *testing.T) {
	t.Parallel()
	s := open(t)
	o := s.place("sandbox", "tok_3ds")
	s.rests(o, RequiresAction)
	if _, err := postgres.Exec(t.Context(), s.db, `update sandbox_charge set state = 'authorized', amount = 1 where order_id = @order`, postgres.Args{"order": o.ID}); err != nil {
		t.Fatal(err)
	}
	s.mine().Post(root+"/"+s.view(o).ID+"/confirm", `{}`).Want(200, `"status":"requires_action"`)
	s.api.Get("/metrics").Want(200, `payment_mismatches_total{provider="sandbox"} 1`)
	s.api.As(s.Admin()).Get("/journal?order_id="+o.ID).Want(200, "payment_mismatch")
}
