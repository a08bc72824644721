package bench

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAGoalIsMetUpToItsLimit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		goal  Goal
		value float64
		want  Verdict
	}{
		{"more than asked", AtLeast(.75), .9, Met},
		{"exactly what is asked", AtLeast(.75), .75, Met},
		{"less than asked", AtLeast(.75), .7499, NotMet},
		{"less than allowed", AtMost(16), 3, Met},
		{"exactly what is allowed", AtMost(16), 16, Met},
		{"more than allowed", AtMost(16), 16.01, NotMet},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := test.goal.Judge(test.value); got != test.want {
				t.Errorf("Judge(%v) = %q, want %q", test.value, got, test.want)
			}
		})
	}
}

func TestTheReportIsInTheOrderOfTheGoals(t *testing.T) {
	t.Parallel()
	var r Report
	r.Judge("G10", "start", AtMost(500), 620, Milliseconds, "of %d", 3)
	r.Judge("G2", "first of two", AtLeast(.75), .9, Ratio, "a")
	r.Tell("G2", "second of two", 12, Count, "b")
	r.Lacks("G7", "bound", AtLeast(.12), Ratio, errors.New("no pgbench"))
	var text strings.Builder
	r.Print(&text)
	at := -1
	for _, want := range []string{"first of two", "second of two", "no pgbench", "NOT MET", "of 3", "1 met, 1 not met, 1 without a baseline here"} {
		next := strings.Index(text.String(), want)
		if next <= at {
			t.Fatalf("%q is missing or too early in\n%s", want, text.String())
		}
		at = next
	}
}

func TestOnlyTheWantedRowsAreKept(t *testing.T) {
	t.Parallel()
	var r Report
	r.Judge("G1", "list", AtLeast(1), 2, Ratio, "")
	r.Judge("G2", "list", AtLeast(1), 2, Ratio, "")
	r.Tell("G12", "import", 2, Seconds, "")
	r.Keep([]string{"G2"})
	var ids []string
	for _, row := range r.Rows() {
		ids = append(ids, row.ID)
	}
	if diff := cmp.Diff([]string{"G2", "G12"}, ids); diff != "" {
		t.Error(diff)
	}
}
