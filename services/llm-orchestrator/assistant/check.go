package assistant

import (
	"regexp"
	"strconv"
	"strings"
)

// Facts are what a text may rest on.
type Facts struct {
	Sources  []Source
	Question string                     // what the shopper said: its numbers may be repeated
	Named    func(text string) []string // ids of the products that a text calls by name
	Known    map[string]bool            // ids of the products that tools returned
}

var (
	marks     = regexp.MustCompile(`\[(\d+)\]`)
	numbers   = regexp.MustCompile(`\d+(?:[.,]\d+)*`)
	amounts   = regexp.MustCompile(`[$€₹]\s?\d+(?:[.,]\d+)*`)
	stockWord = regexp.MustCompile(`(?i)\b(?:in stock|sold out|out of stock|available|unavailable|back[- ]order\w*|\d+ left|low stock)\b`)
	absent    = regexp.MustCompile(`(?i)\b(?:sold out|out of stock|unavailable)\b`)
	quotation = regexp.MustCompile(`“[^”]*”`)
	markup    = regexp.MustCompile(`<[^>]*>|!?\[[^\]]*\]\(\S*\)|(?i)javascript:\S*|https?://\S+`)
)

// Check returns the text without the sentences that the facts do not support, and those sentences. A sentence is
// supported when the sources it cites exist and say each of its numbers, prices and words on stock, when every
// product it names was returned by a tool, and when it addresses nobody's instructions. Markup and links are removed.
func Check(text string, f Facts) (string, []string) {
	var kept, refused []string
	for _, s := range sentences(markup.ReplaceAllString(text, "")) {
		if f.supports(s) {
			kept = append(kept, s)
		} else {
			refused = append(refused, s)
		}
	}
	return strings.Join(kept, " "), refused
}

func (f Facts) supports(sentence string) bool {
	cited, ok := f.cited(sentence)
	if !ok || addresses(sentence) {
		return false
	}
	plain := marks.ReplaceAllString(sentence, "")
	ground := ""
	for _, s := range cited {
		ground += " " + s.Text + " " + s.Field + " " + s.Ref
	}
	for _, amount := range amounts.FindAllString(plain, -1) {
		if !strings.Contains(ground, amount) && !strings.Contains(f.Question, amount) {
			return false
		}
	}
	said := numbersIn(ground + " " + f.Question)
	for n := range numbersIn(plain) {
		if !said[n] {
			return false
		}
	}
	return f.stock(plain, cited, ground) && f.names(plain)
}

// stock reports whether what a sentence says on stock is what a stock source says.
func (f Facts) stock(plain string, cited []Source, ground string) bool {
	if !stockWord.MatchString(plain) {
		return true
	}
	for _, s := range cited {
		if s.Kind != "stock" && s.Kind != "policy" && s.Kind != "faq" && s.Kind != "review" && s.Kind != "order" {
			continue
		}
		if absent.MatchString(plain) == absent.MatchString(s.Text) {
			return true
		}
	}
	return len(cited) == 0 && !statesStock.MatchString(plain) || len(cited) > 0 && strings.Contains(ground, strings.TrimSpace(plain))
}

// statesStock tells a claim from an offer to look: "nothing in stock" and "ask about stock" claim nothing of a product.
var statesStock = regexp.MustCompile(`(?i)\b(?:is|are|was|has|have)\b`)

// names reports whether every product that a sentence names is one that tools returned.
func (f Facts) names(plain string) bool {
	if f.Named == nil {
		return true
	}
	for _, id := range f.Named(quotation.ReplaceAllString(plain, " ")) {
		if !f.Known[id] {
			return false
		}
	}
	return true
}

// cited returns the sources a sentence names; false when one does not exist.
func (f Facts) cited(sentence string) ([]Source, bool) {
	var cited []Source
	for _, m := range marks.FindAllStringSubmatch(sentence, -1) {
		n, err := strconv.Atoi(m[1])
		if err != nil || n < 1 || n > len(f.Sources) {
			return nil, false
		}
		cited = append(cited, f.Sources[n-1])
	}
	return cited, true
}

func numbersIn(text string) map[string]bool {
	all := map[string]bool{}
	for _, n := range numbers.FindAllString(text, -1) {
		all[n] = true
	}
	return all
}
