package httpapi_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/askcart/askcart/shared/httpapi"
	"github.com/askcart/askcart/shared/problem"
)

func TestDecodeRefusesWhatARequestBodyWould(t *testing.T) {
	t.Parallel()
	_, api, _ := fixture(t)
	rows := []struct{ name, text, code, path string }{
		{"fine", `{"email":"a@example.com","password":"long enough to do"}`, "", ""},
		{"not JSON", `{"email":`, "malformed", ""},
		{"duplicate key", `{"email":"a@example.com","email":"hunter2"}`, "malformed", ""},
		{"unknown field", `{"email":"a@example.com","password":"long enough to do","hunter":1}`, "invalid", "body.hunter"},
		{"wrong case", `{"Email":"a@example.com","password":"long enough to do"}`, "invalid", "body.Email"},
		{"too short", `{"email":"a@example.com","password":"hunter2"}`, "invalid", "body.password"},
		{"beyond int64", `{"email":"a@example.com","password":"long enough to do","count":1e30}`, "invalid", ""},
	}
	for _, r := range rows {
		got, err := httpapi.Decode[login](api, []byte(r.text))
		if r.code == "" {
			if err != nil || got.Email != "a@example.com" {
				t.Errorf("%s: %+v, %v", r.name, got, err)
			}
			continue
		}
		p, ok := errors.AsType[*problem.Error](err)
		if !ok || p.Code != r.code {
			t.Errorf("%s: %v, want %s", r.name, err, r.code)
			continue
		}
		said := p.Message
		found := r.path == ""
		for _, f := range p.Fields {
			said += f.Path + f.Message
			found = found || f.Path == r.path
		}
		if !found || strings.Contains(said, "hunter2") {
			t.Errorf("%s: fields %v, want %s and no value", r.name, p.Fields, r.path)
		}
	}
}
