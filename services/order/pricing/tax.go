package pricing

import (
	"fmt"
	"strconv"
	"strings"
)

// maxRate bounds a tax rate, in basis points: 100 %.
const maxRate = 10_000

// Rates is the tax of each destination country in basis points (825 is 8.25 %). A country that is not
// named pays none. Prices in the catalogue are net; the tax is added for the country it is shipped to.
type Rates map[string]int64

// ParseRates reads "US=825,DE=1900".
func ParseRates(s string) (Rates, error) {
	rates := Rates{}
	for _, pair := range strings.Split(s, ",") {
		if pair = strings.TrimSpace(pair); pair == "" {
			continue
		}
		country, rate, _ := strings.Cut(pair, "=")
		bp, err := strconv.ParseInt(rate, 10, 64)
		if err != nil || len(country) != 2 || bp < 0 || bp > maxRate {
			return nil, fmt.Errorf("tax rate %q: want a country and basis points, as in DE=1900", pair)
		}
		rates[country] = bp
	}
	return rates, nil
}
