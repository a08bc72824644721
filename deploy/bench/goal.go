package bench

import "fmt"

// Goal is what a row has to reach: at least or at most a limit.
type Goal struct {
	Limit   float64
	atLeast bool
}

// AtLeast is a goal that larger values meet.
func AtLeast(limit float64) Goal { return Goal{limit, true} }

// AtMost is a goal that smaller values meet.
func AtMost(limit float64) Goal { return Goal{limit, false} }

// Verdict is what a row says in the end.
type Verdict string

// The verdicts. A row without a goal is information and has no verdict.
const (
	Met        Verdict = "met"
	NotMet     Verdict = "NOT MET"
	NoBaseline Verdict = "no baseline here"
	None       Verdict = ""
)

// Judge says whether value reaches the goal.
func (g Goal) Judge(value float64) Verdict {
	if value == g.Limit || value > g.Limit == g.atLeast {
		return Met
	}
	return NotMet
}

// Show writes the goal as a person reads it; number writes its limit.
func (g Goal) Show(number func(float64) string) string {
	sign := "≤"
	if g.atLeast {
		sign = "≥"
	}
	return sign + " " + number(g.Limit)
}

// The ways in which values are written.
var (
	Ratio        = func(v float64) string { return fmt.Sprintf("%.3g ×", v) }
	Milliseconds = func(v float64) string { return fmt.Sprintf("%.2f ms", v) }
	Micros       = func(v float64) string { return fmt.Sprintf("%.0f µs", v) }
	Seconds      = func(v float64) string { return fmt.Sprintf("%.1f s", v) }
	Megabytes    = func(v float64) string { return fmt.Sprintf("%.0f MB", v) }
	Count        = func(v float64) string { return fmt.Sprintf("%.1f", v) }
	Rate         = func(v float64) string { return fmt.Sprintf("%.0f/s", v) }
)
