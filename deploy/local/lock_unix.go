//go:build unix

package main

import (
	"fmt"
	"os"
	"strings"
	"syscall"
)

// lock makes this process the only one that runs the stack in file's folder. The system releases it when the
// process ends in any way, so there are no stale locks. The error names who holds it.
func lock(file string) (release func(), err error) {
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	if syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		defer f.Close()
		holder, _ := os.ReadFile(file)
		return nil, fmt.Errorf("%w (process %s, %s)", errRunning, strings.TrimSpace(string(holder)), file)
	}
	if err = f.Truncate(0); err == nil {
		_, err = fmt.Fprintln(f, os.Getpid())
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return func() { f.Close() }, nil
}
