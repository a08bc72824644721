package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/askcart/askcart/shared/telemetry"
)

// runHere runs a part inside this process. Its log goes to its own file, its errors to the console too.
func (s *running) runHere(ctx context.Context, p part) error {
	file, err := openLog(s.logFile(p))
	if err != nil {
		return err
	}
	defer file.Close()
	vars, err := readEnviron(environFile(s.place, p))
	if err != nil {
		return err
	}
	s.seen(p.name, os.Getpid())
	return p.run(ctx, layered(vars), newLog(file, s.out, p.name))
}

// service runs one part in this process with the variables that up wrote.
func service(ctx context.Context, args []string, out io.Writer) error {
	flags := newFlags("service", out)
	attached := flags.Bool("attached", false, "stop when standard input ends: the launcher is gone")
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
	vars, err := readEnviron(environFile(pl, p))
	if err != nil {
		return fmt.Errorf("read the variables that up writes: %w", err)
	}
	if *attached {
		var leave context.CancelFunc
		ctx, leave = context.WithCancel(ctx)
		defer leave()
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			leave()
		}()
	}
	return p.run(ctx, layered(vars), telemetry.NewLogger(out, p.name, os.Getenv("LOG_LEVEL")))
}

func openLog(file string) (*os.File, error) {
	return os.OpenFile(file, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
}

// newLog writes everything to file and errors to console as well, in short.
func newLog(file, console io.Writer, name string) *slog.Logger {
	full := telemetry.NewLogger(file, name, os.Getenv("LOG_LEVEL")).Handler()
	brief := slog.NewTextHandler(console, &slog.HandlerOptions{Level: slog.LevelError}).WithAttrs([]slog.Attr{slog.String("part", name)})
	return slog.New(both{full, brief})
}

// both gives every record to two handlers.
type both struct{ full, brief slog.Handler }

func (b both) Enabled(ctx context.Context, l slog.Level) bool { return b.full.Enabled(ctx, l) }

func (b both) Handle(ctx context.Context, r slog.Record) error {
	if b.brief.Enabled(ctx, r.Level) {
		_ = b.brief.Handle(ctx, r.Clone()) // the file has it all the same
	}
	return b.full.Handle(ctx, r)
}

func (b both) WithAttrs(as []slog.Attr) slog.Handler {
	return both{b.full.WithAttrs(as), b.brief.WithAttrs(as)}
}

func (b both) WithGroup(name string) slog.Handler {
	return both{b.full.WithGroup(name), b.brief.WithGroup(name)}
}
