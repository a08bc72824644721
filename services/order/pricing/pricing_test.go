package pricing

import (
	"errors"
	"testing"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"pgregory.net/rapid"
)

func usd(amount int64) money.Money { return money.Of(amount, money.USD) }

// parts is subtotal, discount, shipping, tax, total.
type parts [5]int64

func of(t events.Totals) parts {
	return parts{t.Subtotal.Amount, t.Discount.Amount, t.Shipping.Amount, t.Tax.Amount, t.Total.Amount}
}

func TestTotals(t *testing.T) {
	t.Parallel()
	rates := Rates{"US": 825, "DE": 1900}
	desk, pen, off := []Item{{usd(34_900), 1}}, []Item{{usd(199), 3}}, usd(1_000)
	for _, row := range []struct {
		name   string
		basket Basket
		want   parts
	}{
		{"free standard shipping", Basket{Items: desk, Country: "US"}, parts{34_900, 0, 0, 2_879, 37_779}},
		{"paid standard shipping", Basket{Items: pen, Country: "DE"}, parts{597, 0, 590, 226, 1_413}},
		{"express is never free", Basket{Items: desk, Method: "express"}, parts{34_900, 0, 1_490, 0, 36_390}},
		{"a country without a rate", Basket{Items: pen, Country: "JP"}, parts{597, 0, 590, 0, 1_187}},
		{"just below free shipping", Basket{Items: []Item{{usd(7_499), 1}}}, parts{7_499, 0, 590, 0, 8_089}},
		{"just free shipping", Basket{Items: []Item{{usd(7_500), 1}}}, parts{7_500, 0, 0, 0, 7_500}},
		{"tenth off", Basket{Items: pen, Coupon: &Coupon{BasisPoints: 1_000}}, parts{597, 60, 590, 0, 1_127}},
		{"more off than there is", Basket{Items: pen, Coupon: &Coupon{Off: &off}}, parts{597, 597, 590, 0, 590}},
		{"nothing in it", Basket{}, parts{0, 0, 590, 0, 590}},
	} {
		t.Run(row.name, func(t *testing.T) {
			row.basket.Currency = money.USD
			got, err := Totals(row.basket, rates)
			if err != nil || of(got) != row.want {
				t.Errorf("got %v, %v; want %v", of(got), err, row.want)
			}
		})
	}
}

func TestTotalsRefuses(t *testing.T) {
	t.Parallel()
	euro := money.Of(500, money.EUR)
	for _, row := range []struct {
		name   string
		basket Basket
		want   error
	}{
		{"an unknown method", Basket{Method: "teleport"}, ErrUnknownMethod},
		{"an item in another currency", Basket{Items: []Item{{euro, 1}}}, money.ErrCurrency},
		{"a coupon in another currency", Basket{Coupon: &Coupon{Off: &euro}}, ErrCouponNotApplicable},
		{"a minimum in another currency", Basket{Coupon: &Coupon{MinSubtotal: &euro}}, ErrCouponNotApplicable},
		{"more than the largest amount", Basket{Items: []Item{{usd(money.Max), 2}}}, ErrTooLarge},
		{"an amount that wraps", Basket{Items: []Item{{usd(1 << 62), 99}}}, ErrTooLarge},
		{"too much with tax", Basket{Items: []Item{{usd(money.Max), 1}}, Country: "US"}, ErrTooLarge},
	} {
		t.Run(row.name, func(t *testing.T) {
			row.basket.Currency = money.USD
			if _, err := Totals(row.basket, Rates{"US": 1}); !errors.Is(err, row.want) {
				t.Errorf("got %v, want %v", err, row.want)
			}
		})
	}
}

// drawBasket draws any basket within the limits of the API, with or without a coupon.
func drawBasket(t *rapid.T) Basket {
	item := rapid.Custom(func(t *rapid.T) Item {
		return Item{
			UnitPrice: usd(rapid.Int64Range(0, 5_000_000).Draw(t, "price")),
			Quantity:  rapid.IntRange(1, 99).Draw(t, "quantity"),
		}
	})
	b := Basket{
		Currency: money.USD,
		Items:    rapid.SliceOfN(item, 1, 100).Draw(t, "items"),
		Method:   rapid.SampledFrom([]string{"", "standard", "express"}).Draw(t, "method"),
		Country:  rapid.SampledFrom([]string{"", "US", "DE"}).Draw(t, "country"),
	}
	switch rapid.IntRange(0, 2).Draw(t, "coupon") {
	case 1:
		b.Coupon = &Coupon{BasisPoints: rapid.Int64Range(0, 10_000).Draw(t, "share")}
	case 2:
		off := usd(rapid.Int64Range(0, money.Max).Draw(t, "off"))
		b.Coupon = &Coupon{Off: &off}
	}
	return b
}

func TestTotalsAlwaysAddUpAndAreNeverNegative(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rates := Rates{"US": rapid.Int64Range(0, maxRate).Draw(t, "rate"), "DE": 1900}
		b := drawBasket(t)
		totals, err := Totals(b, rates)
		if err != nil {
			t.Fatal(err)
		}
		p := of(totals)
		if p[0]-p[1]+p[2]+p[3] != p[4] {
			t.Errorf("%v does not add up", p)
		}
		if min(p[0], p[1], p[2], p[3], p[4]) < 0 || p[1] > p[0] {
			t.Errorf("%v has a negative part or a discount above the subtotal", p)
		}
		// Rounding is off by at most half a minor unit: |tax·10000 − net·rate| ≤ 5000.
		exact := (p[0] - p[1] + p[2]) * rates[b.Country]
		if d := p[3]*10_000 - exact; d > 5_000 || d < -5_000 {
			t.Errorf("tax %d is not %d/10000 rounded", p[3], exact)
		}
	})
}

func TestTotalsDoNotDependOnTheOrderOfItems(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := drawBasket(t)
		first, err := Totals(b, Rates{"US": 825})
		if err != nil {
			t.Fatal(err)
		}
		b.Items = rapid.Permutation(b.Items).Draw(t, "shuffled")
		if second, _ := Totals(b, Rates{"US": 825}); second != first {
			t.Errorf("got %v after %v", second, first)
		}
	})
}

func TestMethodsAlwaysOfferStandardFirst(t *testing.T) {
	t.Parallel()
	for _, c := range money.Currencies {
		methods := Methods(money.Of(100, c))
		if len(methods) != 2 || methods[0].Code != Standard {
			t.Errorf("methods in %s = %v, want standard and express", c, methods)
		}
		for _, m := range methods {
			if m.Price.Amount <= 0 || m.Price.Currency != c {
				t.Errorf("%s costs %v in %s, want a price", m.Code, m.Price, c)
			}
		}
	}
}

func TestParseRates(t *testing.T) {
	t.Parallel()
	got, err := ParseRates(" US=825, DE=1900,")
	if err != nil || len(got) != 2 || got["US"] != 825 || got["DE"] != 1900 {
		t.Errorf("got %v, %v", got, err)
	}
	for _, bad := range []string{"US", "US=", "US=8.25", "USA=1", "US=-1", "US=10001"} {
		if _, err := ParseRates(bad); err == nil {
			t.Errorf("ParseRates(%q) accepted it", bad)
		}
	}
}
