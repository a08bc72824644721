package server

import (
	"net/http"
	"strings"
	"unicode/utf8"
)

// snippet is about how much of a description search engines show, in bytes.
const snippet = 160

// productView is the head of a product's page: Open Graph and schema.org Product.
func (s *site) productView(r *http.Request, p product) view {
	v := s.view(r, p.Name+" — AskCart", shortened(p.Description, snippet))
	v.Kind = "product"
	v.Canonical = s.base(r) + "/p/" + p.Slug
	structured := map[string]any{
		"@context": "https://schema.org", "@type": "Product", "name": p.Name, "description": p.Description,
		"brand": map[string]any{"@type": "Brand", "name": p.Brand}, "url": v.Canonical,
	}
	if len(p.Images) > 0 {
		v.Image = s.absolute(r, p.Images[0].URL)
		structured["image"] = v.Image
	}
	if p.Rating.Count > 0 {
		structured["aggregateRating"] = map[string]any{
			"@type": "AggregateRating", "ratingValue": p.Rating.Average, "reviewCount": p.Rating.Count,
		}
	}
	if p.Price != nil {
		v.Price, v.Currency = p.Price.decimal(), p.Price.Currency
		structured["offers"] = map[string]any{
			"@type": "Offer", "price": v.Price, "priceCurrency": v.Currency, "url": v.Canonical,
			"availability": "https://schema.org/" + availability(p),
		}
	}
	v.Structured = structured
	return v
}

func availability(p product) string {
	for _, variant := range p.Variants {
		if variant.Available > 0 {
			return "InStock"
		}
	}
	return "OutOfStock"
}

func (s *site) absolute(r *http.Request, address string) string {
	if strings.HasPrefix(address, "/") {
		return s.base(r) + address
	}
	return address
}

// shortened cuts text at a word's end to at most limit bytes.
func shortened(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	cut := limit
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	if space := strings.LastIndexByte(text[:cut], ' '); space > 0 {
		cut = space
	}
	return strings.TrimRight(text[:cut], ",.;: ") + "…"
}
