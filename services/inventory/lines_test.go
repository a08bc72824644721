package inventory

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/askcart/askcart/shared/events"
)

func order(lines ...any) []events.OrderLine {
	var all []events.OrderLine
	for i := 0; i < len(lines); i += 2 {
		all = append(all, events.OrderLine{SKU: lines[i].(string), Quantity: lines[i+1].(int)})
	}
	return all
}

func TestAskedSumsLinesPerSKUInOrder(t *testing.T) {
	t.Parallel()
	got, err := asked(order("b", 1, "a", 2, "b", 3))
	if err != nil {
		t.Fatal(err)
	}
	want := Lines{{SKU: "a", Quantity: 2}, {SKU: "b", Quantity: 4}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}

func TestAskedRefusesWhatNoOrderAsks(t *testing.T) {
	t.Parallel()
	for name, lines := range map[string][]events.OrderLine{
		"nothing":       nil,
		"zero":          order("a", 0),
		"less than 0":   order("a", 5, "a", -1),
		"no SKU":        order("", 1),
		"NUL in a SKU":  order("a\x00b", 1),
		"sum too large": order("a", 1<<31-1, "a", 1),
	} {
		if got, err := asked(lines); err == nil {
			t.Errorf("%s: asked = %v, want an error", name, got)
		}
	}
}

func TestShortagesNameEveryShortLine(t *testing.T) {
	t.Parallel()
	lines := Lines{{SKU: "a", Quantity: 2}, {SKU: "b", Quantity: 2}, {SKU: "c", Quantity: 1}}
	got := lines.shortages([]Level{{SKU: "a", OnHand: 3, Reserved: 2}, {SKU: "b", OnHand: 2}})
	want := []events.Shortage{{SKU: "a", Asked: 2, Available: 1}, {SKU: "c", Asked: 1, Available: 0}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("shortages (-want +got):\n%s", diff)
	}
}

func TestAcceptTakesBackNoMoreThanWasOrdered(t *testing.T) {
	t.Parallel()
	before := Lines{{SKU: "a", Quantity: 3, Returned: 1}, {SKU: "b", Quantity: 1}}
	after, moves := before.accept([]events.ReturnLine{
		{SKU: "a", Quantity: 1, Restock: true}, {SKU: "a", Quantity: 5, Restock: true},
		{SKU: "b", Quantity: 1, Restock: false}, {SKU: "unknown", Quantity: 1, Restock: true},
	})
	if diff := cmp.Diff(Lines{{SKU: "a", Quantity: 3, Returned: 3}, {SKU: "b", Quantity: 1, Returned: 1}}, after); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Move{{SKU: "a", OnHand: 2}}, moves); diff != "" {
		t.Errorf("moves (-want +got):\n%s", diff)
	}
	if before[0].Returned != 1 {
		t.Error("accept changed the lines it was called on")
	}
	if got := after.moves(+1, 0); len(got) != 0 {
		t.Errorf("a cancel after everything came back restocks %v, want nothing", got)
	}
}
