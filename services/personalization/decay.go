package personalization

import (
	"math"
	"time"
)

// Interest fades: what happened halfLife ago counts half. Scores are decayed forward: an act at t adds 2^((t-epoch)/halfLife)
// to a sum that is never touched again, and only reading scales it to the present. So counting is a plain addition in any
// order, sums compare as they are stored, and no job has to age them. (Cormode, Shkapenyuk, Srivastava and Xu, "Forward
// Decay: A Practical Time Decay Model for Streaming Systems", ICDE 2009.) A float64 holds such sums until about the
// year 2110. Changing either value changes the meaning of everything stored.
const halfLife = 30 * 24 * time.Hour

var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// weight is what an act at t adds to a score.
func weight(t time.Time) float64 { return math.Exp2(halfLives(t)) }

// present is what a stored score is worth at t: 1 for a single act at that moment.
func present(score float64, t time.Time) float64 { return score * math.Exp2(-halfLives(t)) }

// halfLives is the time from the epoch to t. The difference is taken in seconds: a Duration ends after 292 years.
func halfLives(t time.Time) float64 {
	return (float64(t.Unix()-epoch.Unix()) + float64(t.Nanosecond())/1e9) / halfLife.Seconds()
}
