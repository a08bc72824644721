package orchestrator

import "github.com/danielgtaylor/huma/v2"

// TransformSchema says which members may be null, which huma's tags cannot say of objects.
func (Card) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	for _, name := range []string{"image", "compare_at"} {
		member := s.Properties[name]
		s.Properties[name] = &huma.Schema{
			Description: member.Description, AnyOf: []*huma.Schema{{Ref: member.Ref}, {Type: "null"}},
		}
	}
	return s
}
