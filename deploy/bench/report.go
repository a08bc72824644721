package bench

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
)

// Row is one line of the report.
type Row struct {
	ID      string // of the goal: G1
	What    string
	Goal    string // empty for information
	Value   string
	Verdict Verdict
	Note    string // where the value comes from, in figures
}

// Report gathers rows.
type Report struct{ rows []Row }

// Judge adds a value with its goal and verdict.
func (r *Report) Judge(id, what string, g Goal, value float64, show func(float64) string, note string, args ...any) {
	r.rows = append(r.rows, Row{id, what, g.Show(show), show(value), g.Judge(value), fmt.Sprintf(note, args...)})
}

// Tell adds information that nothing is asked of.
func (r *Report) Tell(id, what string, value float64, show func(float64) string, note string, args ...any) {
	r.rows = append(r.rows, Row{id, what, "", show(value), None, fmt.Sprintf(note, args...)})
}

// Lacks adds a goal that cannot be judged on this machine, and why.
func (r *Report) Lacks(id, what string, g Goal, show func(float64) string, why error) {
	r.rows = append(r.rows, Row{id, what, g.Show(show), "", NoBaseline, why.Error()})
}

// Rows are the rows in the order of their ids; those of one id stay as they were added.
func (r *Report) Rows() []Row {
	rows := slices.Clone(r.rows)
	slices.SortStableFunc(rows, func(a, b Row) int { return number(a.ID) - number(b.ID) })
	return rows
}

// number is what follows the letter of a row's id.
func number(id string) (n int) {
	_, _ = fmt.Sscanf(id, "G%d", &n) // an id without a number comes first
	return n
}

// Keep drops the rows of all ids but these, and information that belongs to no goal of theirs stays.
func (r *Report) Keep(ids []string) {
	r.rows = slices.DeleteFunc(r.rows, func(row Row) bool { return row.Goal != "" && !slices.Contains(ids, row.ID) })
}

// Print writes the report as a table, and in the end how many goals are met.
func (r *Report) Print(out io.Writer) {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "row\twhat\tgoal\tvalue\tverdict\tfrom")
	counts := map[Verdict]int{}
	for _, row := range r.Rows() {
		counts[row.Verdict]++
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", row.ID, row.What, row.Goal, row.Value, row.Verdict, row.Note)
	}
	table.Flush()
	fmt.Fprintf(out, "\n%d met, %d not met, %d without a baseline here\n", counts[Met], counts[NotMet], counts[NoBaseline])
}
