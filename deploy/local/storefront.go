package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// buildStorefront makes frontend/dist when it is missing or older than its sources, and fetches its packages when
// the lock file asks for others than those installed.
func buildStorefront(ctx context.Context, checkout string, out io.Writer) error {
	folder := filepath.Join(checkout, "frontend")
	stale, err := outdated(folder)
	if err != nil || !stale {
		return err
	}
	if _, err := exec.LookPath("npm"); err != nil {
		return errors.New("the storefront has to be built and npm is missing: install Node 20.19 or newer, or start with --except storefront")
	}
	installed := filepath.Join(folder, "node_modules", ".package-lock.json")
	if changed(filepath.Join(folder, "package-lock.json")).After(changed(installed)) {
		fmt.Fprintln(out, "Fetching the storefront's packages …")
		if err := npm(ctx, folder, out, "ci", "--no-audit", "--no-fund"); err != nil {
			return err
		}
	}
	fmt.Fprintln(out, "Building the storefront …")
	return npm(ctx, folder, out, "run", "build")
}

// npm shows what npm prints only when it fails.
func npm(ctx context.Context, folder string, out io.Writer, args ...string) error {
	cmd := exec.CommandContext(ctx, "npm", args...)
	cmd.Dir = folder
	ownGroup(cmd)
	if printed, err := cmd.CombinedOutput(); err != nil {
		_, _ = out.Write(printed)
		return fmt.Errorf("npm %s in %s: %w", args[0], folder, err)
	}
	return nil
}

// outdated reports whether any source is newer than what was built from it.
func outdated(folder string) (bool, error) {
	built := changed(filepath.Join(folder, "dist", "index.html"))
	if built.IsZero() {
		return true, nil
	}
	newer := errors.New("newer")
	for _, source := range []string{"src", "public", "index.html", "package.json", "package-lock.json", "vite.config.ts", "tsconfig.json"} {
		err := filepath.WalkDir(filepath.Join(folder, source), func(path string, _ fs.DirEntry, err error) error {
			if err == nil && changed(path).After(built) {
				return newer
			}
			return err
		})
		if errors.Is(err, newer) {
			return true, nil
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false, err
		}
	}
	return false, nil
}

// changed is when a file was written last; zero when it does not exist.
func changed(file string) time.Time {
	info, err := os.Stat(file)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}
