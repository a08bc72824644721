package order

import (
	"errors"
	"testing"

	"github.com/askcart/askcart/services/order/pricing"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/problem"
	"github.com/google/go-cmp/cmp"
)

func stocked(n int64) *int64 { return &n }

// shelf is a catalogue with one SKU of every kind.
func shelf() map[string]offer {
	of := func(sku string, amount int64, onSale bool, available *int64) offer {
		return offer{SKU: sku, ProductID: "p-" + sku, Name: sku, Prices: []money.Money{money.Of(amount, money.USD)}, OnSale: onSale, Available: available}
	}
	return map[string]offer{
		"desk": of("desk", 34_900, true, stocked(5)), "pen": of("pen", 199, true, nil), "gone": of("gone", 500, true, stocked(0)),
		"few": of("few", 500, true, stocked(2)), "archived": of("archived", 500, false, stocked(9)),
		"gold": of("gold", money.Max, true, stocked(99)),
	}
}

func TestQuoteTellsWhatStandsInTheWay(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		wish  Wish
		lines int
		want  []Obstacle
	}{
		{"enough", Wish{"desk", 5}, 1, []Obstacle{}},
		{"stock not heard of yet", Wish{"pen", 99}, 1, []Obstacle{}},
		{"too few", Wish{"few", 3}, 1, []Obstacle{{"few", "low_stock", 3, 2}}},
		{"none", Wish{"gone", 1}, 1, []Obstacle{{"gone", "out_of_stock", 1, 0}}},
		{"not sold any more", Wish{"archived", 1}, 0, []Obstacle{{"archived", "unavailable", 1, 0}}},
	} {
		t.Run(row.name, func(t *testing.T) {
			q, err := quote(Enquiry{Lines: []Wish{row.wish}, Currency: money.USD}, shelf(), nil, nil)
			if err != nil || len(q.Lines) != row.lines {
				t.Fatalf("quote = %d lines, %v; want %d", len(q.Lines), err, row.lines)
			}
			if d := cmp.Diff(row.want, q.Problems); d != "" {
				t.Errorf("problems (-want +got):\n%s", d)
			}
		})
	}
}

func TestQuoteInACurrencyNotSoldIn(t *testing.T) {
	t.Parallel()
	q, err := quote(Enquiry{Lines: []Wish{{"desk", 1}}, Currency: money.EUR}, shelf(), nil, nil)
	if err != nil || len(q.Lines) != 0 || len(q.Problems) != 1 || q.Problems[0].Code != "unavailable" {
		t.Errorf("got %+v, %v; want no line and the SKU unavailable", q, err)
	}
}

func TestQuoteRefuses(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name string
		e    Enquiry
		want error
	}{
		{"an unknown SKU", Enquiry{Lines: []Wish{{"desk", 1}, {"unicorn", 1}}}, ErrUnknownSKU},
		{"an unknown method", Enquiry{Lines: []Wish{{"desk", 1}}, ShippingMethod: "drone"}, ErrUnknownMethod},
		{"more than the shop can count", Enquiry{Lines: []Wish{{"gold", 99}}}, ErrTotalTooLarge},
	} {
		t.Run(row.name, func(t *testing.T) {
			row.e.Currency = money.USD
			if _, err := quote(row.e, shelf(), nil, nil); !errors.Is(err, row.want) {
				t.Errorf("got %v, want %v", err, row.want)
			}
		})
	}
	_, err := quote(Enquiry{Lines: []Wish{{"desk", 1}, {"unicorn", 1}}, Currency: money.USD}, shelf(), nil, nil)
	if fields := problem.Of(err).Fields; len(fields) != 1 || fields[0].Path != "body.lines[1].sku" {
		t.Errorf("fields = %v, want the second line", fields)
	}
}

func TestQuoteAddsTaxOnlyForAKnownDestination(t *testing.T) {
	t.Parallel()
	rates := pricing.Rates{"DE": 1900}
	e := Enquiry{Lines: []Wish{{"desk", 2}}, Currency: money.USD}
	before, err := quote(e, shelf(), nil, rates)
	if err != nil || before.Totals.Tax.Amount != 0 {
		t.Errorf("tax = %v, %v before an address; want none", before.Totals.Tax, err)
	}
	e.ShippingAddress = &Address{Country: "DE"}
	after, err := quote(e, shelf(), nil, rates)
	if err != nil || after.Totals.Tax.Amount != 13_262 || after.Totals.Total.Amount != 83_062 {
		t.Errorf("totals = %+v, %v; want 13262 tax in 83062", after.Totals, err)
	}
}

func TestOffersOfAnArchivedProductAreKeptButNotSold(t *testing.T) {
	t.Parallel()
	p := events.Product{ID: "p", Name: "Desk", Status: "archived", Variants: []events.Variant{{SKU: "a"}}}
	if list := offers(p); len(list) != 1 || list[0].OnSale {
		t.Errorf("offers = %+v, want one that is not on sale", list)
	}
	p.Status, p.Variants = "active", []events.Variant{{SKU: "a"}, {SKU: "b", Removed: true}}
	if list := offers(p); !list[0].OnSale || list[1].OnSale {
		t.Errorf("offers = %+v, want a on sale and b not", list)
	}
}
