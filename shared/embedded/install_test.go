package embedded

import (
	"os"
	"path/filepath"
	"testing"
)

func TestLinksOfFetchedPackage(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	write := func(path, content string) {
		file := filepath.Join(folder, path)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("native/lib/libpq.so.5.17", "library")
	write("native/pg-symlinks.json", `[{"source":"native/lib/libpq.so.5.17","target":"native/lib/libpq.so.5"}]`)
	for range 2 {
		if err := link(folder); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(filepath.Join(folder, "native/lib/libpq.so.5")); string(got) != "library" {
		t.Errorf("through the link: %q, %v", got, err)
	}
	write("native/pg-symlinks.json", `[{"source":"native/lib/libpq.so.5.17","target":"../../elsewhere"}]`)
	if err := link(folder); err == nil {
		t.Error("a link outside the package was made")
	}
}
