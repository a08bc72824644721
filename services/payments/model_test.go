package payments

import (
	"math/rand/v2"
	"testing"

	"github.com/askcart/askcart/services/payments/internal/provider"
)

// model is one order in a world where everything may happen at any time: next and duty as they are in production,
// around a provider, an order and a shopper that only this test knows.
type model struct {
	State
	*rand.Rand
	plan         Plan
	charges      [3]provider.State
	seen         [3]provider.State // as payments last saw them
	succeeded    bool              // payment_succeeded was sent
	failed       bool              // payment_failed was sent
	confirmed    bool              // the order's decisions
	cancelled    bool
	heardConfirm bool // their certain first delivery
	heardCancel  bool
}

func (m *model) happen(e Event) {
	s, fx := next(m.State, e)
	m.State = s
	m.succeeded = m.succeeded || fx.Succeeded
	m.failed = m.failed || fx.Failed != ""
}

func (m *model) look(k int) {
	m.seen[k] = m.charges[k]
	m.happen(Event{Kind: Seen, Attempt: uint8(k + 1), Charge: m.charges[k]})
}

// serve does what a worker would for attempt k. answered says whether payments hears of it.
func (m *model) serve(k int, confirmed provider.State, expires, answered bool) {
	c := &m.charges[k]
	op := duty(m.State, uint8(k+1), m.seen[k])
	if op == Begin && *c == provider.Nothing {
		*c = provider.Open
	}
	switch calls[op][*c] {
	case callConfirm:
		*c = confirmed
	case callCapture:
		if *c = provider.Captured; expires {
			*c = provider.Closed
		}
	case callVoid, callClose:
		*c = provider.Closed
	case callRefund:
		*c = provider.Refunded
	}
	if answered {
		m.look(k)
	}
}

func (m *model) live() (n int) {
	for _, c := range m.charges {
		if c.HasMoney() {
			n++
		}
	}
	return n
}

// retry is the shopper's: the last attempt is closed, looked at, and only then another begins.
func (m *model) retry() {
	if k := int(m.Attempt) - 1; m.Status == Declined && m.Attempt < m.Limit {
		if m.charges[k] == provider.Declined && m.plan.Closes {
			m.charges[k] = provider.Closed
		}
		m.look(k)
		m.happen(Event{Kind: Retried, Plan: m.plan})
	}
}

func (m *model) chance(percent int) bool { return m.IntN(100) < percent }

func (m *model) outcome() provider.State {
	return []provider.State{provider.Authorized, provider.Authorized, provider.Declined, provider.Declined, provider.Challenge}[m.IntN(5)]
}

// step does one random thing.
func (m *model) step() {
	k := m.IntN(max(int(m.Attempt), 1))
	switch n := m.IntN(100); {
	case n < 8:
		m.happen(Event{Kind: Ordered, Plan: m.plan})
	case n < 16:
		m.happen(Event{Kind: Held})
	case n < 56 && m.Attempt > 0:
		m.serve(k, m.outcome(), m.chance(10), m.chance(60))
	case n < 66 && m.Attempt > 0:
		m.look(k)
	case n < 72 && m.charges[k] == provider.Challenge:
		m.charges[k] = []provider.State{provider.Authorized, provider.Declined}[m.IntN(2)]
	case n < 74 && m.charges[k] == provider.Declined:
		m.charges[k] = provider.Authorized // the provider takes its decline back
	case n < 84:
		m.retry()
	case n < 86:
		m.happen(Event{Kind: Retried, Plan: m.plan}) // without having closed anything
	case n < 92:
		m.decide()
	case n < 93:
		m.cancelled = true
	case n < 97 && m.confirmed:
		m.heardConfirm = true
		m.happen(Event{Kind: Confirmed})
	case n < 98 && m.cancelled:
		m.heardCancel = true
		m.happen(Event{Kind: Cancelled})
	}
}

// decide is the order's: the only decider.
func (m *model) decide() {
	m.confirmed = m.confirmed || m.succeeded && !m.cancelled
	m.cancelled = m.cancelled || m.failed
}

// settle lets everything that is certain happen: events arrive once, workers finish, the deadline ends what is open.
func (m *model) settle() {
	m.happen(Event{Kind: Ordered, Plan: m.plan})
	m.happen(Event{Kind: Held})
	for round := range 20 {
		m.decide()
		if round == 10 && !m.confirmed {
			m.cancelled = true
		}
		if m.confirmed && !m.heardConfirm {
			m.heardConfirm = true
			m.happen(Event{Kind: Confirmed})
		}
		if m.cancelled && !m.heardCancel {
			m.heardCancel = true
			m.happen(Event{Kind: Cancelled})
		}
		for k := range int(m.Attempt) {
			m.serve(k, provider.Authorized, false, true)
		}
	}
}

// rest says what is wrong with a history that came to its end, or nothing.
func (m *model) rest() string {
	final := m.Status == Tombstone || m.Status == Voided || m.Status == Refunded || m.Status == Failed
	switch {
	case m.cancelled && m.live() != 0:
		return "cancelled, and money is held"
	case m.cancelled && !final:
		return "cancelled, and not final"
	case !m.cancelled && (m.Status != Captured || m.live() != 1 || m.charges[m.Attempt-1] != provider.Captured):
		return "not cancelled, and not captured once"
	}
	return ""
}

// TestNoHistoryLosesOrDoublesACent walks random histories of the production transitions and lets them come to rest.
// A provider that can close a declined charge never holds two charges; one that cannot gives the other back.
func TestNoHistoryLosesOrDoublesACent(t *testing.T) {
	t.Parallel()
	ends := map[Status]int{}
	for seed := range uint64(20_000) {
		m := &model{State: State{Status: None, Limit: 3}, Rand: rand.New(rand.NewPCG(seed, 0)), plan: card}
		m.plan.Closes = seed%4 != 0
		for k := range m.charges {
			m.charges[k], m.seen[k] = provider.Nothing, provider.Nothing
		}
		for range m.IntN(80) {
			m.step()
			if n := m.live(); n > 1 && m.plan.Closes {
				t.Fatalf("seed %d: %d charges hold money at once: %+v", seed, n, m)
			}
		}
		m.settle()
		if wrong := m.rest(); wrong != "" {
			t.Fatalf("seed %d: %s: %+v", seed, wrong, m)
		}
		ends[m.Status]++
	}
	for _, s := range []Status{Captured, Voided, Refunded, Failed, Tombstone} {
		if ends[s] < 50 {
			t.Errorf("only %d histories ended %s: the walk is too narrow (%v)", ends[s], s, ends)
		}
	}
}
