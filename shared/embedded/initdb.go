package embedded

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// password returns the superuser's password kept in the file beside the data, making one the first time.
func password(place string, who account) (string, error) {
	file := filepath.Join(place, "password")
	kept, err := os.ReadFile(file)
	if err == nil && len(kept) > 0 {
		return strings.TrimSpace(string(kept)), nil
	}
	made := rand.Text()
	if err := os.WriteFile(file, []byte(made+"\n"), 0o600); err != nil {
		return "", err
	}
	return made, own(file, who)
}

// initialised makes sure that place holds a data folder and returns its superuser's password. A half-made data
// folder of a start that was cut off is made again: it never served anybody.
func initialised(ctx context.Context, bin, place string, who account) (string, error) {
	secret, err := password(place, who)
	if err != nil {
		return "", err
	}
	data := filepath.Join(place, "data")
	if _, err := os.Stat(data); err == nil {
		return secret, nil
	}
	draft := filepath.Join(place, "data.new")
	if err := os.RemoveAll(draft); err != nil {
		return "", err
	}
	if err := run(ctx, who, filepath.Join(bin, "initdb"), "--pgdata="+draft, "--username=postgres", "--auth=scram-sha-256",
		"--pwfile="+filepath.Join(place, "password"), "--encoding=UTF8", "--locale=C", "--lc-ctype="+ctype()); err != nil {
		return "", err
	}
	return secret, os.Rename(draft, data)
}

// ctype is a locale that knows the letters of all languages and sorts by bytes.
func ctype() string {
	if runtime.GOOS == "darwin" {
		return "UTF-8"
	}
	return "C.UTF-8"
}

// fromTemplate is initialised for a throwaway database: it copies a data folder made once on this machine, which
// takes a fifth of the time. All copies share the template's password, readable by this user only.
func fromTemplate(ctx context.Context, bin, place string, who account) (string, error) {
	template, err := templateFor(ctx, bin, who)
	if err != nil {
		return "", err
	}
	if err := run(ctx, who, "cp", "-R", filepath.Join(template, "data"), filepath.Join(place, "data")); err != nil {
		return "", err
	}
	return password(template, who)
}

// templateFor returns the folder of the template for these binaries, making it the first time. Processes that make
// it at the same time each finish one; the first to rename wins.
func templateFor(ctx context.Context, bin string, who account) (string, error) {
	version, err := exec.CommandContext(ctx, filepath.Join(bin, "postgres"), "--version").Output()
	if err != nil {
		return "", fmt.Errorf("ask %s for its version: %w", bin, err)
	}
	name := strings.Trim(strings.Map(plain, string(version)), "-")
	template := filepath.Join(stateDir(), fmt.Sprintf("template-%d-%s", who.number(), name))
	if _, err := os.Stat(filepath.Join(template, "data")); err == nil {
		return template, nil
	}
	draft, err := fresh("template-draft-", who)
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(draft)
	if _, err := initialised(ctx, bin, draft, who); err != nil {
		return "", err
	}
	if err := os.Rename(draft, template); err != nil {
		if _, lost := os.Stat(filepath.Join(template, "data")); lost != nil {
			return "", err
		}
	}
	return template, nil
}

func plain(r rune) rune {
	if r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' {
		return r
	}
	return '-'
}

// run executes a program as who and returns what it printed as the error when it fails.
func run(ctx context.Context, who account, program string, args ...string) error {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = "/"
	detach(cmd, who)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", filepath.Base(program), err, strings.TrimSpace(string(out)))
	}
	return nil
}
