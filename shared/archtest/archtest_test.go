package archtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestComplainsAboutPlantedImports(t *testing.T) {
	t.Parallel()
	const module = own + "services/cart"
	rows := []struct{ name, file, source, want string }{
		{"another service", "carts.go", `import "github.com/askcart/askcart/services/order"`, "only by their events"},
		{"database in a noun", "line.go", `import "github.com/jackc/pgx/v5"`, `role "line" must not`},
		{"database in the API", "api_admin.go", `import "github.com/jackc/pgx/v5"`, `role "api" must not`},
		{"HTTP in the store", "store_lines.go", `import "net/http"`, `role "store" must not`},
		{"HTTP in the events", "events.go", `import "github.com/askcart/askcart/shared/httpapi"`, `role "events" must not`},
		{"test helper", "run.go", `import "github.com/askcart/askcart/shared/postgres/postgrestest"`, "production code"},
		{"broker of the launcher", "run.go", `import "github.com/askcart/askcart/shared/embedded"`, "production code"},
		{"too long", "long.go", strings.Repeat("\n", 301), "is two files"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), row.file)
			if err := os.WriteFile(path, []byte("package cart\n"+row.source+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			got := strings.Join(complaints(t, path, module, true), "\n")
			if !strings.Contains(got, row.want) {
				t.Errorf("complaints = %q, want one with %q", got, row.want)
			}
		})
	}
}

func TestLetsAWellShapedFilePass(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "store.go")
	source := "package cart\nimport (\n\"context\"\n\"github.com/askcart/askcart/shared/postgres\"\n)\n"
	if err := os.WriteFile(path, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := complaints(t, path, own+"services/cart", true); len(got) > 0 {
		t.Errorf("complaints = %q, want none", got)
	}
}
