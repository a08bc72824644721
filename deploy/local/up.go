package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"
)

// errRunning means that another process runs the stack of this folder.
var errRunning = errors.New("this stack is already running")

// options are the flags of up.
type options struct {
	parts    []part // what to start
	isolated bool   // each part in a process of its own
	seed     bool
}

func up(ctx context.Context, args []string, out io.Writer) error {
	flags := newFlags("up", out)
	only := flags.String("only", "", "start only these parts, separated by commas")
	except := flags.String("except", "", "start all but these parts")
	isolated := flags.Bool("isolated", false, "run each part in its own process; one that dies is started again")
	noSeed := flags.Bool("no-seed", false, "do not fill an empty shop with the demo catalogue")
	if err := flags.Parse(args); err != nil {
		return errUsage
	}
	chosen, err := choose(*only, *except)
	if err != nil {
		return err
	}
	pl, err := here()
	if err != nil {
		return err
	}
	return stack(ctx, pl, options{parts: chosen, isolated: *isolated, seed: !*noSeed}, out, nil)
}

// choose returns the parts of --only and --except.
func choose(only, except string) ([]part, error) {
	wanted, err := names(only)
	if err != nil {
		return nil, err
	}
	unwanted, err := names(except)
	if err != nil {
		return nil, err
	}
	var chosen []part
	for _, p := range parts {
		if (len(wanted) == 0 || slices.Contains(wanted, p.name)) && !slices.Contains(unwanted, p.name) {
			chosen = append(chosen, p)
		}
	}
	if len(chosen) == 0 {
		return nil, errors.New("nothing is left to start")
	}
	return chosen, nil
}

// stack runs everything until ctx ends, and beside it (when not nil) for as long as it is up.
func stack(ctx context.Context, pl place, opts options, out io.Writer, beside func(context.Context) error) (err error) {
	began := time.Now()
	if err := os.MkdirAll(pl.file("logs"), 0o755); err != nil {
		return err
	}
	release, err := lock(pl.file("lock"))
	if err != nil {
		return err
	}
	defer release()
	fmt.Fprintln(out, describe(pl))
	for _, p := range opts.parts {
		if err := pl.free(p.name, p.port); err != nil {
			return err
		}
	}
	keys, err := loadSecrets(pl.file("secrets.json"))
	if err != nil {
		return err
	}
	base, err := foundation(ctx, pl, keys, out)
	if err != nil {
		return err
	}
	defer func() {
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), infraGrace)
		defer cancel()
		err = errors.Join(err, base.stop(stopping))
	}()
	s := &running{place: pl, secrets: keys, infra: base, options: opts, out: out, pids: map[string]int{}}
	return s.serve(ctx, func(ctx context.Context) error {
		fmt.Fprintf(out, "Ready after %.1f s\n", time.Since(began).Seconds())
		if beside == nil {
			return nil
		}
		return beside(ctx)
	})
}

// foundation starts the infrastructure and prepares roles, schemas and the variables of every part.
func foundation(ctx context.Context, pl place, keys secrets, out io.Writer) (*infra, error) {
	base, err := startInfra(ctx, pl, out)
	if err != nil {
		return nil, err
	}
	if err = makeRoles(ctx, base.databaseURL, keys); err == nil {
		err = writeEnvirons(pl, base, keys)
	}
	if err != nil {
		return nil, errors.Join(err, base.stop(context.WithoutCancel(ctx)))
	}
	return base, nil
}

func writeEnvirons(pl place, base *infra, keys secrets) error {
	if err := os.MkdirAll(pl.file("env"), 0o700); err != nil {
		return err
	}
	for _, p := range parts {
		vars, err := environ(p, pl, base, keys)
		if err != nil {
			return err
		}
		if err := writeEnviron(environFile(pl, p), vars); err != nil {
			return err
		}
	}
	return nil
}

func environFile(pl place, p part) string { return pl.file("env", p.name+".env") }
