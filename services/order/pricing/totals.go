package pricing

import (
	"errors"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
)

// ErrTooLarge is what Totals returns for a basket worth more than money.Max.
var ErrTooLarge = errors.New("pricing: the basket is worth too much")

// Item is a quantity of something at its price.
type Item struct {
	UnitPrice money.Money
	Quantity  int
}

// Basket is everything a price depends on.
type Basket struct {
	Items    []Item
	Currency money.Currency // of every item
	Method   string         // code of a shipping method; empty means Standard
	Country  string         // where it goes, ISO 3166-1 alpha-2; empty while unknown: no tax yet
	Coupon   *Coupon        // nil when none
}

// Totals prices b. Tax is rates[country] of subtotal − discount + shipping, rounded once, half a minor
// unit away from zero. Errors: ErrTooLarge, ErrUnknownMethod, ErrCouponNotApplicable, money.ErrCurrency
// when an item is in another currency.
func Totals(b Basket, rates Rates) (events.Totals, error) {
	subtotal, err := b.subtotal()
	if err != nil {
		return events.Totals{}, err
	}
	method, err := findMethod(b.Method)
	if err != nil {
		return events.Totals{}, err
	}
	discount, err := b.Coupon.discount(subtotal)
	if err != nil {
		return events.Totals{}, err
	}
	return sum(subtotal, discount, method.price(subtotal), rates[b.Country])
}

func (b Basket) subtotal() (money.Money, error) {
	sum := money.Of(0, b.Currency)
	for _, item := range b.Items {
		line, err := item.UnitPrice.Times(item.Quantity)
		if err == nil {
			sum, err = sum.Add(line)
		}
		if errors.Is(err, money.ErrOverflow) || err == nil && sum.Amount > money.Max {
			return money.Money{}, ErrTooLarge
		}
		if err != nil {
			return money.Money{}, err
		}
	}
	return sum, nil
}

// sum adds the parts up; all are in one currency.
func sum(subtotal, discount, shipping money.Money, basisPoints int64) (events.Totals, error) {
	net := money.Of(subtotal.Amount-discount.Amount+shipping.Amount, subtotal.Currency)
	tax, err := net.Percent(basisPoints)
	if err != nil || net.Amount+tax.Amount > money.Max {
		return events.Totals{}, ErrTooLarge
	}
	total := money.Of(net.Amount+tax.Amount, net.Currency)
	return events.Totals{Subtotal: subtotal, Discount: discount, Shipping: shipping, Tax: tax, Total: total}, nil
}
