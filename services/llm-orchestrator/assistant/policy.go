package assistant

import (
	_ "embed"
	"strings"

	"github.com/askcart/askcart/services/llm-orchestrator/search"
)

//go:embed policies.md
var policies string

// Rule is one sentence or two of the shop's policies.
type Rule struct {
	Section string
	Text    string
}

// Rules reads policies: Markdown with a section (##) for each topic and an item (-) for each rule.
func Rules(markdown string) []Rule {
	var rules []Rule
	section := ""
	for line := range strings.Lines(markdown) {
		line = strings.TrimSpace(line)
		if title, ok := strings.CutPrefix(line, "## "); ok {
			section = title
		} else if text, ok := strings.CutPrefix(line, "- "); ok {
			rules = append(rules, Rule{section, text})
		}
	}
	return rules
}

// topics brings what shoppers say together with the words of the policies.
var topics = map[string]string{
	"deliveri": "shipping", "deliv": "shipping", "deliver": "shipping", "arriv": "shipping arrives", "ship": "shipping", "postag": "shipping costs",
	"long": "days takes", "fast": "express next", "cost": "costs", "price": "costs", "much": "costs", "back": "returned", "exchang": "returned",
	"guarante": "warranty", "broken": "faults", "defect": "faults", "vat": "tax", "charg": "charged", "pay": "charged payment", "monei": "refund",
	"money": "refund", "cart": "cart", "tomorrow": "next express", "opened": "opened", "cancel": "cancelled",
}

// rulesFor returns the rules that answer a question best, at most two of one section; none when no word is shared.
func rulesFor(question string) []Rule {
	wanted := map[string]bool{}
	for _, w := range search.Words(question) {
		if !search.Stopword(w) {
			wanted[search.Stem(w)] = true
			for _, other := range strings.Fields(topics[search.Stem(w)]) {
				wanted[search.Stem(other)] = true
			}
		}
	}
	all := Rules(policies)
	uses := map[string]int{}
	for _, r := range all {
		for _, t := range distinct(r.Section + " " + r.Text) {
			uses[t]++
		}
	}
	best, second, high, next := -1, -1, 0.0, 0.0
	for n, r := range all {
		score := 0.0
		for _, t := range distinct(r.Section + " " + r.Text) {
			if wanted[t] {
				score += 1 / float64(uses[t])
			}
		}
		if score > high {
			best, second, high, next = n, best, score, high
		} else if score > next {
			second, next = n, score
		}
	}
	switch {
	case best < 0:
		return nil
	case second >= 0 && all[second].Section == all[best].Section && next > high/2:
		return []Rule{all[best], all[second]}
	}
	return []Rule{all[best]}
}

// distinct lists the stems of a text's words that say something, each once.
func distinct(text string) []string {
	seen := map[string]bool{}
	var all []string
	for _, w := range search.Words(text) {
		if t := search.Stem(w); !seen[t] && !search.Stopword(w) {
			seen[t] = true
			all = append(all, t)
		}
	}
	return all
}
