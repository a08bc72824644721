package search

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/askcart/askcart/shared/money"
)

// Bounds are the prices that a text asks for, both included, in minor units; nil is no bound. Currency is empty when the
// text names none.
type Bounds struct {
	Min, Max *int64
	Currency money.Currency
}

const (
	sign   = `(?P<sign>[$€₹])?\s*`
	amount = `(\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?)`
	coin   = `\s*(dollars?|bucks|usd|euros?|eur|rupees?|inr|rs|[$€₹])?`
)

// The ways to speak of a price, the more particular first.
var (
	between = regexp.MustCompile(`\b(?:between|from)\s*` + sign + amount + coin + `\s*(?:and|to|-|–)\s*` + sign + amount + coin)
	span    = regexp.MustCompile(`([$€₹])\s*` + amount + coin + `\s*(?:to|-|–)\s*` + sign + amount + coin)
	atMost  = regexp.MustCompile(`(?:\b(?:under|below|less than|cheaper than|up to|max|maximum|at most|no more than|not more than|within|not over)|<=?)\s*(?:of\s*)?` + sign + amount + coin)
	atLeast = regexp.MustCompile(`(?:\b(?:over|above|more than|at least|from|min|minimum|starting at)|>=?)\s*` + sign + amount + coin)
	unit    = regexp.MustCompile(`^\s*(?:-|\s)?(?:cm|mm|m|km|l|ml|litres?|liters?|kg|g|oz|ounces?|lbs?|pounds?|inch(?:es)?|in|ft|feet|"|'|w|watts?|v|mah|gb|tb|mb|hz|hours?|hrs?|h|minutes?|min|days?|years?|yrs?|yo|months?|pieces?|pcs|people|persons?|stars?|reviews?|%|degrees?|mp|players?)(?:\W|$)`)
	aged    = regexp.MustCompile(`(?:age[sd]?|kids?|child(?:ren)?|toddlers?|bab(?:y|ies)|boys?|girls?|years?)\s*$`)
)

// priceBounds reads what a text says about the price and returns the text without it. Amounts that are measures or ages
// ("over 50 cm", "kids under 5") are left alone.
func priceBounds(text string) (Bounds, string) {
	var b Bounds
	for _, form := range []*regexp.Regexp{between, span, atMost, atLeast} {
		at := form.FindStringSubmatchIndex(text)
		if at == nil || b.Min != nil || b.Max != nil {
			continue
		}
		found := form.FindStringSubmatch(text)
		marked := strings.ContainsAny(found[0], "$€₹") || currencyIn(found[0]) != ""
		if !marked && (unit.MatchString(text[at[1]:]) || aged.MatchString(text[:at[0]])) {
			continue
		}
		var amounts []int64
		for _, group := range found[1:] {
			if n, ok := minor(group); ok {
				amounts = append(amounts, n)
			}
		}
		if !b.take(form, amounts) {
			continue
		}
		b.Currency = currencyIn(found[0])
		text = text[:at[0]] + " " + text[at[1]:]
	}
	return b, text
}

func (b *Bounds) take(form *regexp.Regexp, amounts []int64) bool {
	switch {
	case len(amounts) == 2:
		low, high := min(amounts[0], amounts[1]), max(amounts[0], amounts[1])
		b.Min, b.Max = &low, &high
	case len(amounts) != 1:
		return false
	case form == atMost:
		b.Max = &amounts[0]
	default:
		b.Min = &amounts[0]
	}
	return true
}

// minor reads an amount of the major unit as minor units.
func minor(text string) (int64, bool) {
	text = strings.ReplaceAll(text, ",", "")
	if text == "" || text[0] < '0' || text[0] > '9' {
		return 0, false
	}
	whole, part, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole+(part + "00")[:2], 10, 64)
	return n, err == nil && n <= money.Max
}

var coins = []struct {
	currency money.Currency
	names    []string
}{
	{money.USD, []string{"$", "dollar", "buck", "usd"}}, {money.EUR, []string{"€", "eur"}}, {money.INR, []string{"₹", "rupee", "inr", "rs"}},
}

func currencyIn(text string) money.Currency {
	for _, c := range coins {
		for _, name := range c.names {
			if strings.Contains(text, name) {
				return c.currency
			}
		}
	}
	return ""
}
