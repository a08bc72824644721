package document

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// public is where the paths begin that the gateway passes on; others exist on a service's own
// port only.
const public = "/api/v1/"

// Indented returns JSON in the form in which it is committed.
func Indented(doc []byte) ([]byte, error) {
	var v any
	if err := json.Unmarshal(doc, &v); err != nil {
		return nil, fmt.Errorf("read document: %w", err)
	}
	return encode(v)
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("write document: %w", err)
	}
	return b.Bytes(), nil
}

type object = map[string]any

// Merge joins the public paths of the services' OpenAPI documents, by service name, into one.
// A schema that two services describe differently under one name gets the service's name in
// front; a path that two services offer is an error.
func Merge(title string, docs map[string][]byte) ([]byte, error) {
	paths, schemas, security := object{}, object{}, object{}
	for _, service := range slices.Sorted(maps.Keys(docs)) {
		var doc object
		if err := json.Unmarshal(docs[service], &doc); err != nil {
			return nil, fmt.Errorf("read document of %s: %w", service, err)
		}
		components := child(doc, "components")
		renamed := rename(child(components, "schemas"), schemas, service)
		used := object{}
		for path, item := range child(doc, "paths") {
			if !strings.HasPrefix(path, public) {
				continue
			}
			if _, twice := paths[path]; twice {
				return nil, fmt.Errorf("two services offer %s", path)
			}
			paths[path] = relink(item, renamed)
			collect(item, child(components, "schemas"), used)
		}
		for name := range used {
			schemas[renamed[name]] = relink(child(components, "schemas")[name], renamed)
		}
		maps.Copy(security, child(components, "securitySchemes"))
	}
	return encode(object{
		"openapi": "3.1.0", "info": object{"title": title, "version": "1"}, "servers": []any{object{"url": "/"}},
		"paths": paths, "components": object{"schemas": schemas, "securitySchemes": security},
	})
}

func child(o object, name string) object {
	c, _ := o[name].(object)
	return c
}

// rename gives each of a service's schemas the name it has in the merged document.
func rename(own, taken object, service string) map[string]string {
	names := map[string]string{}
	for name, schema := range own {
		names[name] = name
		if other, there := taken[name]; there && !same(other, schema) {
			names[name] = strings.ToUpper(service[:1]) + service[1:] + name
		}
	}
	return names
}

func same(a, b any) bool {
	left, errLeft := json.Marshal(a)
	right, errRight := json.Marshal(b)
	return errLeft == nil && errRight == nil && bytes.Equal(left, right)
}

const ref = "#/components/schemas/"

// relink returns v with its references to schemas renamed.
func relink(v any, names map[string]string) any {
	switch v := v.(type) {
	case object:
		out := object{}
		for k, x := range v {
			if target, ok := x.(string); ok && k == "$ref" && strings.HasPrefix(target, ref) {
				x = ref + names[strings.TrimPrefix(target, ref)]
			}
			out[k] = relink(x, names)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = relink(x, names)
		}
		return out
	}
	return v
}

// collect adds to used every schema that v refers to, directly or not.
func collect(v any, schemas, used object) {
	switch v := v.(type) {
	case object:
		for k, x := range v {
			if target, ok := x.(string); ok && k == "$ref" && strings.HasPrefix(target, ref) {
				name := strings.TrimPrefix(target, ref)
				if _, done := used[name]; !done {
					used[name] = true
					collect(schemas[name], schemas, used)
				}
			}
			collect(x, schemas, used)
		}
	case []any:
		for _, x := range v {
			collect(x, schemas, used)
		}
	}
}
