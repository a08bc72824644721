package payments

import (
	"strings"
	"testing"

	"github.com/askcart/askcart/services/payments/internal/provider"
)

var card = Plan{Capture: provider.OnConfirm, Closes: true}

// TestNextIsThisTable is the state machine: a row for each status, a column for each event. A dot is no change;
// + sends payment_succeeded, a and c send payment_failed of that stage.
func TestNextIsThisTable(t *testing.T) {
	t.Parallel()
	const table = `
		               cancelled confirmed delivered authorized  captured   declined  closed    refunded  challenge       nothing
		initiated      voiding   .         .         authorized+ captured+  declined  declined  declined  requires_action .
		requires_action voiding  .         .         authorized+ captured+  declined  declined  declined  .               .
		declined       voiding   .         .         authorized+ captured+  .         .         .         .               .
		authorized     voiding   capturing capturing .           captured   .         .         .         .               .
		capturing      refunding .         .         .           captured   .         failed-c  failed-c  .               .
		captured       refunding .         .         .           .          .         .         refunded  .               .
		failed         .         .         .         voiding     refunding  .         .         .         .               .
		voiding        .         .         .         .           refunding  .         voided    refunded  .               voided
		voided         .         .         .         voiding     refunding  .         .         .         .               .
		refunding      .         .         .         .           .          voided    voided    refunded  .               voided
		refunded       .         .         .         .           refunding  .         .         .         .               .
		tombstone      .         .         .         voiding     refunding  .         .         .         .               .`
	lines := strings.Split(strings.TrimSpace(table), "\n")
	columns := strings.Fields(lines[0])
	for _, line := range lines[1:] {
		cells := strings.Fields(line)
		for i, cell := range cells[1:] {
			from := State{Status: Status(cells[0]), Attempt: 1, Limit: 3, Ordered: true, Held: true, Plan: card}
			got, fx := next(from, eventNamed(columns[i]))
			if s := describe(from, got, fx); s != cell {
				t.Errorf("%s by %s = %s, want %s", cells[0], columns[i], s, cell)
			}
		}
	}
}

func eventNamed(name string) Event {
	switch k := Kind(name); k {
	case Cancelled, Confirmed, Delivered:
		return Event{Kind: k}
	}
	return Event{Kind: Seen, Attempt: 1, Charge: provider.State(name)}
}

func describe(from, to State, fx Effects) string {
	s := string(to.Status)
	switch {
	case fx.Succeeded:
		return s + "+"
	case fx.Failed != "":
		return s + "-" + string(fx.Failed[0])
	case to.Status == from.Status:
		return "."
	}
	return s
}

