package env

import (
	"fmt"
	"reflect"
)

// Field is one variable that a configuration reads.
type Field struct {
	Name     string // of the environment variable
	Default  string // value when it is not set
	Required bool   // no default; the program does not start without it
	Secret   bool   // never printed
	Doc      string // what it means
	Type     string // string, int, bool, duration, list …
	index    []int
}

// Fields lists the variables of T in the order of its fields, those of embedded structs in place.
func Fields[T any]() []Field { return fieldsOf(reflect.TypeFor[T](), nil) }

func fieldsOf(t reflect.Type, at []int) []Field {
	if t.Kind() != reflect.Struct {
		panic(fmt.Sprintf("env: %s is no struct", t))
	}
	var all []Field
	for i := range t.NumField() {
		f, index := t.Field(i), append(at[:len(at):len(at)], i)
		name, tagged := f.Tag.Lookup("env")
		switch {
		case tagged:
			all = append(all, Field{
				Name: name, Default: f.Tag.Get("default"), Required: f.Tag.Get("required") == "true",
				Secret: f.Tag.Get("secret") == "true", Doc: f.Tag.Get("doc"), Type: kindOf(f.Type), index: index,
			})
		case f.IsExported() && f.Type.Kind() == reflect.Struct:
			all = append(all, fieldsOf(f.Type, index)...)
		}
	}
	return all
}

func kindOf(t reflect.Type) string {
	switch {
	case t == durationType:
		return "duration"
	case t.Kind() == reflect.Slice:
		return "list"
	default:
		return t.Kind().String()
	}
}
