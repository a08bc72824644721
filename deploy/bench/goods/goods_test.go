package goods

import (
	"bytes"
	"encoding/json"
	"testing"
)

func TestTheSameProductsAreMadeEachTime(t *testing.T) {
	t.Parallel()
	var first, second bytes.Buffer
	if err := Write(&first, 300); err != nil {
		t.Fatal(err)
	}
	if err := Write(&second, 300); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("two runs made different products")
	}
	skus := map[string]bool{}
	lines := json.NewDecoder(&first)
	for n := range 300 {
		var d draft
		if err := lines.Decode(&d); err != nil {
			t.Fatal(err)
		}
		if d.Slug != Slug(n) || d.Variants[0].SKU != SKU(n) {
			t.Errorf("product %d is %s with %s, want %s with %s", n, d.Slug, d.Variants[0].SKU, Slug(n), SKU(n))
		}
		for _, v := range d.Variants {
			if skus[v.SKU] {
				t.Errorf("SKU %s is there twice", v.SKU)
			}
			skus[v.SKU] = true
		}
	}
}
