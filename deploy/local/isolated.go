package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// restartPause is how long a part stays away that died; one that dies at once waits longer and longer.
const (
	restartPause  = 200 * time.Millisecond
	restartLimit  = 5 * time.Second
	healthyAfter  = 10 * time.Second
	childPatience = 6 * time.Second
)

// keepChild runs a part in its own process and starts it again whenever that process ends, until ctx ends.
func (s *running) keepChild(ctx context.Context, p part) error {
	pause := restartPause
	for {
		began := time.Now()
		child, err := s.spawn(p)
		if err != nil {
			return err
		}
		err = child.wait(ctx)
		if ctx.Err() != nil {
			return nil //nolint:nilerr // it was told to end
		}
		fmt.Fprintf(s.out, "%s (process %d) ended: %v; starting it again\n", p.name, child.cmd.Process.Pid, err)
		if time.Since(began) > healthyAfter {
			pause = restartPause
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
		pause = min(2*pause, restartLimit)
	}
}

// child is a part's process. It ends when the pipe to its standard input does, so it never outlives this process.
type child struct {
	cmd   *exec.Cmd
	ended chan error
}

// spawn starts this program again as `service NAME`.
func (s *running) spawn(p part) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, "service", "--attached", p.name)
	cmd.Dir = s.place.checkout
	cmd.Env = append(os.Environ(), "ASKCART_DIR="+s.place.data, fmt.Sprintf("ASKCART_PORT_BASE=%d", basePort+s.place.shift))
	c, err := startChild(cmd, s.logFile(p))
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", p.name, err)
	}
	s.seen(p.name, cmd.Process.Pid)
	return c, nil
}

// startChild starts cmd with its output appended to a log file.
func startChild(cmd *exec.Cmd, file string) (*child, error) {
	log, err := openLog(file)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	return startShown(cmd, log)
}

// startShown starts cmd away from the terminal's Ctrl-C, its output in log.
func startShown(cmd *exec.Cmd, log io.Writer) (*child, error) {
	cmd.Stdout, cmd.Stderr = log, log
	ownGroup(cmd)
	if _, err := cmd.StdinPipe(); err != nil { // closed by Wait, or by the system with this process
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	c := &child{cmd: cmd, ended: make(chan error, 1)}
	go func() { c.ended <- cmd.Wait() }()
	return c, nil
}

// wait returns when the process has ended; when ctx ends first it is told to stop, then made to.
func (c *child) wait(ctx context.Context) error {
	select {
	case err := <-c.ended:
		return ended(err)
	case <-ctx.Done():
	}
	_ = c.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case err := <-c.ended:
		return ended(err)
	case <-time.After(childPatience):
		return errors.Join(c.cmd.Process.Kill(), ended(<-c.ended))
	}
}

func ended(err error) error {
	if err == nil {
		return errEnded
	}
	return err
}
