package bench

import (
	"math"
	"testing"
	"time"
)

func TestMedian(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		values []float64
		want   float64
	}{
		{[]float64{3}, 3},
		{[]float64{9, 1, 5}, 5},
		{[]float64{9, 1, 5, 7}, 6},
	} {
		if got := Median(test.values); got != test.want {
			t.Errorf("Median(%v) = %v, want %v", test.values, got, test.want)
		}
	}
	if got := Median(nil); !math.IsNaN(got) {
		t.Errorf("Median of nothing = %v, want NaN", got)
	}
}

func TestPercentileIsAValueThatWasMeasured(t *testing.T) {
	t.Parallel()
	var values []time.Duration
	for i := 100; i > 0; i-- {
		values = append(values, time.Duration(i))
	}
	for _, test := range []struct {
		p    float64
		want time.Duration
	}{{0, 1}, {50, 50}, {99, 99}, {99.1, 100}, {100, 100}} {
		if got := Percentile(values, test.p); got != test.want {
			t.Errorf("Percentile(1…100, %v) = %d, want %d", test.p, got, test.want)
		}
	}
	if got := Percentile(nil, 50); got != 0 {
		t.Errorf("Percentile of nothing = %v, want 0", got)
	}
	if values[0] != 100 {
		t.Error("Percentile sorted its argument")
	}
}

func TestARoundThatIsSlowForBothChangesNoRatio(t *testing.T) {
	t.Parallel()
	got := Median(Ratios([]float64{80, 40, 8}, []float64{100, 50, 10}))
	if got != .8 {
		t.Errorf("median ratio = %v, want 0.8", got)
	}
}
