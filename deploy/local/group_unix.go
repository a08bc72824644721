//go:build unix

package main

import (
	"os/exec"
	"syscall"
	"time"
)

// ownGroup keeps the terminal's Ctrl-C away from cmd: this process stops it in its turn. When cmd has a context, its
// end ends everything that cmd started too.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if cmd.Cancel != nil {
		cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
		cmd.WaitDelay = time.Second
	}
}
