package catalogue

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const pictures = "../../../frontend/public/pictures"

type price struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
}

type variant struct {
	SKU          string            `json:"sku"`
	Options      map[string]string `json:"options"`
	Price        price             `json:"price"`
	Prices       []price           `json:"prices"`
	CompareAt    *price            `json:"compare_at"`
	InitialStock int               `json:"initial_stock"`
}

type draft struct {
	Name        string            `json:"name"`
	Slug        string            `json:"slug"`
	Brand       string            `json:"brand"`
	Description string            `json:"description"`
	Category    string            `json:"category"`
	Attributes  map[string]string `json:"attributes"`
	Images      []struct{ URL, Alt string }
	FAQs        []struct{ Question, Answer string }
	Variants    []variant `json:"variants"`
	Status      string    `json:"status"`
}

type review struct {
	Slug   string `json:"slug"`
	Author string `json:"author"`
	Rating int    `json:"rating"`
	Title  string `json:"title"`
	Body   string `json:"body"`
}

var (
	slugForm     = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	skuForm      = regexp.MustCompile(`^[A-Z0-9]+(-[A-Z0-9]+)*$`)
	categoryForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*$`)
	sentenceEnd  = regexp.MustCompile(`[.!?]\s+`)
)

// readLines decodes NDJSON and refuses fields that T does not have.
func readLines[T any](t *testing.T, ndjson []byte) []T {
	t.Helper()
	var all []T
	for i, line := range strings.Split(strings.TrimSpace(string(ndjson)), "\n") {
		d := json.NewDecoder(strings.NewReader(line))
		d.DisallowUnknownFields()
		var one T
		if err := d.Decode(&one); err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		all = append(all, one)
	}
	return all
}

func TestTheShopIsWellStocked(t *testing.T) {
	t.Parallel()
	top, parent := map[string]int{}, map[string]string{}
	slugs, skus := map[string]bool{}, map[string]bool{}
	var empty, few, sale int
	for _, p := range readLines[draft](t, Products()) {
		if slugs[p.Slug] || !slugForm.MatchString(p.Slug) {
			t.Errorf("slug %q is taken or malformed", p.Slug)
		}
		slugs[p.Slug] = true
		if !categoryForm.MatchString(p.Category) {
			t.Errorf("%s: category %q", p.Slug, p.Category)
		}
		path := strings.Split(p.Category, "/")
		top[path[0]]++
		for i, slug := range path {
			above := strings.Join(path[:i], "/")
			if was, known := parent[slug]; known && was != above {
				t.Errorf("%s: category %q is below both %q and %q", p.Slug, slug, was, above)
			}
			parent[slug] = above
		}
		for _, v := range p.Variants {
			if skus[v.SKU] || !skuForm.MatchString(v.SKU) || len(v.SKU) > 64 {
				t.Errorf("%s: SKU %q is taken or malformed", p.Slug, v.SKU)
			}
			skus[v.SKU] = true
			switch {
			case v.InitialStock == 0:
				empty++
			case v.InitialStock <= 3:
				few++
			}
			if v.CompareAt != nil {
				sale++
			}
		}
	}
	if len(slugs) < 120 {
		t.Errorf("%d products, want at least 120", len(slugs))
	}
	if len(top) < 8 || len(top) > 10 {
		t.Errorf("%d top categories, want 8 to 10: %v", len(top), top)
	}
	for name, n := range top {
		if n < 8 {
			t.Errorf("category %s has only %d products", name, n)
		}
	}
	if empty < 20 || few < 20 || sale < 20 {
		t.Errorf("%d variants sold out, %d nearly, %d on sale; want 20 of each", empty, few, sale)
	}
}

func TestEveryVariantHasItsPrices(t *testing.T) {
	t.Parallel()
	for _, p := range readLines[draft](t, Products()) {
		choices := map[string]bool{}
		for _, v := range p.Variants {
			choice := fmt.Sprint(v.Options)
			if choices[choice] {
				t.Errorf("%s: options %s appear twice", v.SKU, choice)
			}
			choices[choice] = true
			in := map[string]int64{}
			for _, money := range v.Prices {
				if _, twice := in[money.Currency]; twice || money.Amount <= 0 {
					t.Errorf("%s: price %+v is repeated or not positive", v.SKU, money)
				}
				in[money.Currency] = money.Amount
			}
			if len(in) != 3 || in["USD"] == 0 || in["EUR"] == 0 || in["INR"] == 0 {
				t.Errorf("%s: prices in %v, want USD, EUR and INR", v.SKU, in)
			}
			if v.Price.Currency != "USD" || v.Price.Amount != in["USD"] {
				t.Errorf("%s: main price %+v is not the one in USD", v.SKU, v.Price)
			}
			if v.CompareAt != nil && (v.CompareAt.Currency != "USD" || v.CompareAt.Amount <= v.Price.Amount) {
				t.Errorf("%s: earlier price %+v is not above %+v", v.SKU, *v.CompareAt, v.Price)
			}
		}
	}
}

func TestEveryProductIsWrittenWithCare(t *testing.T) {
	t.Parallel()
	sentences := map[string]string{}
	for _, p := range readLines[draft](t, Products()) {
		if p.Name == "" || p.Brand == "" || p.Status != "active" || len(p.Variants) == 0 {
			t.Errorf("%s: name, brand, variants or status are missing", p.Slug)
		}
		if len(p.Attributes) < 4 || p.Attributes["warranty"] == "" {
			t.Errorf("%s: attributes %v, want at least 4 and a warranty", p.Slug, p.Attributes)
		}
		if len(p.FAQs) < 2 {
			t.Errorf("%s: %d questions, want at least 2", p.Slug, len(p.FAQs))
		}
		for _, faq := range p.FAQs {
			if !strings.HasSuffix(faq.Question, "?") || faq.Answer == "" {
				t.Errorf("%s: question %q, answer %q", p.Slug, faq.Question, faq.Answer)
			}
		}
		parts := sentenceEnd.Split(p.Description, -1)
		if len(parts) < 2 || len(parts) > 5 {
			t.Errorf("%s: description of %d sentences", p.Slug, len(parts))
		}
		for _, s := range parts {
			s = strings.TrimRight(s, ".!?")
			if other, used := sentences[s]; used && len(s) > 20 {
				t.Errorf("%s and %s both say %q", p.Slug, other, s)
			}
			sentences[s] = p.Slug
		}
	}
}

func TestEveryPictureExists(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(filepath.Join(pictures, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var manifest map[string]string
	if err := json.Unmarshal(raw, &manifest); err != nil {
		t.Fatal(err)
	}
	users := map[string][]string{}
	for _, p := range readLines[draft](t, Products()) {
		if len(p.Images) == 0 {
			t.Errorf("%s has no picture", p.Slug)
		}
		for i, image := range p.Images {
			file, ours := strings.CutPrefix(image.URL, "/pictures/")
			if !ours || manifest[file] == "" || manifest[strings.Replace(file, "-640.", "-320.", 1)] == "" {
				t.Errorf("%s: no picture %q", p.Slug, image.URL)
			}
			if image.Alt == "" {
				t.Errorf("%s: picture %d has no text", p.Slug, i)
			}
			if i == 0 {
				users[file] = append(users[file], p.Slug)
			}
		}
	}
	for file, slugs := range users {
		if len(slugs) > 2 {
			t.Errorf("%s is the first picture of %v", file, slugs)
		}
	}
}

// The storefront finds the picture of a choice by its text: each value of one option names one picture.
func TestPicturesCanBeChosenByOption(t *testing.T) {
	t.Parallel()
	for _, p := range readLines[draft](t, Products()) {
		if len(p.Images) > 1 && !slices.ContainsFunc(slices.Collect(maps.Keys(p.Variants[0].Options)), p.picturedBy) {
			t.Errorf("%s: no option tells which variant its %d pictures show", p.Slug, len(p.Images))
		}
	}
}

// picturedBy reports whether each value of the option is named by exactly one picture's text.
func (p draft) picturedBy(option string) bool {
	for _, v := range p.Variants {
		named := 0
		for _, image := range p.Images {
			if strings.Contains(strings.ToLower(image.Alt), strings.ToLower(v.Options[option])) {
				named++
			}
		}
		if named != 1 {
			return false
		}
	}
	return true
}

func TestReviewsFitTheProducts(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, p := range readLines[draft](t, Products()) {
		known[p.Slug] = true
	}
	count, stars, bodies := map[string]int{}, map[int]int{}, map[string]bool{}
	authors := map[string][]string{}
	for _, r := range readLines[review](t, Reviews()) {
		if !known[r.Slug] {
			t.Errorf("review of an unknown product %q", r.Slug)
		}
		if r.Rating < 1 || r.Rating > 5 || r.Author == "" || r.Title == "" || bodies[r.Body] || r.Body == "" {
			t.Errorf("review %+v is incomplete or repeated", r)
		}
		if slices.Contains(authors[r.Slug], r.Author) {
			t.Errorf("%s reviews %s twice", r.Author, r.Slug)
		}
		authors[r.Slug] = append(authors[r.Slug], r.Author)
		bodies[r.Body] = true
		count[r.Slug]++
		stars[r.Rating]++
	}
	three := 0
	for _, n := range count {
		if n >= 3 {
			three++
		}
	}
	if three < 80 {
		t.Errorf("%d products have three reviews, want at least 80", three)
	}
	if stars[2] == 0 || stars[3] < 10 {
		t.Errorf("ratings %v are too kind to be true", stars)
	}
}

func TestPoliciesCoverEachTopic(t *testing.T) {
	t.Parallel()
	for _, topic := range []string{"## Shipping", "## Returns", "## Payment", "## Warranty", "## Stock"} {
		if !strings.Contains(Policies(), topic) {
			t.Errorf("policies lack %q", topic)
		}
	}
}
