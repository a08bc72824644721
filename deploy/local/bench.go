package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/askcart/askcart/deploy/bench"
)

// pace is how much is measured.
type pace struct {
	rounds   int           // of everything that is compared, interleaved
	slice    time.Duration // of each thing in a round
	products int
	orders   int // in a round at c=8; fewer at c=1
	idle     time.Duration
}

var (
	usual = pace{rounds: 5, slice: 1500 * time.Millisecond, products: 10_000, orders: 200, idle: 4 * time.Second}
	short = pace{rounds: 1, slice: 300 * time.Millisecond, products: 500, orders: 24, idle: time.Second}
)

// measure is a part of the benchmark: the rows it fills and how.
type measure struct {
	rows []string
	run  func(*benchmark, context.Context) error
}

// measures are in the order in which they run: idle memory before anything was asked, restarts last.
var measures = []measure{
	{[]string{"G9"}, (*benchmark).idleMemory},
	{[]string{"G1", "G2", "G3", "G5", "G6", "G7", "G9"}, (*benchmark).stockShop},
	{[]string{"G1", "G2", "G3", "G5"}, (*benchmark).pages},
	{[]string{"G6", "G7"}, (*benchmark).orders},
	{[]string{"G9"}, (*benchmark).loadedMemory},
	{[]string{"G10"}, (*benchmark).starts},
}

// freshRow is expensive and takes no part unless it is named.
const freshRow = "G11"

// benchmark is a run of it.
type benchmark struct {
	pace
	stage  *benchStage
	report bench.Report
	out    io.Writer
}

func benchCommand(ctx context.Context, args []string, out io.Writer) error {
	flags := newFlags("bench", out)
	list := flags.String("rows", "", "only these rows, separated by commas; G11 only runs when it is named")
	rounds := flags.Int("rounds", 0, "how often everything is measured")
	brief := flags.Bool("short", false, "only show that everything can be measured; says nothing about speed")
	stage := flags.Bool("stage", false, "run the shop that is measured until standard input ends (bench itself does)")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		return errUsage
	}
	if *stage {
		return runBenchStage(ctx, out)
	}
	rows, err := rowNames(*list)
	if err != nil {
		return err
	}
	b := &benchmark{pace: usual, out: out}
	if *brief {
		b.pace = short
	}
	if *rounds > 0 {
		b.rounds = *rounds
	}
	return b.run(ctx, rows)
}

// rowNames reads --rows; all that usually run when it is empty.
func rowNames(list string) ([]string, error) {
	var all []string
	for _, m := range measures {
		all = append(all, m.rows...)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	if list == "" {
		return all, nil
	}
	var wanted []string
	for name := range strings.SplitSeq(strings.ToUpper(list), ",") {
		name = strings.TrimSpace(name)
		if name != freshRow && !slices.Contains(all, name) {
			return nil, fmt.Errorf("there is no row %s; there are %s and %s", name, strings.Join(all, ", "), freshRow)
		}
		wanted = append(wanted, name)
	}
	return wanted, nil
}

// run measures the wanted rows and prints the report, also when a part failed: the error comes with it.
func (b *benchmark) run(ctx context.Context, rows []string) error {
	began := time.Now()
	noisy, err := b.look(true)
	if err != nil {
		return fmt.Errorf("bench reads /proc, which only Linux has: %w", err)
	}
	if slices.Contains(rows, freshRow) {
		err = b.fresh(ctx)
	}
	if err == nil {
		err = b.onStage(ctx, rows)
	}
	b.report.Keep(rows)
	b.print(time.Since(began))
	for _, warning := range noisy {
		fmt.Fprintln(b.out, warning)
	}
	if after, lookErr := b.look(false); lookErr == nil && len(noisy) == 0 {
		for _, warning := range after {
			fmt.Fprintln(b.out, warning)
		}
	}
	return err
}

// look warns at once, and returns the warning for the end, where it is read.
func (b *benchmark) look(before bool) (warnings []string, err error) {
	q, err := bench.Look()
	if err != nil {
		return nil, err
	}
	if w := q.Warning(before); w != "" {
		fmt.Fprintln(b.out, w)
		return []string{w}, nil
	}
	return nil, nil
}

// onStage starts the shop and runs the measures that fill any of the rows; for none of them it does nothing.
func (b *benchmark) onStage(ctx context.Context, rows []string) (err error) {
	needed := slices.DeleteFunc(slices.Clone(measures), func(m measure) bool {
		return !slices.ContainsFunc(m.rows, func(row string) bool { return slices.Contains(rows, row) })
	})
	if len(needed) == 0 {
		return nil
	}
	if b.stage, err = openBenchStage(ctx, b.out); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.stage.close(context.WithoutCancel(ctx))) }()
	for _, m := range needed {
		if err := m.run(b, ctx); err != nil {
			return err
		}
	}
	return nil
}

const explanation = `
Measured in %.0f s: %d rounds of %v, interleaved; values are medians, ratios are taken round by round.
Baselines of this run: bare is chi + pgx over the same tables (deploy/bench/bare); bound is ten commits an order by
pgbench (deploy/bench/saga). FastAPI, Vendure and Medusa are not run here: their goals are told as shares of bare and
bound, by what was measured of both on one machine once (docs/performance.md).

`

// print writes the report and what its baselines are.
func (b *benchmark) print(took time.Duration) {
	fmt.Fprintf(b.out, explanation, took.Seconds(), b.rounds, b.slice)
	b.report.Print(b.out)
}
