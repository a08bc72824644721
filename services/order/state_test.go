package order

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

var (
	allStatuses = []Status{Pending, Reserved, Confirmed, Shipped, Delivered, Cancelled}
	allEvents   = []Event{
		StockReserved, StockRejected, PaymentAccepted, PaymentRefused, CaptureFailed, DeadlinePassed,
		ShopperCancels, StaffCancels, StaffShips, StaffDelivers,
	}
)

// outcome is the status an event leads to and what is sent; the zero outcome is no effect.
type outcome struct {
	to   Status
	send Effect
}

// TestNextIsTheTable holds the whole machine once more, written down independently: one row for each status,
// with every event that has an effect in it. Whatever is not here must change nothing.
func TestNextIsTheTable(t *testing.T) {
	t.Parallel()
	cancels := outcome{Cancelled, SendCancelled}
	table := map[Status]map[Event]outcome{
		Pending: {
			StockReserved: {Reserved, ""}, StockRejected: cancels, PaymentAccepted: {Confirmed, SendConfirmed},
			PaymentRefused: cancels, DeadlinePassed: cancels, ShopperCancels: cancels, StaffCancels: cancels,
		},
		Reserved: {
			StockRejected: cancels, PaymentAccepted: {Confirmed, SendConfirmed},
			PaymentRefused: cancels, DeadlinePassed: cancels, ShopperCancels: cancels, StaffCancels: cancels,
		},
		Confirmed: {
			CaptureFailed: cancels, ShopperCancels: cancels, StaffCancels: cancels, StaffShips: {Shipped, SendShipped},
		},
		Shipped: {StaffDelivers: {Delivered, SendDelivered}},
	}
	for _, status := range allStatuses {
		for _, event := range allEvents {
			for _, secured := range []bool{false, true} {
				want := table[status][event]
				if event == StaffShips && !secured || want.to == "" {
					want = outcome{to: status}
				}
				next, effects := Next(State{status, secured}, event)
				got := outcome{to: next.Status}
				if len(effects) > 0 {
					got.send = effects[0]
				}
				if got != want || len(effects) > 1 || next.Secured != secured {
					t.Errorf("%s (secured %t) + %s = %+v %v, want %+v", status, secured, event, next, effects, want)
				}
			}
		}
	}
}

func TestEveryCancelHasAReason(t *testing.T) {
	t.Parallel()
	for event, transition := range machine {
		if cancels := transition.to == Cancelled; cancels != (reasons[event] != "") {
			t.Errorf("%s leads to %s with reason %q", event, transition.to, reasons[event])
		}
	}
}

// TestAnyHistoryIsSound plays random events: a final status stays, what is sent alternates with changes of
// status, and confirmed and cancelled are told at most once each.
func TestAnyHistoryIsSound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		state, sent := State{Status: Pending}, []Effect{}
		for _, event := range rapid.SliceOf(rapid.SampledFrom(allEvents)).Draw(t, "events") {
			state.Secured = rapid.Bool().Draw(t, "secured")
			next, effects := Next(state, event)
			if state.Status.Final() && next.Status != state.Status {
				t.Errorf("%s left %s for %s", event, state.Status, next.Status)
			}
			if next.Status == state.Status && len(effects) > 0 {
				t.Errorf("%s sent %v and changed nothing", event, effects)
			}
			if next.Status == Shipped && state.Status != Shipped && !state.Secured {
				t.Errorf("%s shipped without the money", event)
			}
			state = next
			sent = append(sent, effects...)
		}
		slices.Sort(sent)
		if len(slices.Compact(slices.Clone(sent))) != len(sent) {
			t.Errorf("sent %v, something twice", sent)
		}
	})
}
