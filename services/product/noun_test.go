package product

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/askcart/askcart/shared/money"
)

func TestEveryNameMakesASlug(t *testing.T) {
	t.Parallel()
	valid := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.String().Draw(t, "name")
		slug := slugOf(name)
		if !valid.MatchString(slug) || len(slug) > maxSlug+len("product-") || isUUID(slug) {
			t.Fatalf("slug of %q = %q", name, slug)
		}
		taken := rapid.SliceOf(rapid.SampledFrom([]string{slug, slug + "-2", slug + "-3"})).Draw(t, "taken")
		if free := freeSlug(slug, taken); !valid.MatchString(free) || slices.Contains(taken, free) {
			t.Fatalf("free slug = %q of %v", free, taken)
		}
	})
}

func TestPriceRangesHoldExactlyTheirPrices(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(money.Currencies).Draw(t, "currency")
		price := rapid.Int64Range(0, money.Max).Draw(t, "price")
		if rapid.Bool().Draw(t, "at a bound") {
			price = rapid.SampledFrom(priceSteps[c]).Draw(t, "bound") - rapid.Int64Range(0, 1).Draw(t, "below")
		}
		holding := 0
		for step := range len(priceSteps[c]) + 1 {
			low, high, _ := strings.Cut(priceRange(c, step), "-")
			if atLeast(price, low) && (high == "" || !atLeast(price-1, high)) {
				holding++
				if step != priceStep(c, price) {
					t.Fatalf("%d is in range %d, counted in %d", price, step, priceStep(c, price))
				}
			}
		}
		if holding != 1 {
			t.Fatalf("%d is in %d ranges", price, holding)
		}
	})
}

// atLeast compares with a bound written in digits.
func atLeast(n int64, digits string) bool {
	bound := int64(0)
	for _, d := range digits {
		bound = bound*10 + int64(d-'0')
	}
	return n >= bound
}

func TestATreeGrowsByWhatIsMissing(t *testing.T) {
	t.Parallel()
	known := treeOf([]Category{{"shoes", []string{"shoes"}, "Shoes"}, {"hiking", []string{"shoes", "hiking"}, "Hiking"}})
	rows := []struct {
		wanted string
		path   []string
		added  int
		err    error
	}{
		{"hiking", []string{"shoes", "hiking"}, 0, nil},
		{"shoes/hiking", []string{"shoes", "hiking"}, 0, nil},
		{"shoes/hiking/winter", []string{"shoes", "hiking", "winter"}, 1, nil},
		{"hats", []string{"hats"}, 1, nil},
		{"hats/sun/straw", []string{"hats", "sun", "straw"}, 2, nil},
		{"hats/hiking", nil, 0, ErrCategoryElsewhere},
		{"new/hiking", nil, 0, ErrCategoryElsewhere},
		{"hiking/shoes", nil, 0, ErrCategoryElsewhere},
	}
	for _, r := range rows {
		path, added, err := known.plant(r.wanted)
		if diff := cmp.Diff(r.path, path); diff != "" || len(added) != r.added || !errors.Is(err, r.err) {
			t.Errorf("%s: path %v, %d added, %v; want %v, %d, %v", r.wanted, path, len(added), err, r.path, r.added, r.err)
		}
	}
	if _, planted := known["new"]; planted {
		t.Error("a refused path has left a category")
	}
	if got, want := known.below("shoes"), []string{"hiking", "shoes", "winter"}; !slices.Equal(got, want) {
		t.Errorf("below shoes = %v, want %v", got, want)
	}
}

func TestOthersSeeAFirstNameAndAnInitial(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"": "", "Ana": "Ana", "Ana Ortega": "Ana O.", " ana  maría  Ñuñez ": "ana Ñ."} {
		if got := shownName(name); got != want {
			t.Errorf("shownName(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestRatingsRoundToTenthsHalvesUp(t *testing.T) {
	t.Parallel()
	rows := []struct{ sum, count, tenths int64 }{{0, 0, 0}, {5, 1, 50}, {14, 3, 47}, {13, 3, 43}, {81, 20, 41}, {17, 4, 43}}
	for _, r := range rows {
		if got := (Product{RatingSum: r.sum, RatingCount: r.count}).rating().Tenths; got != r.tenths {
			t.Errorf("rating of %d stars in %d reviews = %d tenths, want %d", r.sum, r.count, got, r.tenths)
		}
	}
}
