// Package pan recognizes card numbers (primary account numbers) in text, so that no shopper endpoint
// ever stores or logs one: cards belong to the payment provider's own form.
package pan

import "strings"

const (
	shortest = 13
	longest  = 19
	phoneMax = 15 // digits of an international phone number, ITU-T E.164
)

// Found reports whether s contains a card number: 13–19 digits, alone or parted by single spaces,
// hyphens or dots, that pass the Luhn check and begin as the cards of a network of that length do. An
// international phone number (a plus sign and up to 15 digits) is not one, nor are groups of digits that
// touch a letter, as in a UUID.
func Found(s string) bool {
	return len(spans(s)) > 0
}

// Redact returns s with all but the last four digits of each card number replaced by a •.
func Redact(s string) string {
	found := spans(s)
	if len(found) == 0 {
		return s
	}
	var b strings.Builder
	at := 0
	for _, f := range found {
		b.WriteString(s[at:f.from])
		left := f.digits
		for _, c := range []byte(s[f.from:f.to]) {
			if isDigit(c) {
				left--
				if left >= 4 {
					b.WriteString("•")
					continue
				}
			}
			b.WriteByte(c)
		}
		at = f.to
	}
	return b.String() + s[at:]
}

// span is a card number at s[from:to].
type span struct{ from, to, digits int }

// spans finds the card numbers of s, from left to right, none overlapping.
func spans(s string) []span {
	var found []span
	for i := 0; i < len(s); {
		if !isDigit(s[i]) {
			i++
			continue
		}
		end := runEnd(s, i)
		found = append(found, within(s, i, end)...)
		i = end
	}
	return found
}

// runEnd is where the digits beginning at i end, single separators between digits included.
func runEnd(s string, i int) int {
	for i < len(s) {
		if !isDigit(s[i]) && (i+1 >= len(s) || !isSeparator(s[i]) || !isDigit(s[i+1])) {
			break
		}
		i++
	}
	return i
}

// within looks at every stretch of the run s[from:to] that begins and ends at a group of digits: a card
// number may stand right beside other numbers, but is no part of a longer one.
func within(s string, from, to int) []span {
	var found []span
	for i := from; i < to; i++ {
		if !isDigit(s[i]) || i > from && isDigit(s[i-1]) {
			continue
		}
		if end, digits := cardAt(s, i, to); digits > 0 {
			found = append(found, span{i, end, digits})
			i = end - 1
		}
	}
	return found
}

// cardAt is the end and length of the longest card number that begins at s[from], or 0.
func cardAt(s string, from, to int) (end, length int) {
	var digits []byte
	for i := from; i < to && len(digits) <= longest; i++ {
		if !isDigit(s[i]) {
			continue
		}
		digits = append(digits, s[i]-'0')
		groupEnds := i+1 == to || !isDigit(s[i+1])
		if groupEnds && !isPhone(s, from, len(digits)) && !isCode(s, from, i+1, len(digits)) && isCard(digits) {
			end, length = i+1, len(digits)
		}
	}
	return end, length
}

func isPhone(s string, from, digits int) bool {
	return from > 0 && s[from-1] == '+' && digits <= phoneMax
}

// isCode reports that s[from:to] is digits in groups with a letter right beside them: a piece of a UUID or a part
// number. Nobody writes a card's groups so.
func isCode(s string, from, to, digits int) bool {
	grouped := to-from > digits
	return grouped && (from > 0 && isLetter(s[from-1]) || to < len(s) && isLetter(s[to]))
}

func isCard(digits []byte) bool {
	return len(digits) >= shortest && len(digits) <= longest && issued(digits) && luhn(digits)
}

// luhn is the check digit rule of ISO/IEC 7812-1.
func luhn(digits []byte) bool {
	sum := 0
	for i, d := range digits {
		n := int(d)
		if (len(digits)-i)%2 == 0 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

func isLetter(c byte) bool    { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool     { return c >= '0' && c <= '9' }
func isSeparator(c byte) bool { return c == ' ' || c == '-' || c == '.' }
