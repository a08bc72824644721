package cart

import "github.com/danielgtaylor/huma/v2"

// Schema documents a Problem: one of the words, or null. An enum tag would leave null out.
func (Problem) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Nullable: true, Enum: []any{PriceChanged, LowStock, OutOfStock, Unavailable, nil}}
}
