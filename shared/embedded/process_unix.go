//go:build unix

package embedded

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// account is the user that Postgres runs as.
type account struct{ uid, gid int }

// number tells accounts apart in names.
func (a account) number() int { return a.uid }

// self is the account of this process.
func self() account { return account{os.Getuid(), os.Getgid()} }

// postgresAccount is this process's own account, or under root that of the user postgres or nobody: Postgres
// refuses to run as root.
func postgresAccount() (account, error) {
	if os.Getuid() != 0 {
		return self(), nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		entry, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.ParseInt(entry.Uid, 10, 64)
		gid, gidErr := strconv.ParseInt(entry.Gid, 10, 64)
		if uidErr == nil && gidErr == nil {
			return account{int(uid), int(gid)}, nil
		}
	}
	return account{}, errors.New("running as root, and this machine has neither a user postgres nor nobody for Postgres to run as")
}

// detach makes cmd run as who and in its own process group, so that Ctrl-C in a terminal reaches only the launcher,
// which then stops things in order.
func detach(cmd *exec.Cmd, who account) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if who != self() {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(who.uid), Gid: uint32(who.gid)}
	}
}

// own gives path to who.
func own(path string, who account) error {
	if who == self() {
		return nil
	}
	return os.Chown(path, who.uid, who.gid)
}

// reachable reports an error when another account cannot pass through dir (a folder that exists).
func reachable(dir string, who account) error {
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	owner := info.Sys().(*syscall.Stat_t)
	mode := info.Mode().Perm()
	pass := mode&0o001 != 0 || (int(owner.Uid) == who.uid && mode&0o100 != 0) || (int(owner.Gid) == who.gid && mode&0o010 != 0)
	if !pass {
		return fmt.Errorf("%s cannot be entered by user id %d", dir, who.uid)
	}
	return nil
}

var (
	signalFast      = os.Signal(syscall.SIGINT)  // Postgres: end sessions, write a checkpoint, stop
	signalImmediate = os.Signal(syscall.SIGQUIT) // Postgres: stop at once, recover at the next start
)
