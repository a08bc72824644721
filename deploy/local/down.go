package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// down asks the process that runs the stack of this folder to stop and waits until it has. No stack is no error.
func down(ctx context.Context, args []string, out io.Writer) error {
	flags := newFlags("down", out)
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		return errUsage
	}
	pl, err := here()
	if err != nil {
		return err
	}
	if _, err := os.Stat(pl.file("lock")); err != nil {
		return nil //nolint:nilerr // no lock, no stack
	}
	if release, err := lock(pl.file("lock")); !errors.Is(err, errRunning) {
		if err == nil {
			release()
		}
		return err
	}
	text, err := os.ReadFile(pl.file("lock"))
	if err != nil {
		return err
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return fmt.Errorf("read whose the lock is: %w", err)
	}
	holder, err := os.FindProcess(pid)
	if err != nil {
		return err
	}
	if err := holder.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("stop process %d: %w", pid, err)
	}
	return released(ctx, pl.file("lock"))
}

// released returns when nobody holds the lock any more.
func released(ctx context.Context, file string) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		release, err := lock(file)
		if err == nil {
			release()
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-tick.C:
		}
	}
}
