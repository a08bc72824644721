package pan

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestFound(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		"4242424242424242":                 true,
		"4242 4242 4242 4242":              true,
		"4242-4242-4242-4242":              true,
		"pay with 4242.4242.4242.4242 now": true,
		"Flat 12 4242424242424242":         true,
		"5555555555554444":                 true,
		"2223003122003222":                 true,
		"378282246310005":                  true,
		"6011111111111117":                 true,
		"30569309025904":                   true,
		"3530111333300000":                 true,
		"6200000000000005":                 true,
		"4222222222222":                    true, // 13 digits
		"+4242424242424242":                true, // too long for a phone number
		"4242424242424241":                 false,
		"9999999999999995":                 false, // Luhn, but no network
		"+4915112345678":                   false,
		"+49 151 1234 5678":                false,
		"14242424242424242":                false, // part of a longer number
		"42424242424242421":                false,
		"4242  4242 4242 4242":             false, // two spaces: two numbers
		"Hauptstraße 4, 10115 Berlin":      false,
		"x4242424242424242y":               true,
		"e2e-178178e5-d9ff-4708-8267-69477af5be7e@example.com": false, // a UUID
		"": false,
	} {
		if got := Found(s); got != want {
			t.Errorf("Found(%q) = %t, want %t", s, got, want)
		}
	}
}

func TestRedact(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"card 4242 4242 4242 4242, thanks":  "card •••• •••• •••• 4242, thanks",
		"378282246310005":                   "•••••••••••0005",
		"4242424242424242/4000000000000002": "••••••••••••4242/••••••••••••0002",
		"order 12345":                       "order 12345",
	} {
		if got := Redact(s); got != want {
			t.Errorf("Redact(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestWhatWasRedactedIsFoundNoMore(t *testing.T) {
	t.Parallel()
	card := rapid.SampledFrom([]string{"4242424242424242", "5555 5555 5555 4444", "3782-822463-10005"})
	text := rapid.StringMatching(`[a-z0-9 .+-]{0,20}`)
	rapid.Check(t, func(t *rapid.T) {
		s := text.Draw(t, "before") + card.Draw(t, "card") + text.Draw(t, "after")
		once := Redact(s)
		if Found(once) {
			t.Errorf("Redact(%q) = %q still has a card number", s, once)
		}
		if strings.Count(once, "") < strings.Count(s, "") {
			t.Errorf("Redact(%q) = %q lost characters", s, once)
		}
	})
}
