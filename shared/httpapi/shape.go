package httpapi

import "reflect"

// mustBeSeen panics when T has parts that huma passes over in silence: an embedded struct that is
// not exported, whose parameters would never be read. A programmer's mistake, seen at start.
func mustBeSeen[T any](op Operation) {
	t := reflect.TypeFor[T]()
	if t.Kind() != reflect.Struct {
		return
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous && !f.IsExported() && f.Type.Kind() == reflect.Struct && f.Type.NumField() > 0 {
			panic("httpapi: " + op.id + ": embedded " + f.Name + " must be exported")
		}
	}
}

// bodyMustBeSeen panics when the Body of an answer O is in an embedded struct, where huma would
// write another field in its place.
func bodyMustBeSeen[O any](op Operation) {
	if f, ok := reflect.TypeFor[O]().FieldByName("Body"); ok && len(f.Index) > 1 {
		panic("httpapi: " + op.id + ": Body must be a field of its own, not of an embedded struct")
	}
}
