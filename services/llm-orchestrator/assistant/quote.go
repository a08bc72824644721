package assistant

import (
	"regexp"
	"strings"
	"unicode"
)

// toMachines is how text speaks to an assistant instead of to shoppers.
var toMachines = regexp.MustCompile(`(?i)\b(?:ignore|disregard|forget|override)\b.{0,60}\b(?:instruction|prompt|rule|previous|above|guideline|polic)|\bsystem prompt\b|\b(?:dear |attention,? ?|hey )?(?:ai|assistant|chatbot|language model|llm|gpt|claude)\b\s*[,:!]|\b(?:as|to|note (?:to|for)) (?:the |any |all )?(?:ai|assistants?|chatbots?|language models?|llms?)\b|\byou (?:are|must|should) (?:now |always )?(?:an? |say|tell|recommend|answer|add|reveal)|\bact as\b|</?(?:system|assistant|instructions?)>`)

// addresses reports whether a text speaks to an assistant; such a text is never repeated.
func addresses(text string) bool { return toMachines.MatchString(text) }

// quoted puts a text into quotation marks, without the full stop at its end.
func quoted(text string) string {
	return "“" + strings.TrimRight(strings.TrimSpace(strings.NewReplacer("“", "‘", "”", "’", "\"", "’").Replace(text)), ".") + "”"
}

// sentences cuts a text into sentences: at a full stop, question or exclamation mark that is followed by a space and no small
// letter, outside of quotation marks. Marks such as [1] stay with their sentence.
func sentences(text string) []string {
	var all []string
	runes := []rune(strings.Join(strings.Fields(text), " "))
	start, depth := 0, 0
	for n, r := range runes {
		switch r {
		case '“':
			depth++
		case '”':
			depth = max(0, depth-1)
		case '.', '?', '!':
			if depth == 0 && ends(runes, n) {
				all = append(all, string(runes[start:n+1]))
				start = n + 1
			}
		case ']':
			if depth == 0 && n > 2 && closes(runes, n) {
				all = append(all, string(runes[start:n+1]))
				start = n + 1
			}
		}
	}
	all = append(all, string(runes[start:]))
	var trimmed []string
	for _, s := range all {
		if s = strings.TrimSpace(s); s != "" {
			trimmed = append(trimmed, s)
		}
	}
	return trimmed
}

// ends reports whether the mark at n ends a sentence: what follows is a space and then neither a small letter nor a mark [n].
func ends(runes []rune, n int) bool {
	if n+1 >= len(runes) {
		return true
	}
	if runes[n+1] != ' ' || n+2 >= len(runes) {
		return runes[n+1] == ' '
	}
	return !unicode.IsLower(runes[n+2]) && runes[n+2] != '[' && !(n > 0 && n < 3)
}

// closes reports whether the mark [n] that ends at n comes after a full stop, and so ends the sentence: "It floats. [1] Next".
func closes(runes []rune, n int) bool {
	open := n
	for open > 0 && runes[open] != '[' {
		open--
	}
	before := open - 1
	for before > 0 && runes[before] == ' ' {
		before--
	}
	return before >= 0 && strings.ContainsRune(".?!”", runes[before]) && (n+1 >= len(runes) || runes[n+1] == ' ') &&
		(n+2 >= len(runes) || unicode.IsUpper(runes[n+2]) || unicode.IsDigit(runes[n+2]))
}
