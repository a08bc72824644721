package main

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestLockIsHeldOnce(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "lock")
	release, err := lock(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lock(file); !errors.Is(err, errRunning) {
		t.Errorf("second lock: %v, want %v", err, errRunning)
	}
	release()
	again, err := lock(file)
	if err != nil {
		t.Fatalf("after its release: %v", err)
	}
	again()
}

func TestSecretsStayBetweenStarts(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "secrets.json")
	first, err := loadSecrets(file)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != 0o600 {
		t.Errorf("mode %o, want 600", got)
	}
	second, err := loadSecrets(file)
	if diff := cmp.Diff(first, second); diff != "" || err != nil {
		t.Error(diff, err)
	}
	for _, p := range parts {
		if p.schema != "" && first.Roles[p.name] == "" {
			t.Errorf("no password for %s", p.name)
		}
	}
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := loadSecrets(file); err == nil {
		t.Error("a damaged file was replaced: the data made with it would be lost")
	}
}

func TestEnvironComesBackAsWritten(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "part.env")
	want := map[string]string{"URL": "postgres://u:p@h/db?sslmode=disable&a=b", "EMPTY": "", "LIST": "a,b"}
	if err := writeEnviron(file, want); err != nil {
		t.Fatal(err)
	}
	got, err := readEnviron(file)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestEnvironAsPeopleWriteIt(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), ".env")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("# comment\n\nexport A=1\n B = two words \nC=\"quoted\"\nD='it''s'\n")
	got, err := readEnviron(file)
	want := map[string]string{"A": "1", "B": "two words", "C": "quoted", "D": "it''s"}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	write("no value\n")
	if _, err := readEnviron(file); err == nil {
		t.Error("a line without = was accepted")
	}
}

func TestStorefrontIsOutdatedWhenASourceIsNewer(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	now := time.Now()
	touch := func(path string, at time.Time) {
		file := filepath.Join(folder, path)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, at, at); err != nil {
			t.Fatal(err)
		}
	}
	is := func(want bool, when string) {
		t.Helper()
		got, err := outdated(folder)
		if got != want || err != nil {
			t.Errorf("%s: outdated = %t, %v, want %t", when, got, err, want)
		}
	}
	touch("src/pages/home.tsx", now.Add(-time.Hour))
	is(true, "never built")
	touch("dist/index.html", now.Add(30*time.Second))
	is(false, "built after the last change")
	touch("src/pages/home.tsx", now.Add(time.Minute))
	is(true, "changed after the build")
}
