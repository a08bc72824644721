package httpapi

import (
	"encoding/json"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
)

// maxDepth bounds how deep a JSON body may be nested.
const maxDepth = 32

// refused is why a body is not acceptable JSON. It never quotes the body.
type refused string

func (r refused) Error() string { return string(r) }

const (
	errSyntax    refused = "not valid JSON"
	errText      refused = "text must be valid UTF-8 without NUL characters"
	errDepth     refused = "nested too deeply"
	errDuplicate refused = "the same key appears twice in one object"
)

// strictJSON is the only format bodies are read and answers written in.
var strictJSON = huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: unmarshal}

// unmarshal is json.Unmarshal that refuses duplicate keys, deep nesting and text that PostgreSQL
// cannot store. huma calls it twice: into any for validation, then into the type.
func unmarshal(data []byte, v any) error {
	generic, first := v.(*any)
	if !first {
		return json.Unmarshal(data, v)
	}
	if err := validJSON(data); err != nil {
		return err
	}
	if err := json.Unmarshal(data, generic); err != nil {
		return errSyntax // a number that no float64 holds
	}
	return nil
}

func validJSON(data []byte) error {
	if !json.Valid(data) {
		return errSyntax
	}
	return inspect(data)
}

// inspect walks valid JSON once. keys has an entry for every open bracket: the keys seen in an
// object, nil for an array.
func inspect(data []byte) error {
	if !utf8.Valid(data) {
		return errText
	}
	var keys []map[string]bool
	expectKey := false
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '{', '[':
			if len(keys) == maxDepth {
				return errDepth
			}
			var seen map[string]bool
			if data[i] == '{' {
				seen = map[string]bool{}
			}
			keys = append(keys, seen)
			expectKey = seen != nil
		case '}', ']':
			keys = keys[:len(keys)-1]
			expectKey = false
		case ',':
			expectKey = len(keys) > 0 && keys[len(keys)-1] != nil
		case ':':
			expectKey = false
		case '"':
			text, end, err := readString(data, i)
			if err != nil {
				return err
			}
			if expectKey {
				seen := keys[len(keys)-1]
				if seen[text] {
					return errDuplicate
				}
				seen[text] = true
			}
			i = end
		}
	}
	return nil
}

// readString returns the string that starts at data[start] and the index of its closing quote.
func readString(data []byte, start int) (text string, end int, err error) {
	escaped := false
	for end = start + 1; data[end] != '"'; end++ {
		if data[end] == '\\' {
			escaped = true
			end++
		}
	}
	if !escaped {
		return string(data[start+1 : end]), end, nil
	}
	if err := json.Unmarshal(data[start:end+1], &text); err != nil {
		return "", end, errSyntax
	}
	for _, r := range text {
		if r == 0 {
			return "", end, errText
		}
	}
	return text, end, nil
}
