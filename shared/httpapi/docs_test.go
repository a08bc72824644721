package httpapi_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
)

func TestTheDocumentIsOpenAPI31WithEveryOperation(t *testing.T) {
	t.Parallel()
	router, _, _ := fixture(t)
	w := ask(router, "GET", "/openapi.json", "")
	var doc struct {
		OpenAPI string
		Servers []struct{ URL string }
		Paths   map[string]map[string]struct {
			OperationID string
			Security    []map[string][]string
			Responses   map[string]json.RawMessage
		}
		Components struct {
			Schemas         map[string]json.RawMessage
			SecuritySchemes map[string]struct{ Scheme string }
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.OpenAPI != "3.1.0" || doc.Servers[0].URL != "/" || doc.Components.SecuritySchemes["bearer"].Scheme != "bearer" {
		t.Errorf("openapi %s, servers %v, security %v", doc.OpenAPI, doc.Servers, doc.Components.SecuritySchemes)
	}
	signed := doc.Paths["/signed"]["get"]
	if len(signed.Security) != 1 || signed.Security[0]["bearer"] == nil || signed.Responses["401"] == nil {
		t.Errorf("/signed = %+v, want bearer and 401", signed)
	}
	if staff := doc.Paths["/staff"]["post"]; staff.Responses["403"] == nil {
		t.Errorf("/staff lacks 403")
	}
	if raw := doc.Paths["/import"]["post"]; raw.OperationID != "import" || raw.Responses["200"] == nil || raw.Responses["400"] == nil {
		t.Errorf("/import = %+v, want it documented", raw)
	}
	if login := string(doc.Components.Schemas["Login"]); !strings.Contains(login, `"tags":{"items":{"type":"string"},"type":"array"}`) {
		t.Errorf("Login = %s, want a list that is never null", login)
	}
	if strings.Contains(w.Body.String(), "patternDescription") {
		t.Error("the document has members that OpenAPI does not know")
	}
	if doc.Components.Schemas["Problem"] == nil {
		t.Error("no schema Problem")
	}
}

func TestTheDocumentationPageNeedsNoNetwork(t *testing.T) {
	t.Parallel()
	router, _, _ := fixture(t)
	page := ask(router, "GET", "/docs", "")
	if page.Code != 200 || strings.Contains(page.Body.String(), "//") || !strings.Contains(page.Header().Get("Content-Security-Policy"), "script-src 'self'") {
		t.Errorf("/docs = %d %s with policy %q", page.Code, page.Body, page.Header().Get("Content-Security-Policy"))
	}
	found := regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(page.Body.String(), -1)
	if len(found) != 5 {
		t.Errorf("page refers to %d files, want 5", len(found))
	}
	for _, m := range found {
		if w := ask(router, "GET", m[1], ""); w.Code != 200 || w.Body.Len() == 0 || w.Header().Get("Content-Type") == "" {
			t.Errorf("%s = %d with %d bytes", m[1], w.Code, w.Body.Len())
		}
	}
	if start := ask(router, "GET", "/docs/start.js", "").Body.String(); !strings.Contains(start, `"/openapi.json"`) || !strings.Contains(start, "persistAuthorization: true") {
		t.Errorf("start.js = %s", start)
	}
	if w := ask(router, "GET", "/docs/none.js", ""); w.Code != 404 {
		t.Errorf("/docs/none.js = %d, want 404", w.Code)
	}
}