func TestNext(t *testing.T) {
	t.Parallel()
	cash := Plan{Capture: provider.OnDelivery, Closes: true}
	open := Plan{Capture: provider.OnConfirm} // a provider that cannot close a declined charge
	at := func(s Status, attempt uint8) State {
		return State{Status: s, Attempt: attempt, Limit: 3, Ordered: true, Held: true, Plan: card}
	}
	with := func(s State, edit func(*State)) State { edit(&s); return s }
	closed := func(s *State) { s.Closed = true }
	fresh := State{Status: None, Limit: 3}
	rows := []struct {
		name    string
		from    State
		event   Event
		want    State
		effects Effects
	}{
		{"the order comes first", fresh, Event{Kind: Ordered, Plan: card}, State{Status: Awaiting, Limit: 3, Ordered: true, Plan: card}, Effects{}},
		{"the stock comes first", fresh, Event{Kind: Held}, State{Status: Awaiting, Limit: 3, Held: true}, Effects{}},
		{"then the order", State{Status: Awaiting, Limit: 3, Held: true}, Event{Kind: Ordered, Plan: card}, at(Initiated, 1), Effects{}},
		{"then the stock", State{Status: Awaiting, Limit: 3, Ordered: true, Plan: card}, Event{Kind: Held}, at(Initiated, 1), Effects{}},
		{"the order again", at(Initiated, 1), Event{Kind: Ordered, Plan: cash}, at(Initiated, 1), Effects{}},
		{"cancelled before created", fresh, Event{Kind: Cancelled}, State{Status: Tombstone, Limit: 3}, Effects{}},
		{"created after cancelled", State{Status: Tombstone, Limit: 3}, Event{Kind: Ordered, Plan: card}, State{Status: Tombstone, Limit: 3}, Effects{}},
		{"held after cancelled", State{Status: Tombstone, Limit: 3}, Event{Kind: Held}, State{Status: Tombstone, Limit: 3}, Effects{}},
		{"cancelled while awaiting", State{Status: Awaiting, Limit: 3, Ordered: true}, Event{Kind: Cancelled}, State{Status: Tombstone, Limit: 3, Ordered: true}, Effects{}},
		{"cancelled after a closed decline", with(at(Declined, 1), closed), Event{Kind: Cancelled}, with(at(Tombstone, 1), closed), Effects{}},
		{"cancelled after a decline that cannot be closed", with(at(Declined, 1), func(s *State) { s.Plan = open }), Event{Kind: Cancelled}, with(at(Tombstone, 1), func(s *State) { s.Plan = open }), Effects{}},
		{"a decline shows as closed", at(Declined, 1), Event{Kind: Seen, Attempt: 1, Charge: provider.Closed}, with(at(Declined, 1), closed), Effects{}},
		{"no retry before it is closed", at(Declined, 1), Event{Kind: Retried, Plan: cash}, at(Declined, 1), Effects{}},
		{"a retry", with(at(Declined, 1), closed), Event{Kind: Retried, Plan: cash}, with(at(Initiated, 2), func(s *State) { s.Plan = cash }), Effects{}},
		{"a retry where nothing can be closed", with(at(Declined, 1), func(s *State) { s.Plan = open }), Event{Kind: Retried, Plan: card}, at(Initiated, 2), Effects{}},
		{"no retry in a tombstone", with(at(Tombstone, 1), closed), Event{Kind: Retried, Plan: card}, with(at(Tombstone, 1), closed), Effects{}},
		{"no retry under way", at(RequiresAction, 1), Event{Kind: Retried, Plan: card}, at(RequiresAction, 1), Effects{}},
		{"the last decline", at(Initiated, 3), Event{Kind: Seen, Attempt: 3, Charge: provider.Declined}, at(Failed, 3), Effects{Failed: AtAuthorize}},
		{"a final decline", at(Initiated, 1), Event{Kind: Seen, Attempt: 1, Charge: provider.Declined, Final: true}, at(Failed, 1), Effects{Failed: AtAuthorize}},
		{"money on an older attempt", at(Initiated, 2), Event{Kind: Seen, Attempt: 1, Charge: provider.Authorized}, at(Initiated, 2), Effects{Stray: true}},
		{"a decline of an older attempt", at(Initiated, 2), Event{Kind: Seen, Attempt: 1, Charge: provider.Declined}, at(Initiated, 2), Effects{}},
		{"money after a closed decline", with(at(Declined, 1), closed), Event{Kind: Seen, Attempt: 1, Charge: provider.Authorized}, at(Authorized, 1), Effects{Succeeded: true}},
		{"voiding what was declined and can be closed", at(Voiding, 1), Event{Kind: Seen, Attempt: 1, Charge: provider.Declined}, at(Voiding, 1), Effects{}},
		{"voiding what was declined and cannot be closed", with(at(Voiding, 1), func(s *State) { s.Plan = open }), Event{Kind: Seen, Attempt: 1, Charge: provider.Declined}, with(at(Voided, 1), func(s *State) { s.Plan = open }), Effects{}},
		{"cash is not captured when the order is confirmed", with(at(Authorized, 1), func(s *State) { s.Plan = cash }), Event{Kind: Confirmed}, with(at(Authorized, 1), func(s *State) { s.Plan = cash }), Effects{}},
		{"cash is captured at the door", with(at(Authorized, 1), func(s *State) { s.Plan = cash }), Event{Kind: Delivered}, with(at(Capturing, 1), func(s *State) { s.Plan = cash }), Effects{}},
		{"a part is given back", at(Captured, 1), Event{Kind: RefundAsked}, at(Captured, 1), Effects{}},
		{"all is given back", at(Captured, 1), Event{Kind: RefundAsked, All: true}, at(Refunding, 1), Effects{}},
		{"nothing is given back twice", at(Refunded, 1), Event{Kind: RefundAsked, All: true}, at(Refunded, 1), Effects{}},
	}
	for _, r := range rows {
		got, fx := next(r.from, r.event)
		if got != r.want || fx != r.effects {
			t.Errorf("%s: %+v by %+v\n got %+v %+v\nwant %+v %+v", r.name, r.from, r.event, got, fx, r.want, r.effects)
		}
	}
}
