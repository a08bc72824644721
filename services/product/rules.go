package product

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/problem"
)

// ErrInvalid is a draft that breaks rules; its fields say which.
var ErrInvalid = problem.New(problem.Invalid, "invalid", "validation failed")

// Bounds of what a schema cannot express.
const (
	maxDepth     = 6 // of the category tree
	maxAttribute = 500
	maxKey       = 64
	maxOption    = 60
)

// faults collects what is wrong, with its path.
type faults []problem.Field

func (f *faults) add(path, format string, args ...any) {
	*f = append(*f, problem.Field{Path: path, Message: fmt.Sprintf(format, args...)})
}

func (f faults) err() error {
	if len(f) == 0 {
		return nil
	}
	return ErrInvalid.WithFields(f...)
}

// faults lists every rule that the draft breaks beyond its schema; parts that are empty break none.
func (d Draft) faults() faults {
	var f faults
	f.line("body.name", d.Name)
	f.line("body.brand", d.Brand)
	f.text("body.description", d.Description)
	if d.Name != "" && strings.TrimSpace(d.Name) == "" {
		f.add("body.name", "must have a visible character")
	}
	if isUUID(d.Slug) {
		f.add("body.slug", "must not look like an id")
	}
	if strings.Count(d.Category, "/") >= maxDepth {
		f.add("body.category", "must have at most %d levels", maxDepth)
	}
	if segments := strings.Split(d.Category, "/"); len(unique(segments)) < len(segments) {
		f.add("body.category", "must not repeat a slug")
	}
	f.attributes(d.Attributes)
	for i, image := range d.Images {
		at := fmt.Sprintf("body.images[%d]", i)
		f.line(at+".alt", image.Alt)
		if !safeURL(image.URL) {
			f.add(at+".url", "must be a path on this site or an https address")
		}
	}
	for i, faq := range d.FAQs {
		f.text(fmt.Sprintf("body.faqs[%d].question", i), faq.Question)
		f.text(fmt.Sprintf("body.faqs[%d].answer", i), faq.Answer)
	}
	f.variants(d.Variants)
	return f
}

func (f *faults) attributes(attributes map[string]string) {
	for _, key := range slices.Sorted(maps.Keys(attributes)) {
		f.pair("body.attributes", key, attributes[key], maxAttribute)
	}
}

// pair checks a name that the client chose and its value. The name is not part of the path: it is the client's text.
func (f *faults) pair(at, key, value string, longest int) {
	if n := utf8.RuneCountInString(key); n == 0 || n > maxKey || strings.Contains(key, ":") || !printable(key) {
		f.add(at, "names must have 1 to %d printable characters and no colon", maxKey)
	}
	if n := utf8.RuneCountInString(value); n == 0 || n > longest || !printable(value) {
		f.add(at, "values must have 1 to %d printable characters", longest)
	}
}

func (f *faults) variants(variants []VariantDraft) {
	skus, choices := map[string]bool{}, map[string]bool{}
	for i, v := range variants {
		at := fmt.Sprintf("body.variants[%d]", i)
		if skus[v.SKU] {
			f.add(at+".sku", "appears twice")
		}
		skus[v.SKU] = true
		for _, key := range slices.Sorted(maps.Keys(v.Options)) {
			f.pair(at+".options", key, v.Options[key], maxOption)
		}
		choice := fmt.Sprint(v.Options) // fmt sorts the keys
		if choices[choice] {
			f.add(at+".options", "are those of another variant")
		}
		choices[choice] = true
		f.prices(at, v)
	}
}

func (f *faults) prices(at string, v VariantDraft) {
	seen := map[money.Currency]int64{}
	for _, p := range v.prices() {
		if _, twice := seen[p.Currency]; twice {
			f.add(at+".prices", "has two prices in one currency")
		}
		seen[p.Currency] = p.Amount
	}
	if v.CompareAt == nil {
		return
	}
	if price, sold := seen[v.CompareAt.Currency]; !sold || v.CompareAt.Amount <= price {
		f.add(at+".compare_at", "must be above the price in the same currency")
	}
}

// line refuses control characters; text allows line breaks and tabs.
func (f *faults) line(path, s string) {
	if !printable(s) {
		f.add(path, "must not have control characters")
	}
}

func (f *faults) text(path, s string) {
	f.line(path, strings.NewReplacer("\n", "", "\r", "", "\t", "").Replace(s))
}

// printable reports whether s has neither control characters nor marks that turn the direction of writing.
func printable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
	})
}

// safeURL reports whether a browser may load s: a path on this site or an https address, nothing that runs.
func safeURL(s string) bool {
	if s == "" {
		return true // missing is the schema's business
	}
	if !printable(s) || strings.ContainsAny(s, "\\ \"'<>") {
		return false
	}
	u, err := url.Parse(s)
	if err != nil || u.User != nil {
		return false
	}
	if u.Scheme == "https" {
		return u.Host != ""
	}
	return u.Scheme == "" && u.Host == "" && strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "//")
}

func unique(list []string) []string {
	sorted := slices.Sorted(slices.Values(list))
	return slices.Compact(sorted)
}
