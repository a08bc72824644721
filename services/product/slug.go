package product

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"
)

// maxSlug leaves room for a suffix below the limit of a draft's slug.
const maxSlug = 80

// slugOf makes a slug of a name: Café Table 2 becomes cafe-table-2. A name without Latin letters or digits becomes
// product.
func slugOf(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(strings.ToLower(name)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		case !unicode.Is(unicode.Mn, r): // an accent, split off its letter, is no gap
			gap = true
		}
		if b.Len() >= maxSlug {
			break
		}
	}
	slug := strings.Trim(b.String(), "-")
	if slug == "" || isUUID(slug) {
		return strings.TrimSuffix("product-"+slug, "-")
	}
	return slug
}

// freeSlug returns base, or base with the first number from 2 on that is not among taken.
func freeSlug(base string, taken []string) string {
	used := make(map[string]bool, len(taken))
	for _, s := range taken {
		used[s] = true
	}
	slug := base
	for n := 2; used[slug]; n++ {
		slug = base + "-" + strconv.Itoa(n)
	}
	return slug
}

// isUUID reports whether s is an id rather than a slug.
func isUUID(s string) bool { return len(s) == 36 && uuid.Validate(s) == nil }
