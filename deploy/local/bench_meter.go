package main

import (
	"context"
	"errors"
	"time"

	"github.com/askcart/askcart/deploy/bench"
	"github.com/askcart/askcart/deploy/bench/wal"
	"github.com/askcart/askcart/deploy/local/load"
)

// afterwards is longer than Postgres takes to tell what its sessions did.
const afterwards = 1500 * time.Millisecond

// spent is what one order cost.
type spent struct {
	servers, postgres float64 // ms of CPU
	transactions      float64
	wal               float64 // bytes
	syncs             float64
	commits           map[string]float64 // that waited for the disk, by service
	lazy              float64            // commits of the saga's services that did not
	uncounted         error              // why commits are not known
}

// sagaServices are those whose commits G7 counts.
var sagaServices = []string{"order", "inventory", "payments"}

func (s spent) waited() (sum float64) {
	for _, n := range s.commits {
		sum += n
	}
	return sum
}

// meter reads what orders cost the servers, Postgres and its log.
type meter struct {
	stage     *benchStage
	log       *wal.Log
	lacking   error // no log
	idle      bench.Written
	idleFor   time.Duration
	began     time.Time
	written   bench.Written
	servers   time.Duration
	postgres  time.Duration
	processes []int
}

// newMeter watches the idle shop for a while: what it writes then is taken off later.
func newMeter(ctx context.Context, s *benchStage, idle time.Duration) (*meter, error) {
	m := &meter{stage: s, idleFor: idle}
	for _, pid := range s.servers() {
		m.processes = append(m.processes, pid)
	}
	if m.log, m.lacking = wal.Open(ctx, s.db, s.binaries); m.lacking != nil && !errors.Is(m.lacking, wal.ErrNoWaldump) {
		return nil, m.lacking
	}
	if err := s.rest(ctx); err != nil {
		return nil, err
	}
	before, err := bench.ReadWritten(ctx, s.db)
	if err != nil {
		return nil, err
	}
	if err := pause(ctx, idle); err != nil {
		return nil, err
	}
	after, err := bench.ReadWritten(ctx, s.db)
	m.idle = after.Since(before)
	return m, err
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// begin waits until what came before has had its effects, so that they are nobody else's.
func (m *meter) begin(ctx context.Context) (err error) {
	if err := m.stage.rest(ctx); err != nil {
		return err
	}
	if m.log != nil {
		if err := m.log.Mark(ctx); err != nil {
			return err
		}
	}
	if m.written, err = bench.ReadWritten(ctx, m.stage.db); err != nil {
		return err
	}
	m.began = time.Now()
	m.servers, m.postgres, err = m.cpu()
	return err
}

func (m *meter) cpu() (servers, postgres time.Duration, err error) {
	if servers, err = bench.CPU(m.processes...); err != nil {
		return 0, 0, err
	}
	postgres, err = bench.CPU(m.stage.demo.PIDs["postgres"])
	return servers, postgres, err
}

// end waits until the last events had their effect and the counters were told, and shares all of it among the orders.
func (m *meter) end(ctx context.Context, r load.Result) (spent, error) {
	if err := m.stage.rest(ctx); err != nil {
		return spent{}, err
	}
	servers, postgres, err := m.cpu()
	if err != nil {
		return spent{}, err
	}
	now, err := bench.ReadWritten(ctx, m.stage.db)
	if err != nil {
		return spent{}, err
	}
	w := now.Since(m.written).Less(m.idle, float64(time.Since(m.began))/float64(m.idleFor))
	each := func(v float64) float64 { return v / float64(r.Confirmed) }
	s := spent{
		servers: each(bench.Milli(servers - m.servers)), postgres: each(bench.Milli(postgres - m.postgres)),
		transactions: each(float64(w.Transactions)), wal: each(float64(w.WAL)), syncs: each(float64(w.Syncs)),
		commits: map[string]float64{}, uncounted: m.lacking,
	}
	if m.log == nil {
		return s, nil
	}
	commits, err := m.log.Commits(ctx)
	for _, service := range sagaServices {
		s.commits[service] = each(float64(commits[service].Waited))
		s.lazy += each(float64(commits[service].Lazy))
	}
	return s, err
}
