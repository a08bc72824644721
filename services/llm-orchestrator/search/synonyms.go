package search

import "strings"

// Synonyms are groups of words or phrases that mean the same to a shopper, by the stems of each member.
type Synonyms map[string][][]string

// NewSynonyms reads groups; every member of a group also finds what the others find.
func NewSynonyms(groups [][]string) Synonyms {
	s := Synonyms{}
	for _, group := range groups {
		var members [][]string
		for _, phrase := range group {
			if terms := stems(phrase); len(terms) > 0 {
				members = append(members, terms)
			}
		}
		for i, m := range members {
			key := strings.Join(m, " ")
			for j, other := range members {
				if i != j {
					s[key] = append(s[key], other)
				}
			}
		}
	}
	return s
}

// of returns what else the terms may be called.
func (s Synonyms) of(terms ...string) [][]string { return s[strings.Join(terms, " ")] }
