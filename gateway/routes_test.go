package gateway

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/askcart/askcart/shared/auth"
)

// find returns the row that the router would choose for a path.
func find(path string) (best route) {
	for _, rt := range routes {
		if (path == rt.prefix || strings.HasPrefix(path, rt.prefix+"/")) && len(rt.prefix) > len(best.prefix) {
			best = rt
		}
	}
	return best
}

// TestEveryPublishedOperationHasItsRow compares the table with the documents that the services
// publish: each operation reaches its own service, and nobody whom the service admits is refused.
func TestEveryPublishedOperationHasItsRow(t *testing.T) {
	t.Parallel()
	services := 0
	for name := range (Config{}).upstreams() {
		text, err := os.ReadFile(filepath.Join("..", "docs", "openapi", name+".json"))
		if os.IsNotExist(err) {
			continue // not built yet
		}
		if err != nil {
			t.Fatal(err)
		}
		services++
		var doc struct {
			Paths map[string]map[string]struct {
				Security  []map[string][]string
				Responses map[string]json.RawMessage
			}
		}
		if err := json.Unmarshal(text, &doc); err != nil {
			t.Fatal(err)
		}
		for path, operations := range doc.Paths {
			for method, op := range operations {
				rt := find(path)
				switch {
				case within(path, internal):
					if rt.prefix != "" {
						t.Errorf("%s %s is reachable from outside", method, path)
					}
				case rt.service != name:
					t.Errorf("%s %s of %s goes to %q", method, path, name, rt.service)
				case rt.access == auth.Staff && op.Responses["403"] == nil:
					t.Errorf("%s %s is for staff in the table only", method, path)
				case rt.access != auth.Public && anyone(op.Security) && !rt.opened(withOrderToken(method, path)):
					t.Errorf("%s %s is public, but not in the table", method, path)
				}
			}
		}
	}
	if services < 5 {
		t.Errorf("found the documents of %d services, want at least 5", services)
	}
}

func withOrderToken(method, path string) *http.Request {
	r := httptest.NewRequest(strings.ToUpper(method), path, nil)
	r.Header.Set("X-Order-Token", "x")
	return r
}

// anyone reports whether an operation may be called without a token.
func anyone(security []map[string][]string) bool {
	for _, s := range security {
		if len(s) == 0 {
			return true
		}
	}
	return len(security) == 0
}
