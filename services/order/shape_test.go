package order

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/askcart/askcart/shared/archtest"
	"github.com/askcart/askcart/shared/env"
	"github.com/google/go-cmp/cmp"
)

func TestShape(t *testing.T) {
	t.Parallel()
	archtest.Check(t, ".")
}

func TestEveryVariableHasAnExample(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(".env.example")
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, m := range regexp.MustCompile(`(?m)^#?([A-Z][A-Z0-9_]*)=`).FindAllStringSubmatch(string(text), -1) {
		got = append(got, m[1])
	}
	for _, f := range env.Fields[Config]() {
		if f.Name != "-" {
			want = append(want, f.Name)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("variables in .env.example (-want +got):\n%s", d)
	}
}
