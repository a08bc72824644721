package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/askcart/askcart/deploy/bench"
)

// settleFor lets the servers' collectors return what a start or a load needed only for a moment.
const settleFor = 3 * time.Second

// idleMemory measures the shop as it is after its start.
func (b *benchmark) idleMemory(ctx context.Context) error { return b.memory(ctx, "idle", 200) }

// loadedMemory measures it after everything that was asked of it.
func (b *benchmark) loadedMemory(ctx context.Context) error { return b.memory(ctx, "after load", 350) }

func (b *benchmark) memory(ctx context.Context, when string, most float64) error {
	if err := pause(ctx, settleFor); err != nil {
		return err
	}
	var sum float64
	var each []string
	servers := b.stage.servers()
	for _, name := range slices.Sorted(maps.Keys(servers)) {
		own, err := megabytes(servers[name])
		if err != nil {
			return err
		}
		sum += own
		each = append(each, fmt.Sprintf("%s %.0f", name, own))
	}
	postgres, err := megabytes(append(bench.Children(b.stage.demo.PIDs["postgres"]), b.stage.demo.PIDs["postgres"])...)
	if err != nil {
		return err
	}
	infrastructure, err := megabytes(b.stage.demo.PIDs["launcher"])
	if err != nil {
		return err
	}
	b.report.Judge("G9", fmt.Sprintf("PSS of %d servers %s", len(servers), when), bench.AtMost(most), sum, bench.Megabytes,
		"%s; besides them Postgres %.0f, embedded Kafka and Redis %.0f", strings.Join(each, ", "), postgres, infrastructure)
	return nil
}

// megabytes is the memory of processes together.
func megabytes(pids ...int) (float64, error) {
	var sum int64
	for _, pid := range pids {
		own, err := bench.PSS(pid)
		if err != nil {
			return 0, err
		}
		sum += own
	}
	return float64(sum) / 1e6, nil
}
