package inventory

import (
	"slices"
	"testing"
)

// TestNext is the machine of the saga, state by event: what is not listed must change nothing.
func TestNext(t *testing.T) {
	t.Parallel()
	steps := []struct {
		from    State
		on      Event
		to      State
		effects []Effect
	}{
		{None, Ordered, Reserved, []Effect{Hold}},
		{None, Short, Rejected, []Effect{Refuse}},
		{None, Cancelled, Released, []Effect{Bury}},
		{Reserved, Confirmed, Committed, []Effect{Take}},
		{Reserved, Cancelled, Released, []Effect{Free}},
		{Reserved, Returned, Committed, []Effect{Take, Accept}},
		{Committed, Cancelled, Released, []Effect{Restock}},
		{Committed, Returned, Committed, []Effect{Accept}},
	}
	listed := map[step]bool{}
	for _, s := range steps {
		listed[step{s.from, s.on}] = true
		to, effects := Next(s.from, s.on)
		if to != s.to || !slices.Equal(effects, s.effects) {
			t.Errorf("Next(%q, %q) = %q %v, want %q %v", s.from, s.on, to, effects, s.to, s.effects)
		}
	}
	for _, from := range []State{None, Reserved, Rejected, Committed, Released} {
		for _, on := range []Event{Ordered, Short, Confirmed, Cancelled, Returned} {
			if to, effects := Next(from, on); !listed[step{from, on}] && (to != from || len(effects) > 0) {
				t.Errorf("Next(%q, %q) = %q %v, want no effect", from, on, to, effects)
			}
		}
	}
}
