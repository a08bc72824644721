// Package money is an amount in the minor units of a currency. Nothing in AskCart keeps money as a float.
package money

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Currency is an ISO 4217 code that the shop sells in.
type Currency string

// The currencies the shop sells in; each has two minor digits.
const (
	USD Currency = "USD"
	EUR Currency = "EUR"
	INR Currency = "INR"
)

// Currencies lists every currency the shop sells in.
var Currencies = []Currency{USD, EUR, INR}

// Known reports whether the shop sells in c.
func (c Currency) Known() bool { return c == USD || c == EUR || c == INR }

// Max is the largest amount a request may name, in minor units: a billion in the major unit.
const Max int64 = 100_000_000_000

// ErrOverflow is what arithmetic returns when a result leaves the range of int64.
var ErrOverflow = errors.New("money: amount out of range")

// ErrCurrency is what arithmetic returns for amounts of two currencies.
var ErrCurrency = errors.New("money: different currencies")

// Money is an amount in minor units (cents) of a currency.
type Money struct {
	Amount   int64    `json:"amount" minimum:"0" maximum:"100000000000" doc:"Minor units (cents)"`
	Currency Currency `json:"currency" enum:"USD,EUR,INR" doc:"ISO 4217 code"`
}

// Of returns amount minor units of c.
func Of(amount int64, c Currency) Money { return Money{Amount: amount, Currency: c} }

// Zero reports whether nothing is owed.
func (m Money) Zero() bool { return m.Amount == 0 }

// Add returns m + n; ErrCurrency or ErrOverflow when there is no such amount.
func (m Money) Add(n Money) (Money, error) {
	if m.Currency != n.Currency {
		return Money{}, ErrCurrency
	}
	if n.Amount > 0 && m.Amount > math.MaxInt64-n.Amount || n.Amount < 0 && m.Amount < math.MinInt64-n.Amount {
		return Money{}, ErrOverflow
	}
	return Of(m.Amount+n.Amount, m.Currency), nil
}

// Sub returns m − n; ErrCurrency or ErrOverflow when there is no such amount.
func (m Money) Sub(n Money) (Money, error) {
	if n.Amount == math.MinInt64 {
		return Money{}, ErrOverflow
	}
	return m.Add(Of(-n.Amount, n.Currency))
}

// Times returns m × quantity, or ErrOverflow.
func (m Money) Times(quantity int) (Money, error) {
	q := int64(quantity)
	if q != 0 && m.Amount != 0 {
		p := m.Amount * q
		if p/q != m.Amount || (m.Amount == math.MinInt64 && q == -1) {
			return Money{}, ErrOverflow
		}
	}
	return Of(m.Amount*q, m.Currency), nil
}

// Percent returns basisPoints/10,000 of m, half a minor unit rounded away from zero.
// It refuses amounts above Max in size with ErrOverflow, so the product cannot wrap.
func (m Money) Percent(basisPoints int64) (Money, error) {
	if m.Amount > Max || m.Amount < -Max || basisPoints > 1_000_000 || basisPoints < 0 {
		return Money{}, ErrOverflow
	}
	p := m.Amount * basisPoints
	half := int64(5_000)
	if p < 0 {
		half = -half
	}
	return Of((p+half)/10_000, m.Currency), nil
}

var symbols = map[Currency]string{USD: "$", EUR: "€", INR: "₹"}

// String writes m for people, as in $1,299.00.
func (m Money) String() string {
	sign, a := "", m.Amount
	if a < 0 {
		sign, a = "-", -a
	}
	whole := strconv.FormatInt(a/100, 10)
	var b strings.Builder
	for i, d := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	symbol, ok := symbols[m.Currency]
	if !ok {
		symbol = string(m.Currency) + " "
	}
	return fmt.Sprintf("%s%s%s.%02d", sign, symbol, b.String(), a%100)
}
