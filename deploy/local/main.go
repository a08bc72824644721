package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// command is one subcommand; it writes what a person reads to out.
type command struct {
	name, usage string
	run         func(ctx context.Context, args []string, out io.Writer) error
}

var commands = []command{
	{"up", "[--only a,b] [--except a,b] [--isolated] [--no-seed]", up},
	{"down", "", down},
	{"service", "NAME", service},
	{"dev", "NAME", dev},
	{"seed", "[--force]", seed},
	{"import", "FILE", importFile},
	{"invariants", "[--wait 90s]", invariants},
	{"chaos", "[--rows F1,F3] [--orders 200] [--seed N]", chaos},
	{"generate", "[--breaking]", generate},
	{"bench", "[--rows G1,G6] [--rounds N] [--short]", benchCommand},
}

// errUsage means that the arguments make no sense; what is wrong was printed already.
var errUsage = errors.New("usage")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	switch {
	case errors.Is(err, errUsage), errors.Is(err, flag.ErrHelp):
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, "askcart:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) > 0 {
		for _, c := range commands {
			if c.name == args[0] {
				return c.run(ctx, args[1:], out)
			}
		}
	}
	fmt.Fprintln(out, "usage: local COMMAND")
	for _, c := range commands {
		fmt.Fprintf(out, "  %s %s\n", c.name, c.usage)
	}
	return errUsage
}

// names splits a flag's list of parts and refuses unknown ones.
func names(list string) ([]string, error) {
	var all []string
	for name := range strings.SplitSeq(list, ",") {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		if _, err := partNamed(name); err != nil {
			return nil, err
		}
		all = append(all, name)
	}
	return all, nil
}
