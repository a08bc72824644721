package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/askcart/askcart/deploy/bench"
)

// freshLimit bounds each step from a fresh clone to a storefront.
const freshLimit = 10 * time.Minute

// fresh fills G11: what is committed is cloned into an empty folder with empty caches for modules, builds and npm
// packages. Downloads run as steps of their own, so that the network's share is known.
func (b *benchmark) fresh(ctx context.Context) (err error) {
	pl, err := here()
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "askcart-fresh-")
	if err != nil {
		return err
	}
	f := &freshClone{folder: folder, checkout: filepath.Join(folder, "askcart"), shift: pl.shift + benchShift, b: b}
	defer func() { err = errors.Join(err, f.remove()) }()
	steps := []struct {
		name string
		dir  string
		argv []string
	}{
		{"clone", folder, []string{"git", "clone", "--quiet", pl.checkout, "askcart"}},
		{"download modules", f.checkout, []string{"go", "mod", "download"}},
		{"download and unpack npm packages", filepath.Join(f.checkout, "frontend"), []string{"npm", "ci", "--no-audit", "--no-fund"}},
		{"compile", f.checkout, []string{"go", "build", "-o", f.program(), "./deploy/local"}},
	}
	took := map[string]float64{}
	for _, step := range steps {
		if took[step.name], err = f.step(ctx, step.name, step.dir, step.argv...); err != nil {
			return err
		}
	}
	cold, err := f.up(ctx, "first start, with the storefront to build")
	if err != nil {
		return err
	}
	warm, err := f.up(ctx, "second start")
	if err != nil {
		return err
	}
	downloads := took[steps[1].name] + took[steps[2].name]
	sum := took[steps[0].name] + downloads + took[steps[3].name] + cold
	b.report.Judge("G11", "fresh clone to seeded storefront", bench.AtMost(180), sum, bench.Seconds,
		"clone %.1f, modules %.1f, npm packages %.1f, compile %.1f, first start %.1f; downloads are %.0f %%", took[steps[0].name],
		took[steps[1].name], took[steps[2].name], took[steps[3].name], cold, 100*downloads/sum)
	b.report.Judge("G11", "seeded storefront, warm", bench.AtMost(30), warm, bench.Seconds, "the program is built")
	return nil
}

// freshClone is a clone with caches of its own.
type freshClone struct {
	folder, checkout string
	shift            int
	b                *benchmark
}

func (f *freshClone) program() string { return filepath.Join(f.folder, "local") }

func (f *freshClone) environ() []string {
	in := func(name string) string { return filepath.Join(f.folder, name) }
	return append(os.Environ(), "GOMODCACHE="+in("modules"), "GOCACHE="+in("builds"), "npm_config_cache="+in("npm"), "GOFLAGS=-modcacherw",
		"ASKCART_DIR="+in("data"), "ASKCART_PORT_BASE="+strconv.Itoa(basePort+f.shift), "DATABASE_URL=", "REDIS_URL=", "KAFKA_BROKERS=")
}

// step runs one command and returns its seconds.
func (f *freshClone) step(ctx context.Context, name, dir string, argv ...string) (float64, error) {
	fmt.Fprintln(f.b.out, "fresh clone:", name)
	ctx, cancel := context.WithTimeout(ctx, freshLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Dir, cmd.Env = dir, f.environ()
	ownGroup(cmd)
	began := time.Now()
	if printed, err := cmd.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("%s: %w: %s", name, err, printed[max(0, len(printed)-1000):])
	}
	return time.Since(began).Seconds(), nil
}

// up starts the clone's shop until it is ready and returns the seconds that took; then it is stopped.
func (f *freshClone) up(ctx context.Context, name string) (float64, error) {
	fmt.Fprintln(f.b.out, "fresh clone:", name)
	ctx, cancel := context.WithTimeout(ctx, freshLimit)
	defer cancel()
	cmd := exec.Command(f.program(), "up")
	cmd.Dir, cmd.Env = f.checkout, f.environ()
	began := time.Now()
	c, err := startChild(cmd, filepath.Join(f.folder, "up.log"))
	if err != nil {
		return 0, err
	}
	pl := place{data: filepath.Join(f.folder, "data")}
	for _, err = readDemo(pl); err != nil; _, err = readDemo(pl) {
		select {
		case ended := <-c.ended:
			printed, _ := os.ReadFile(filepath.Join(f.folder, "up.log")) // without it the error has to do
			return 0, fmt.Errorf("%s: ended: %w: %s", name, ended, printed)
		case <-ctx.Done():
			return 0, errors.Join(fmt.Errorf("%s: %w", name, ctx.Err()), stopStage(c))
		case <-time.After(20 * time.Millisecond):
		}
	}
	took := time.Since(began).Seconds()
	return took, stopStage(c)
}

// remove deletes the clone, its caches and its database, which may be a link to a folder elsewhere.
func (f *freshClone) remove() error {
	return errors.Join(clearStage(place{data: filepath.Join(f.folder, "data")}), os.RemoveAll(f.folder))
}
