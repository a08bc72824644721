package order

import (
	"testing"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"pgregory.net/rapid"
)

func TestOnlyANewerUpdateChangesThePayment(t *testing.T) {
	t.Parallel()
	first := newPayment(PaymentWish{Provider: "sandbox", Method: "tok_3ds"})
	challenged, fresh := first.newer(events.Payment{
		PaymentID: "p", Provider: "sandbox", Status: "requires_action", Attempt: 1, Version: 2, ClientAction: "challenge",
	})
	if !fresh || challenged.Status != "requires_action" || challenged.ClientAction == nil || challenged.ClientAction.Type != "challenge" {
		t.Errorf("got %+v, fresh %t; want the challenge", challenged, fresh)
	}
	for _, version := range []int64{1, 2} {
		if same, fresh := challenged.newer(events.Payment{Status: "declined", Version: version}); fresh || same.Status != "requires_action" {
			t.Errorf("version %d was applied over 2: %+v", version, same)
		}
	}
	declined, _ := challenged.newer(events.Payment{Status: "declined", Version: 3, DeclineCode: "insufficient_funds"})
	if declined.ClientAction != nil || declined.DeclineCode == nil || *declined.DeclineCode != "insufficient_funds" {
		t.Errorf("got %+v, want the decline and no action any more", declined)
	}
	if declined.Method != "tok_3ds" {
		t.Errorf("method = %q, want it kept", declined.Method)
	}
}

func TestRefundStatus(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name string
		p    paymentCopy
		want RefundStatus
	}{
		{"nothing went back", paymentCopy{Payment: Payment{Status: "captured"}}, RefundNone},
		{"a void is no refund", paymentCopy{Payment: Payment{Status: "voided"}}, RefundNone},
		{"on its way", paymentCopy{Payment: Payment{Status: "refunding"}}, RefundPending},
		{"told by updates", paymentCopy{Payment: Payment{Status: "captured"}, Refunded: 40}, RefundPartial},
		{"told by refunds", paymentCopy{Refunds: map[string]int64{"a": 40, "b": 60}}, RefundDone},
		{"told by both", paymentCopy{Refunded: 40, Refunds: map[string]int64{"a": 40}}, RefundPartial},
		{"the second on its way", paymentCopy{Payment: Payment{Status: "refunding"}, Refunded: 40}, RefundPartial},
		{"everything", paymentCopy{Payment: Payment{Status: "refunded"}, Refunded: 100}, RefundDone},
	} {
		if got := row.p.refundStatus(100); got != row.want {
			t.Errorf("%s: got %s, want %s", row.name, got, row.want)
		}
	}
}

func TestARefundCountsOnceWhateverIsDelivered(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		amounts := map[string]int64{"a": 10, "b": 20, "c": 30}
		var p paymentCopy
		seen := map[string]bool{}
		for _, id := range rapid.SliceOf(rapid.SampledFrom([]string{"a", "b", "c"})).Draw(t, "deliveries") {
			p = p.givenBack(events.PaymentGivenBack{RefundID: id, Amount: money.Of(amounts[id], money.USD)})
			seen[id] = true
		}
		var want, got int64
		for id := range seen {
			want += amounts[id]
		}
		for _, amount := range p.Refunds {
			got += amount
		}
		if got != want {
			t.Errorf("given back %d, want %d", got, want)
		}
	})
}
