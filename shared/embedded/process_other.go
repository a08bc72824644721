//go:build !unix

package embedded

import (
	"os"
	"os/exec"
)

type account struct{}

func (account) number() int { return 0 }

func self() account                     { return account{} }
func postgresAccount() (account, error) { return account{}, nil }
func detach(*exec.Cmd, account)         {}
func own(string, account) error         { return nil }

func reachable(dir string, _ account) error {
	_, err := os.Stat(dir)
	return err
}

var (
	signalFast      = os.Kill
	signalImmediate = os.Kill
)
