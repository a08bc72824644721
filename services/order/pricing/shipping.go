package pricing

import (
	"errors"

	"github.com/askcart/askcart/shared/money"
)

// Standard is the shipping method that always exists.
const Standard = "standard"

// ErrUnknownMethod is what Totals returns for a shipping method the shop does not offer.
var ErrUnknownMethod = errors.New("pricing: no such shipping method")

// Method is a way to ship and what it costs for a certain basket.
type Method struct {
	Code  string      `json:"code" doc:"To name it in an order"`
	Name  string      `json:"name" doc:"For people"`
	Price money.Money `json:"price" doc:"For this basket"`
}

// tariff is a method's price in each currency, in minor units.
type tariff struct {
	code, name string
	fee        map[money.Currency]int64
	freeFrom   map[money.Currency]int64 // subtotal from which the fee falls away; nil: never
}

// tariffs lists the methods in the order shown.
var tariffs = []tariff{
	{
		code: Standard, name: "Standard, 3–5 working days",
		fee:      map[money.Currency]int64{money.USD: 590, money.EUR: 590, money.INR: 9_900},
		freeFrom: map[money.Currency]int64{money.USD: 7_500, money.EUR: 7_500, money.INR: 199_900},
	},
	{
		code: "express", name: "Express, next working day",
		fee: map[money.Currency]int64{money.USD: 1_490, money.EUR: 1_490, money.INR: 24_900},
	},
}

// Methods lists how a basket of this subtotal can be shipped, and for how much.
func Methods(subtotal money.Money) []Method {
	methods := make([]Method, len(tariffs))
	for i, t := range tariffs {
		methods[i] = Method{Code: t.code, Name: t.name, Price: t.price(subtotal)}
	}
	return methods
}

func findMethod(code string) (tariff, error) {
	if code == "" {
		code = Standard
	}
	for _, t := range tariffs {
		if t.code == code {
			return t, nil
		}
	}
	return tariff{}, ErrUnknownMethod
}

func (t tariff) price(subtotal money.Money) money.Money {
	if from, ok := t.freeFrom[subtotal.Currency]; ok && subtotal.Amount >= from {
		return money.Of(0, subtotal.Currency)
	}
	return money.Of(t.fee[subtotal.Currency], subtotal.Currency)
}
