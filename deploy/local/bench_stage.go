package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/askcart/askcart/shared/embedded"
)

// The shop that is measured lives in a folder and on ports of its own, so that it can stand beside a running one.
const (
	benchFolder = "bench"
	benchShift  = 500
	barePort    = 8090
	stageLimit  = 3 * time.Minute // of a start
)

// benchStage is a shop in processes of their own, the bare server beside it, and ways to look into both.
type benchStage struct {
	place    place
	shop     *child
	bare     *child
	barePID  int
	demo     demo
	admin    shop
	db       *pgx.Conn
	binaries string // of Postgres
	took     time.Duration
	out      io.Writer
}

// openBenchStage starts everything on an empty folder.
func openBenchStage(ctx context.Context, out io.Writer) (s *benchStage, err error) {
	pl, err := here()
	if err != nil {
		return nil, err
	}
	pl.data, pl.shift = pl.file(benchFolder), pl.shift+benchShift
	s = &benchStage{place: pl, out: out}
	if err := clearStage(pl); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(pl.file("logs"), 0o755); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close(context.WithoutCancel(ctx)))
		}
	}()
	if s.binaries, err = embedded.Binaries(); err != nil {
		return nil, err
	}
	if err := s.start(ctx); err != nil {
		return nil, err
	}
	return s, s.startBare(ctx)
}

// clearStage removes what an earlier run left. The database may be a link to a folder elsewhere.
func clearStage(pl place) error {
	if target, err := filepath.EvalSymlinks(pl.file("postgres")); err == nil {
		if err := os.RemoveAll(target); err != nil {
			return err
		}
	}
	return os.RemoveAll(pl.data)
}

// start runs the shop and returns when it is ready.
func (s *benchStage) start(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, stageLimit)
	defer cancel()
	self, err := os.Executable()
	if err != nil {
		return err
	}
	began := time.Now()
	cmd := exec.Command(self, "bench", "--stage")
	cmd.Dir = s.place.checkout
	cmd.Env = s.environ()
	if s.shop, err = startChild(cmd, s.place.file("logs", "stage.log")); err != nil {
		return err
	}
	for s.demo, err = readDemo(s.place); err != nil; s.demo, err = readDemo(s.place) {
		select {
		case ended := <-s.shop.ended:
			s.shop = nil
			return fmt.Errorf("the shop did not start: %w (see %s)", ended, s.place.file("logs"))
		case <-ctx.Done():
			return fmt.Errorf("the shop is not ready: %w (see %s)", ctx.Err(), s.place.file("logs"))
		case <-time.After(5 * time.Millisecond):
		}
	}
	s.took = time.Since(began)
	if s.db, err = pgx.Connect(ctx, s.demo.Postgres); err != nil {
		return err
	}
	s.admin, err = shop{gateway: s.demo.Gateway}.login(ctx, s.demo.Admin)
	return err
}

// environ is this process's environment with the stage's folder and ports, and without any real infrastructure:
// nobody's data is measured with.
func (s *benchStage) environ() []string {
	return append(os.Environ(), "ASKCART_DIR="+s.place.data, "ASKCART_PORT_BASE="+strconv.Itoa(basePort+s.place.shift),
		"DATABASE_URL=", "REDIS_URL=", "KAFKA_BROKERS=", "OTEL_EXPORTER_OTLP_ENDPOINT=")
}

// runBenchStage is the shop that is measured: each part in its own process, the storefront only when it is built. It
// ends with standard input, so it never outlives the benchmark.
func runBenchStage(ctx context.Context, out io.Writer) error {
	pl, err := here()
	if err != nil {
		return err
	}
	chosen := parts
	if stale, err := outdated(filepath.Join(pl.checkout, "frontend")); err != nil || stale {
		if chosen, err = choose("", storefrontName); err != nil {
			return err
		}
	}
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		leave()
	}()
	return stack(ctx, pl, options{parts: chosen, isolated: true}, out, nil)
}

// startBare builds and runs the baseline beside the shop.
func (s *benchStage) startBare(ctx context.Context) error {
	program := s.place.file("bare")
	build := exec.CommandContext(ctx, "go", "build", "-o", program, "./deploy/bench/cmd/bare")
	build.Dir = s.place.checkout
	if printed, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build the bare server: %w: %s", err, printed)
	}
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), "ADDR="+s.place.address(barePort), "DATABASE_URL="+s.demo.Postgres)
	var err error
	if s.bare, err = startChild(cmd, s.place.file("logs", "bare.log")); err != nil {
		return err
	}
	s.barePID = cmd.Process.Pid
	ready, cancel := context.WithTimeout(ctx, readyLimit)
	defer cancel()
	return awaitReady(ready, "bare", s.place.url(barePort)+"/healthz")
}

// servers are the processes of the shop's own parts by name, without its infrastructure.
func (s *benchStage) servers() map[string]int {
	pids := map[string]int{}
	for _, p := range parts {
		if pid, ok := s.demo.PIDs[p.name]; ok {
			pids[p.name] = pid
		}
	}
	return pids
}

// stop ends the shop and keeps its data.
func (s *benchStage) stop(ctx context.Context) error {
	if s.db != nil {
		_ = s.db.Close(ctx) // its server stops next
		s.db = nil
	}
	if s.shop == nil {
		return nil
	}
	err := stopStage(s.shop)
	s.shop = nil
	return err
}

// stopStage asks the shop to stop, which may take longer than other children may.
func stopStage(c *child) error {
	if err := c.cmd.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	select {
	case err := <-c.ended:
		return err
	case <-time.After(edgeGrace + 2*partsGrace + infraGrace):
		return errors.Join(errors.New("the shop did not stop in time"), c.cmd.Process.Kill())
	}
}

// close ends everything and removes it. The logs of a shop that did not start stay.
func (s *benchStage) close(ctx context.Context) error {
	if s.bare != nil {
		stopper(s.bare)()
	}
	err := s.stop(ctx)
	if s.admin.token == "" {
		return err
	}
	return errors.Join(err, clearStage(s.place))
}

// guests returns the tokens of so many new visitors.
func (s *benchStage) guests(ctx context.Context, count int) ([]string, error) {
	tokens := make([]string, count)
	for i := range tokens {
		var in signed
		if err := (shop{gateway: s.demo.Gateway}).call(ctx, http.MethodPost, "/auth/guest", nil, &in); err != nil {
			return nil, fmt.Errorf("get a guest's token: %w", err)
		}
		tokens[i] = in.Token
	}
	return tokens, nil
}
