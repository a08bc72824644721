package gateway

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"regexp"
	"strings"
)

// document is as much of an OpenAPI document as merging needs to know.
type document struct {
	OpenAPI    string                     `json:"openapi"`
	Info       map[string]any             `json:"info"`
	Servers    []map[string]string        `json:"servers"`
	Paths      map[string]json.RawMessage `json:"paths"`
	Components components                 `json:"components"`
}

type components struct {
	Schemas         map[string]json.RawMessage `json:"schemas"`
	SecuritySchemes map[string]json.RawMessage `json:"securitySchemes"`
}

func parseDocument(r io.Reader) (document, error) {
	var d document
	err := json.NewDecoder(r).Decode(&d)
	return d, err
}

// public is d without the paths that the gateway does not let through.
func (d document) public() document {
	d.Paths = maps.Clone(d.Paths)
	maps.DeleteFunc(d.Paths, func(path string, _ json.RawMessage) bool {
		return !strings.HasPrefix(path, "/api/v1/") && !strings.HasPrefix(path, "/.well-known/")
	})
	d.Servers = []map[string]string{{"url": "/"}}
	d.Components.Schemas = d.used()
	return d
}

var reference = regexp.MustCompile(`"#/components/schemas/([^"]+)"`)

// used are the schemas that d's paths need, directly or by way of another.
func (d document) used() map[string]json.RawMessage {
	used := map[string]json.RawMessage{}
	var need func(raw json.RawMessage)
	need = func(raw json.RawMessage) {
		for _, m := range reference.FindAllSubmatch(raw, -1) {
			name := string(m[1])
			if schema, ok := d.Components.Schemas[name]; ok && used[name] == nil {
				used[name] = schema
				need(schema)
			}
		}
	}
	for _, path := range d.Paths {
		need(path)
	}
	return used
}

// merged is one document made of several.
type merged struct{ document }

func newMerged() *merged {
	return &merged{document{
		OpenAPI: "3.1.0", Info: map[string]any{"title": "AskCart", "version": "1", "license": map[string]string{"name": "MIT", "identifier": "MIT"}}, Servers: []map[string]string{{"url": "/"}},
		Paths:      map[string]json.RawMessage{},
		Components: components{map[string]json.RawMessage{}, map[string]json.RawMessage{}},
	}}
}

// add takes d's paths and schemas in. A schema whose name another service uses for something else
// gets its service's name in front.
func (m *merged) add(service string, d document) {
	renamed := map[string]string{}
	for name, schema := range d.Components.Schemas {
		if there, taken := m.Components.Schemas[name]; taken && !sameJSON(there, schema) {
			renamed[name] = title(service) + name
		}
	}
	for name, schema := range d.Components.Schemas {
		if other, ok := renamed[name]; ok {
			name = other
		}
		m.Components.Schemas[name] = refer(schema, renamed)
	}
	for path, item := range d.Paths {
		m.Paths[path] = refer(item, renamed)
	}
	maps.Copy(m.Components.SecuritySchemes, d.Components.SecuritySchemes)
}

// refer replaces references to renamed schemas.
func refer(raw json.RawMessage, renamed map[string]string) json.RawMessage {
	const prefix = `"#/components/schemas/`
	for from, to := range renamed {
		raw = bytes.ReplaceAll(raw, []byte(prefix+from+`"`), []byte(prefix+to+`"`))
	}
	return raw
}

func sameJSON(a, b json.RawMessage) bool {
	var x, y bytes.Buffer
	return json.Compact(&x, a) == nil && json.Compact(&y, b) == nil && bytes.Equal(x.Bytes(), y.Bytes())
}

// title makes Order of order and LLMOrchestrator of llm-orchestrator readable enough: LlmOrchestrator.
func title(service string) string {
	words := strings.Split(service, "-")
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, "")
}
