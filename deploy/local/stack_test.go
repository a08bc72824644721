package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

func TestStackStartsStopsAndKeepsWhatItHas(t *testing.T) {
	t.Parallel()
	pl := somewhere(t)
	only, err := choose("inventory", "")
	if err != nil {
		t.Fatal(err)
	}
	var first, second demo
	start := func(seen *demo) {
		began := time.Now()
		err := stack(t.Context(), pl, options{parts: only}, t.Output(), func(ctx context.Context) (err error) {
			if *seen, err = readDemo(pl); err != nil {
				return err
			}
			if err := stack(ctx, pl, options{parts: only}, t.Output(), nil); !errors.Is(err, errRunning) {
				t.Errorf("a second start on the same folder: %v, want %v", err, errRunning)
			}
			began = time.Now()
			return errStop
		})
		if !errors.Is(err, errStop) {
			t.Fatal(err)
		}
		if took := time.Since(began); took > 15*time.Second {
			t.Errorf("stopping took %v", took)
		}
	}
	start(&first)
	if _, err := os.Stat(pl.file("demo.json")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("demo.json after the stop: %v", err)
	}
	if answer, err := http.Get(pl.url(8004) + "/healthz"); err == nil {
		answer.Body.Close()
		t.Error("inventory still answers after the stop")
	}
	start(&second)
	if first.Admin != second.Admin || first.Postgres != second.Postgres || first.Admin.Password == "" {
		t.Errorf("logins of the second start: %+v, want those of the first: %+v", second.Admin, first.Admin)
	}
}

func TestIsolatedPartComesBackAfterKill(t *testing.T) {
	t.Parallel()
	pl := somewhere(t)
	only, err := choose("inventory", "")
	if err != nil {
		t.Fatal(err)
	}
	err = stack(t.Context(), pl, options{parts: only, isolated: true}, t.Output(), func(ctx context.Context) error {
		before := process(t, pl, "inventory")
		if before == os.Getpid() {
			t.Error("inventory runs in the launcher's process")
		}
		if err := syscall.Kill(before, syscall.SIGKILL); err != nil {
			return err
		}
		limited, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		for process(t, pl, "inventory") == before && limited.Err() == nil {
			<-time.After(20 * time.Millisecond) // the file is all there is to look at
		}
		if err := awaitReady(limited, "inventory", pl.url(8004)+"/readyz"); err != nil {
			return err
		}
		return errStop
	})
	if !errors.Is(err, errStop) {
		t.Fatal(err)
	}
}

func TestPortInUseIsNamed(t *testing.T) {
	t.Parallel()
	pl := somewhere(t)
	taken, err := net.Listen("tcp", pl.address(8004))
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	only, err := choose("inventory", "")
	if err != nil {
		t.Fatal(err)
	}
	err = stack(t.Context(), pl, options{parts: only}, t.Output(), nil)
	if want := fmt.Sprintf("port %d", 8004+pl.shift); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %q in it", err, want)
	}
}

var errStop = errors.New("test is done")

func process(t *testing.T, pl place, name string) int {
	d, err := readDemo(pl)
	if err != nil {
		t.Error(err)
	}
	return d.PIDs[name]
}

var stacks atomic.Int64

// nextShift keeps the stacks of this and other test processes apart, below the ports that systems give away.
func nextShift() int { return 500 + (os.Getpid()*40+int(stacks.Add(1))*10)%12000 }

// somewhere is a place whose ports no other test and no shop uses.
func somewhere(t *testing.T) place {
	t.Helper()
	checkout, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	parent, err := os.MkdirTemp("", "askcart-stack-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if target, err := filepath.EvalSymlinks(filepath.Join(parent, "data", "postgres")); err == nil {
			os.RemoveAll(target)
		}
		os.RemoveAll(parent)
	})
	return place{checkout: checkout, data: filepath.Join(parent, "data"), shift: nextShift()}
}
