package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// stateDir is where things live that belong to no checkout: the template of a fresh database, fetched binaries and
// databases that cannot live in their checkout. Under root it is a folder other accounts can pass through.
func stateDir() string {
	if os.Getuid() == 0 {
		for _, dir := range []string{"/var/lib/askcart", filepath.Join(os.TempDir(), "askcart-root")} {
			if os.MkdirAll(dir, 0o755) == nil {
				return dir
			}
		}
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	return filepath.Join(cache, "askcart")
}

// home prepares the folder of a database, owned by who. With dir empty it is a new one that the watchdog removes.
// Where who cannot reach dir (a checkout under /root, say), dir becomes a link to a folder in stateDir.
func home(dir string, who account) (string, error) {
	if dir == "" {
		return fresh("throwaway-", who)
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if place, err := filepath.EvalSymlinks(dir); err == nil {
		return place, usable(place, who)
	}
	// What is left is nothing, or a link to a folder that went away.
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return "", err
	}
	if usable(filepath.Dir(dir), who) == nil {
		return dir, mkdir(dir, who)
	}
	sweep()
	place, err := fresh("postgres-", who)
	if err != nil {
		return "", err
	}
	if err := os.Symlink(place, dir); err != nil {
		return "", err
	}
	return place, os.WriteFile(filepath.Join(place, origin), []byte(dir), 0o600)
}

// origin is the file in a folder of stateDir that names the link to it.
const origin = "origin"

// sweep removes the databases of temporary folders that are gone. Others stay even when their link is gone: the
// disk of a checkout may only be away.
func sweep() {
	places, _ := filepath.Glob(filepath.Join(stateDir(), "postgres-*"))
	for _, place := range places {
		link, err := os.ReadFile(filepath.Join(place, origin))
		if err != nil || !strings.HasPrefix(string(link), os.TempDir()+string(filepath.Separator)) {
			continue
		}
		if _, err := os.Lstat(string(link)); errors.Is(err, fs.ErrNotExist) {
			os.RemoveAll(place)
		}
	}
}

// fresh makes a new folder in stateDir.
func fresh(prefix string, who account) (string, error) {
	if err := os.MkdirAll(stateDir(), 0o755); err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(stateDir(), prefix)
	if err != nil {
		return "", err
	}
	return dir, own(dir, who)
}

func mkdir(dir string, who account) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	return own(dir, who)
}

// usable reports an error when who cannot pass through every folder down to dir.
func usable(dir string, who account) error {
	if who == self() {
		return nil
	}
	for at := dir; ; at = filepath.Dir(at) {
		if err := reachable(at, who); err != nil {
			return fmt.Errorf("place the database: %w", err)
		}
		if at == filepath.Dir(at) {
			return nil
		}
	}
}
