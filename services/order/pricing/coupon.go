package pricing

import (
	"errors"

	"github.com/askcart/askcart/shared/money"
)

// ErrCouponNotApplicable is what Totals returns for a coupon that this basket does not meet.
var ErrCouponNotApplicable = errors.New("pricing: the coupon does not apply to this basket")

// Coupon takes off a share of the subtotal or a fixed amount, never more than the subtotal.
type Coupon struct {
	BasisPoints int64        // of the subtotal; used when Off is nil
	Off         *money.Money // a fixed amount; the basket must be in its currency
	MinSubtotal *money.Money // nil: none; the basket must be in its currency
}

// discount is what c takes off; a nil coupon takes nothing.
func (c *Coupon) discount(subtotal money.Money) (money.Money, error) {
	none := money.Of(0, subtotal.Currency)
	if c == nil {
		return none, nil
	}
	if least := c.MinSubtotal; least != nil && (least.Currency != subtotal.Currency || subtotal.Amount < least.Amount) {
		return none, ErrCouponNotApplicable
	}
	if c.Off == nil {
		off, err := subtotal.Percent(min(max(c.BasisPoints, 0), 10_000))
		if err != nil {
			return none, ErrTooLarge
		}
		return off, nil
	}
	if c.Off.Currency != subtotal.Currency {
		return none, ErrCouponNotApplicable
	}
	return money.Of(min(max(c.Off.Amount, 0), subtotal.Amount), subtotal.Currency), nil
}
