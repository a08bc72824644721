package httpapi

import "encoding/json"

// Document is the OpenAPI 3.1 document as JSON, built when first asked for: register every
// operation before.
func (a *API) Document() []byte {
	a.built.Do(func() {
		doc, err := json.Marshal(a.huma.OpenAPI())
		if err == nil {
			doc, err = standard(doc)
		}
		if err != nil {
			panic("httpapi: document: " + err.Error())
		}
		a.openapi = doc
	})
	return a.openapi
}

// standard removes what huma writes and OpenAPI does not know: patternDescription, the words for a
// pattern in its messages.
func standard(doc []byte) ([]byte, error) {
	var tree any
	if err := json.Unmarshal(doc, &tree); err != nil {
		return nil, err
	}
	prune(tree)
	return json.Marshal(tree)
}

func prune(node any) {
	switch n := node.(type) {
	case map[string]any:
		if _, ok := n["pattern"].(string); ok {
			delete(n, "patternDescription")
		}
		for _, child := range n {
			prune(child)
		}
	case []any:
		for _, child := range n {
			prune(child)
		}
	}
}
