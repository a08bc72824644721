package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// dev runs one part from source, building and starting it again on every save. Everything else runs in this process
// too, unless another process runs the stack already (up --except NAME).
func dev(ctx context.Context, args []string, out io.Writer) error {
	flags := newFlags("dev", out)
	if err := flags.Parse(args); err != nil || flags.NArg() != 1 {
		return errUsage
	}
	p, err := partNamed(flags.Arg(0))
	if err != nil {
		return err
	}
	pl, err := here()
	if err != nil {
		return err
	}
	w := workshop{place: pl, part: p, out: out}
	rest, err := choose("", p.name)
	if err != nil {
		return err
	}
	err = stack(ctx, pl, options{parts: rest}, out, w.loop)
	if errors.Is(err, errRunning) {
		return w.loop(ctx)
	}
	return err
}

// workshop is where one part is rebuilt.
type workshop struct {
	place place
	part  part
	out   io.Writer
}

// lookEvery is how often the sources are compared; reading the times of some hundred files takes a millisecond.
const lookEvery = 300 * time.Millisecond

// loop builds and runs the part until ctx ends. A build that fails is shown and the old program keeps running.
func (w workshop) loop(ctx context.Context) error {
	var current *child
	stop := func() {}
	defer func() { stop() }()
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for seen := ""; ; {
		state, err := w.state()
		if err != nil {
			return err
		}
		if state != seen {
			seen = state
			began := time.Now()
			if program, err := w.build(ctx); err == nil {
				stop()
				if current, err = w.start(program); err != nil {
					return err
				}
				stop = stopper(current)
				fmt.Fprintf(w.out, "%s runs as process %d, rebuilt in %.1f s\n", w.part.name, current.cmd.Process.Pid,
					time.Since(began).Seconds())
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// stopper ends a child and waits for it.
func stopper(c *child) func() {
	return func() {
		done, cancel := context.WithCancel(context.Background())
		cancel()
		_ = c.wait(done) // how the old program ended is in its log
	}
}

// build compiles the part; what the compiler says goes to the console.
func (w workshop) build(ctx context.Context) (string, error) {
	program := w.place.file("bin", w.part.name)
	cmd := exec.CommandContext(ctx, "go", "build", "-o", program, "./"+filepath.Join(w.part.folder, "cmd", w.part.name))
	cmd.Dir, cmd.Stdout, cmd.Stderr = w.place.checkout, w.out, w.out
	ownGroup(cmd)
	if err := cmd.Run(); err != nil {
		fmt.Fprintf(w.out, "%s does not build: %v\n", w.part.name, err)
		return "", err
	}
	return program, nil
}

// start runs the program with the launcher's variables over the service's own .env.
func (w workshop) start(program string) (*child, error) {
	vars, err := readEnviron(environFile(w.place, w.part))
	if err != nil {
		return nil, fmt.Errorf("read the variables that up writes: %w", err)
	}
	own, err := readEnviron(filepath.Join(w.place.checkout, w.part.folder, ".env"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	cmd := exec.Command(program)
	cmd.Dir = filepath.Join(w.place.checkout, w.part.folder)
	for _, layer := range []map[string]string{own, vars} { // the last value of a name counts
		for name, value := range layer {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	cmd.Env = append(os.Environ(), cmd.Env...)
	return startShown(cmd, w.out) // its log is what a developer watches
}

// state names the newest version of everything that the part is built from and configured by.
func (w workshop) state() (string, error) {
	var state strings.Builder
	for _, folder := range []string{w.part.folder, "shared"} {
		err := filepath.WalkDir(filepath.Join(w.place.checkout, folder), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !source(path) {
				return err
			}
			info, err := entry.Info()
			if errors.Is(err, fs.ErrNotExist) {
				return nil // editors replace files
			}
			if err == nil {
				fmt.Fprintf(&state, "%s %d %d\n", path, info.ModTime().UnixNano(), info.Size())
			}
			return err
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return state.String(), nil
}

// source reports whether a file takes part in a program: code, what it embeds, its configuration. Tests do not.
func source(path string) bool {
	name := filepath.Base(path)
	switch filepath.Ext(name) {
	case ".go":
		return !strings.HasSuffix(name, "_test.go")
	case ".sql", ".mod", ".sum", ".html", ".json", ".tmpl":
		return true
	}
	return name == ".env"
}
