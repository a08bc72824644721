package httpapi

import (
	"net/http"
	"reflect"
	"regexp"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
)

var pathParam = regexp.MustCompile(`\{([a-z_]+)\}`)

// describeRaw puts a raw operation, of which huma sees no types, into the document.
func (a *API) describeRaw(h *huma.Operation, op Operation) {
	doc, schemas := a.huma.OpenAPI(), a.huma.OpenAPI().Components.Schemas
	for _, m := range pathParam.FindAllStringSubmatch(op.path, -1) {
		h.Parameters = append(h.Parameters, &huma.Param{
			Name: m[1], In: "path", Required: true, Schema: &huma.Schema{Type: "string"},
		})
	}
	if op.raw {
		h.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{}}
		for _, t := range orAny(op.takes) {
			h.RequestBody.Content[t] = &huma.MediaType{Schema: &huma.Schema{Type: "string", Format: "binary"}}
		}
	}
	status := op.status
	if status == 0 {
		status = http.StatusOK
	}
	ok := &huma.Response{Description: http.StatusText(status)}
	if op.answers != nil {
		ok.Content = map[string]*huma.MediaType{
			"application/json": {Schema: schemas.Schema(op.answers, true, op.id+"Response")},
		}
	}
	h.Responses = map[string]*huma.Response{strconv.Itoa(status): ok}
	problems := schemas.Schema(reflect.TypeFor[Problem](), true, "Problem")
	for _, code := range h.Errors {
		h.Responses[strconv.Itoa(code)] = &huma.Response{
			Description: http.StatusText(code),
			Content:     map[string]*huma.MediaType{problemType: {Schema: problems}},
		}
	}
	doc.AddOperation(h)
}

func orAny(types []string) []string {
	if len(types) == 0 {
		return []string{"*/*"}
	}
	return types
}

// describeEvents documents a stream: one schema for each kind of event.
func (a *API) describeEvents(op Operation) *huma.Response {
	kinds := []*huma.Schema{}
	for _, e := range op.events {
		kinds = append(kinds, &huma.Schema{
			Title: "Event " + e.name,
			Type:  huma.TypeObject,
			Properties: map[string]*huma.Schema{
				"id":    {Type: huma.TypeString, Description: "For Last-Event-ID"},
				"event": {Type: huma.TypeString, Enum: []any{e.name}},
				"data":  a.huma.OpenAPI().Components.Schemas.Schema(e.data, true, op.id+e.name),
			},
			Required: []string{"event", "data"},
		})
	}
	return &huma.Response{
		Description: "Server-sent events; data is JSON, lines beginning with a colon are heartbeats",
		Content: map[string]*huma.MediaType{
			"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeArray, Items: &huma.Schema{OneOf: kinds}}},
		},
	}
}
