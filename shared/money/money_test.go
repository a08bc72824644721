package money

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestArithmeticRefusesWhatCannotBe(t *testing.T) {
	t.Parallel()
	if _, err := Of(1, USD).Add(Of(1, EUR)); !errors.Is(err, ErrCurrency) {
		t.Errorf("adding two currencies: got %v, want ErrCurrency", err)
	}
	if _, err := Of(math.MaxInt64, USD).Add(Of(1, USD)); !errors.Is(err, ErrOverflow) {
		t.Errorf("adding past the range: got %v, want ErrOverflow", err)
	}
	if _, err := Of(math.MaxInt64/2, USD).Times(3); !errors.Is(err, ErrOverflow) {
		t.Errorf("multiplying past the range: got %v, want ErrOverflow", err)
	}
	if _, err := Of(Max+1, USD).Percent(1); !errors.Is(err, ErrOverflow) {
		t.Errorf("percent of a huge amount: got %v, want ErrOverflow", err)
	}
}

func TestAddThenSubIsNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := Of(rapid.Int64Range(-Max, Max).Draw(t, "a"), USD)
		b := Of(rapid.Int64Range(-Max, Max).Draw(t, "b"), USD)
		sum, err := a.Add(b)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := sum.Sub(b); err != nil || got != a {
			t.Errorf("(%v + %v) − %v = %v, %v", a, b, b, got, err)
		}
	})
}

func TestPercentRoundsHalfAwayFromZero(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ amount, basisPoints, want int64 }{
		{1000, 825, 83}, {100, 50, 1}, {100, 49, 0}, {-100, 50, -1}, {0, 900, 0}, {9999, 10_000, 9999},
	} {
		if got, err := Of(row.amount, USD).Percent(row.basisPoints); err != nil || got.Amount != row.want {
			t.Errorf("%d × %d bp = %d, %v; want %d", row.amount, row.basisPoints, got.Amount, err, row.want)
		}
	}
}

func TestStringIsForPeople(t *testing.T) {
	t.Parallel()
	for m, want := range map[Money]string{
		Of(129900, USD): "$1,299.00", Of(5, EUR): "€0.05", Of(-100, INR): "-₹1.00", Of(123456789, USD): "$1,234,567.89",
	} {
		if got := m.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
