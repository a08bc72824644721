package search

import (
	"strings"
	"unicode"

	"github.com/kljensen/snowball/english"
)

// folded are letters with marks and what people type instead.
var folded = strings.NewReplacer("à", "a", "á", "a", "â", "a", "ã", "a", "ä", "a", "å", "a", "ç", "c", "è", "e", "é", "e", "ê", "e",
	"ë", "e", "ì", "i", "í", "i", "î", "i", "ï", "i", "ñ", "n", "ò", "o", "ó", "o", "ô", "o", "õ", "o", "ö", "o", "ø", "o", "ù", "u",
	"ú", "u", "û", "u", "ü", "u", "ß", "ss", "’", "'", "‘", "'", "™", " ", "®", " ", "′", "'", "″", "\"", "♭", " flat ")

// Words splits a text into its words: lower case, without marks, possessive endings and punctuation. Hyphens separate.
func Words(text string) []string {
	text = folded.Replace(strings.ToLower(text))
	text = strings.ReplaceAll(text, "'s ", " ")
	text = strings.TrimSuffix(text, "'s")
	text = strings.ReplaceAll(text, "'", "")
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// irregular are plurals that stemming does not bring together with their singulars.
var irregular = map[string]string{
	"women": "woman", "womens": "woman", "men": "man", "mens": "man", "children": "child", "childrens": "child", "knives": "knife",
	"shelves": "shelf", "feet": "foot", "teeth": "tooth", "geese": "goose", "mice": "mouse", "scarves": "scarf", "leaves": "leaf",
	"wives": "wife", "halves": "half", "loaves": "loaf", "wolves": "wolf", "dice": "die", "kids": "kid", "people": "person",
	"grey": "gray", "colour": "color", "colours": "color", "jewellery": "jewelry",
}

// Stem is the form under which a word is indexed: Porter2, and one form for irregular plurals and British spellings.
func Stem(word string) string {
	if same, ok := irregular[word]; ok {
		word = same
	}
	return english.Stem(word, false)
}

// stop are words that say nothing about a product.
var stop = set(`a an and are as at be but by can could do does for from get give has have hello hey hi i if im in into is it its
	lets like looking me my need of on or our please search should show some something sth such that the their them there these
	they this to us want wants was we what whats where which will with would you your find buy purchase shop any all also am than how much about tell sell
	then so just really very`)

// Stopword reports whether a word says nothing about a product.
func Stopword(word string) bool { return stop[word] }

func set(words string) map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(words) {
		all[w] = true
	}
	return all
}

// absence prefixes the term of a property that a text says a product lacks ("without laces", "no laces", "lace-free").
const absence = "¬"

var negators = set("without no non sans minus")

// stems turns a text into terms in order. A word that the text negates becomes a term of absence.
func stems(text string) []string {
	words := Words(text)
	terms := make([]string, 0, len(words))
	for i, w := range words {
		t := Stem(w)
		lacking := i > 0 && negators[words[i-1]] || i+1 < len(words) && words[i+1] == "free" && w != "hands"
		if lacking && !stop[w] {
			t = absence + t
		}
		terms = append(terms, t)
	}
	return terms
}

// joints are the joined forms of neighbours that people write as one word: "t shirt" as tshirt, "24 l" as 24l.
func joints(words []string) []string {
	var joined []string
	for i := 1; i < len(words); i++ {
		a, b := words[i-1], words[i]
		if len(a) == 1 && len(b) > 2 || numeric(a) && len(b) <= 3 && !numeric(b) {
			joined = append(joined, a+b)
		}
	}
	return joined
}

func numeric(w string) bool {
	for _, r := range w {
		if r < '0' || r > '9' {
			return false
		}
	}
	return w != ""
}
