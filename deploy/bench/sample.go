package bench

import (
	"math"
	"slices"
	"time"
)

// Median is the middle value, the mean of the two middle ones of an even number; NaN of none.
func Median(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// Percentile is the smallest value that is not exceeded by p percent of all (nearest rank); 0 of none.
func Percentile(values []time.Duration, p float64) time.Duration {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	rank := int(math.Ceil(p / 100 * float64(len(sorted))))
	return sorted[min(max(rank, 1), len(sorted))-1]
}

// Ratios divides value by value, round by round, so that what slows a whole round down does not count.
func Ratios(values, baseline []float64) []float64 {
	ratios := make([]float64, min(len(values), len(baseline)))
	for i := range ratios {
		ratios[i] = values[i] / baseline[i]
	}
	return ratios
}

// Milli is d in milliseconds.
func Milli(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
