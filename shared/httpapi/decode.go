package httpapi

import (
	"encoding/json"
	"reflect"

	"github.com/askcart/askcart/shared/problem"
	"github.com/danielgtaylor/huma/v2"
)

// Decode reads one JSON document by the rules of a request body of type T: strict JSON, and the
// schema that T's tags make. For operations that read their body themselves, such as imports line by
// line. Errors are problems: malformed, or invalid with every rejected field.
func Decode[T any](a *API, data []byte) (v T, err error) {
	var generic any
	if err := unmarshal(data, &generic); err != nil {
		return v, problem.New(problem.Malformed, "malformed", "%s", err)
	}
	schemas, result := a.huma.OpenAPI().Components.Schemas, huma.ValidateResult{}
	schema := schemas.Schema(reflect.TypeFor[T](), true, "")
	path := huma.NewPathBuffer([]byte{}, 0)
	path.Push("body")
	huma.Validate(schemas, schema, path, huma.ModeWriteToServer, generic, &result)
	if len(result.Errors) > 0 {
		return v, rejected(result.Errors)
	}
	if err := json.Unmarshal(data, &v); err != nil {
		return v, problem.New(problem.Invalid, "invalid", "a value has the wrong type or is out of range")
	}
	return v, nil
}

// rejected names the rejected fields as a refused request body would.
func rejected(errs []error) error {
	e := problem.New(problem.Invalid, "invalid", "validation failed")
	for _, err := range errs[:min(len(errs), maxFields)] {
		if d, ok := err.(huma.ErrorDetailer); ok {
			e.Fields = append(e.Fields, field(d.ErrorDetail()))
		}
	}
	return e
}
