package bench

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Quiet says how much of the machine others use; 1.0 of Share is all of it for us.
type Quiet struct {
	Load  float64 // processes that wanted to run, mean of the last minute
	Share float64 // of all processors that a spinning program got
	Cores int
}

// Limits beyond which figures are not to be quoted.
const (
	quietShare = 0.93
	quietLoad  = 0.75 // for each processor
)

// spinFor is how long the processors are tried.
const spinFor = 400 * time.Millisecond

// Look spins on every processor for a moment and compares the CPU time it got with the time that passed.
func Look() (Quiet, error) {
	q := Quiet{Cores: runtime.GOMAXPROCS(0)}
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return q, err
	}
	first, _, _ := strings.Cut(string(text), " ")
	if q.Load, err = strconv.ParseFloat(first, 64); err != nil {
		return q, err
	}
	before, err := ReadProcess(os.Getpid())
	if err != nil {
		return q, err
	}
	began := time.Now()
	var spinning sync.WaitGroup
	for range q.Cores {
		spinning.Go(func() { spin(began.Add(spinFor)) })
	}
	spinning.Wait()
	passed := time.Since(began)
	after, err := ReadProcess(os.Getpid())
	q.Share = float64(after.CPU-before.CPU) / float64(passed) / float64(q.Cores)
	return q, err
}

// spin uses a processor until a moment.
func spin(until time.Time) {
	for sum := uint64(1); time.Now().Before(until); {
		for i := range uint64(10_000) {
			sum = sum*31 + i
		}
		if sum == 0 {
			return // never; keeps the loop from being dropped
		}
	}
}

// Warning tells that others use the machine; empty when it is quiet. The load is told only before a run: a run makes
// its own.
func (q Quiet) Warning(before bool) string {
	if q.Share >= quietShare && (!before || q.Load <= quietLoad*float64(q.Cores)) {
		return ""
	}
	return fmt.Sprintf("NOT A QUIET MACHINE: load %.1f on %d cores, a spinning program gets %.0f %% of them. "+
		"Ratios and CPU per request suffer less than rates, latencies suffer most.", q.Load, q.Cores, 100*q.Share)
}
