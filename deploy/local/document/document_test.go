package document

import (
	"strings"
	"testing"

	"github.com/askcart/askcart/shared/env"
	"github.com/askcart/askcart/shared/events"
)

func TestMergeKeepsPublicPathsAndTellsSchemasApart(t *testing.T) {
	t.Parallel()
	docs := map[string][]byte{
		"cart": []byte(`{"paths":{"/api/v1/cart":{"get":{"r":{"$ref":"#/components/schemas/Line"}}},"/journal":{"get":{}}},
			"components":{"schemas":{"Line":{"type":"object","m":{"$ref":"#/components/schemas/Money"}},"Money":{"type":"object"},"Unused":{"type":"null"}}}}`),
		"order": []byte(`{"paths":{"/api/v1/orders":{"get":{"r":{"$ref":"#/components/schemas/Line"}}}},
			"components":{"schemas":{"Line":{"type":"string"},"Money":{"type":"object"}}}}`),
	}
	got, err := Merge("AskCart", docs)
	if err != nil {
		t.Fatal(err)
	}
	text := string(got)
	for _, want := range []string{`"/api/v1/cart"`, `"#/components/schemas/OrderLine"`, `"OrderLine": {`, `"Money": {`, `"#/components/schemas/Line"`} {
		if !strings.Contains(text, want) {
			t.Errorf("merged document lacks %s:\n%s", want, text)
		}
	}
	for _, unwanted := range []string{"/journal", "Unused", `"OrderMoney"`} {
		if strings.Contains(text, unwanted) {
			t.Errorf("merged document has %s", unwanted)
		}
	}
	docs["order"] = docs["cart"]
	if _, err := Merge("AskCart", docs); err == nil {
		t.Error("two services offer one path, and nobody complains")
	}
}

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
