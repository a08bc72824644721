package document

import (
	"strings"
	"testing"

	"github.com/askcart/askcart/shared/env"
	"github.com/askcart/askcart/shared/events"
)

func TestEveryTopicHasASchema(t *testing.T) {
	t.Parallel()
	for _, topic := range events.Topics() {
		schema, err := Schema(topic)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(schema), `"properties"`) || strings.Contains(string(schema), `"additionalProperties": false`) {
			t.Errorf("schema of %s is empty or closed:\n%s", topic.Name, schema)
		}
	}
}

func TestBreakingTellsWhatAReaderWouldMiss(t *testing.T) {
	t.Parallel()
	old := []byte(`{"properties":{"id":{"type":"string"},"n":{"type":"integer"}},"$defs":{"L":{"properties":{"sku":{"type":"string"}}}}}`)
	grown := []byte(`{"properties":{"id":{"type":"string"},"n":{"type":"integer"},"new":{}},"$defs":{"L":{"properties":{"sku":{"type":"string"}}}}}`)
	broken := []byte(`{"properties":{"id":{"type":"integer"}},"$defs":{"L":{"properties":{}}}}`)
	if got, err := Breaking(old, grown); err != nil || len(got) > 0 {
		t.Errorf("growing is breaking: %v, %v", got, err)
	}
	got, err := Breaking(old, broken)
	if want := "L.sku is gone; id changed its type; n is gone"; err != nil || strings.Join(got, "; ") != want {
		t.Errorf("got %v, %v; want %s", got, err, want)
	}
}

func TestExampleCommentsDefaultsOut(t *testing.T) {
	t.Parallel()
	got := Example(Program{Name: "cart", Fields: []env.Field{{Name: "A", Required: true, Doc: "must"}, {Name: "B", Default: "1", Doc: "may"}}})
	if !strings.Contains(got, "\n# must\nA=\n") || !strings.Contains(got, "\n# may\n# B=1\n") {
		t.Errorf("got %s", got)
	}
}
