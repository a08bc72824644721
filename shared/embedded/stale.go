package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// clearStale removes the postmaster.pid of a server that is dead, so that an unrelated process which was given the
// same number does not keep the database down. A server that is alive may be on its way out (its launcher was
// killed and the watchdog is stopping it): it gets some seconds, then it is an error.
func clearStale(ctx context.Context, data string) error {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	file := filepath.Join(data, "postmaster.pid")
	for {
		pid, err := postmaster(file)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		if !serves(pid, data) {
			if err := os.Remove(file); !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("a Postgres with process id %d already runs on %s", pid, data)
		case <-tick.C:
		}
	}
}

// postmaster reads the process id from a postmaster.pid; 0 when the file is damaged.
func postmaster(file string) (int, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	line, _, _ := strings.Cut(string(text), "\n")
	pid, _ := strconv.Atoi(strings.TrimSpace(line))
	return pid, nil
}

// serves reports whether process pid is a Postgres on data.
func serves(pid int, data string) bool {
	if pid <= 0 {
		return false
	}
	command, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err != nil {
		if _, linux := os.Stat("/proc/self/cmdline"); linux == nil {
			return false
		}
		command, _ = exec.Command("ps", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	}
	return strings.Contains(string(command), "postgres") && strings.Contains(string(command), data)
}
