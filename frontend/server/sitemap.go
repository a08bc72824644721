package server

import (
	"encoding/xml"
	"net/http"
)

// sitemapLimit is how many addresses one sitemap may hold by its protocol (sitemaps.org).
const sitemapLimit = 50_000

type urlset struct {
	XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []loc    `xml:"url"`
}

type loc struct {
	Loc string `xml:"loc"`
}

// sitemap lists home, categories and products.
func (s *site) sitemap(w http.ResponseWriter, r *http.Request) {
	base := s.base(r)
	set := urlset{URLs: []loc{{base + "/"}, {base + "/categories"}}}
	tree, err := s.shop.categories(r.Context())
	if err == nil {
		set.URLs = withCategories(set.URLs, base, tree)
		set.URLs, err = s.withProducts(r, set.URLs, base)
	}
	if err != nil {
		w.Header().Set("Retry-After", "5")
		http.Error(w, "the catalogue cannot be read at the moment", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	_, _ = w.Write([]byte(xml.Header))
	_ = xml.NewEncoder(w).Encode(set)
}

func withCategories(urls []loc, base string, tree []category) []loc {
	for _, c := range tree {
		urls = withCategories(append(urls, loc{base + "/c/" + c.Slug}), base, c.Children)
	}
	return urls
}

func (s *site) withProducts(r *http.Request, urls []loc, base string) ([]loc, error) {
	for cursor := ""; len(urls) < sitemapLimit; {
		slugs, next, err := s.shop.slugs(r.Context(), cursor)
		if err != nil {
			return nil, err
		}
		for _, slug := range slugs {
			urls = append(urls, loc{base + "/p/" + slug})
		}
		if next == "" {
			break
		}
		cursor = next
	}
	return urls[:min(len(urls), sitemapLimit)], nil
}

// robots keeps crawlers out of what belongs to a shopper.
func (s *site) robots(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("User-agent: *\nDisallow: /api/\nDisallow: /cart\nDisallow: /checkout\nDisallow: /orders\n" +
		"Disallow: /account\nDisallow: /search\nSitemap: " + s.base(r) + "/sitemap.xml\n"))
}
