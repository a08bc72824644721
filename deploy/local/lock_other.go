//go:build !unix

package main

import (
	"errors"
	"os"
)

// lock makes this process the only one that runs the stack in file's folder. Where the system cannot tell that a
// holder died, the file has to be removed by hand.
func lock(file string) (release func(), err error) {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, errors.Join(errRunning, err)
	}
	return func() { f.Close(); os.Remove(file) }, nil
}
