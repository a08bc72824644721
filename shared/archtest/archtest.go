// Package archtest keeps the shape of the tree as a test: which file may import what, and how
// large it may grow. A service's test calls Check for its own folder.
package archtest

import (
	"bytes"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const own = "github.com/askcart/askcart/"

// maxLines is the most a file of production code may have before it is two files.
const maxLines = 300

// never lists, by file role, the imports that a service's file must not reach for. A role is a
// file's name up to its first underscore: api_admin.go has the role api. A trailing slash bans
// everything below a path.
var never = map[string][]string{
	"api":    {"github.com/jackc/", "github.com/segmentio/", "github.com/redis/"},
	"events": {"github.com/jackc/", "github.com/danielgtaylor/", own + "shared/httpapi", "net/http"},
	"store":  {"github.com/danielgtaylor/", "github.com/segmentio/", own + "shared/httpapi", "net/http"},
}

// wires are the roles that may see everything: they put a service together.
var wires = map[string]bool{"run": true, "config": true, "doc": true}

// noun is what every other file, the ones named after nouns, must not import.
var noun = []string{
	"github.com/jackc/", "github.com/segmentio/", "github.com/redis/", "github.com/danielgtaylor/",
	"github.com/go-chi/", "net/http", "os",
}

// Check fails t for each file below dir that breaks the shape of a service.
func Check(t *testing.T, dir string) {
	t.Helper()
	module := moduleOf(t, dir)
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		for _, complaint := range complaints(t, path, module, filepath.Dir(path) == filepath.Clean(dir)) {
			t.Errorf("%s: %s", path, complaint)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// complaints lists what is wrong with one file. root says that it is in the service's own
// package, where file names are roles; a subpackage owns its vocabulary.
func complaints(t *testing.T, path, module string, root bool) (all []string) {
	t.Helper()
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(source, []byte("\n")); n > maxLines {
		all = append(all, "has "+strconv.Itoa(n)+" lines; more than "+strconv.Itoa(maxLines)+" is two files")
	}
	role, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(path), ".go"), "_")
	file, err := parser.ParseFile(token.NewFileSet(), path, source, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		if why := banned(imported, role, module, root); why != "" {
			all = append(all, "imports "+imported+": "+why)
		}
	}
	return all
}

func banned(imported, role, module string, root bool) string {
	foreign := strings.HasPrefix(imported, own) && !strings.HasPrefix(imported, own+"shared/") &&
		imported != module && !strings.HasPrefix(imported, module+"/")
	switch {
	case foreign:
		return "a service knows others only by their events"
	case strings.HasPrefix(imported, own+"shared/embedded"), strings.HasSuffix(imported, "test") && strings.HasPrefix(imported, own):
		return "production code must not import what tests and the launcher use"
	case !root || wires[role]:
		return ""
	}
	list, known := never[role]
	if !known {
		list = noun
	}
	for _, b := range list {
		if imported == b || strings.HasSuffix(b, "/") && strings.HasPrefix(imported, b) {
			return "a file in the role " + strconv.Quote(role) + " must not"
		}
	}
	return ""
}

// moduleOf reads the module's path from dir/go.mod.
func moduleOf(t *testing.T, dir string) string {
	t.Helper()
	mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(mod), "\n")
	return strings.TrimSpace(strings.TrimPrefix(first, "module"))
}
