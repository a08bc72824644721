package order

import (
	"strings"
	"time"

	"github.com/askcart/askcart/services/order/pricing"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/problem"
)

// What can go wrong with a coupon.
var (
	ErrUnknownCoupon = problem.New(problem.Invalid, "coupon_unknown", "there is no such coupon").
				WithFields(problem.Field{Path: "body.coupon", Message: "is not known"})
	ErrCouponUsedUp = problem.New(problem.Invalid, "coupon_used_up", "the coupon was used as often as it may be").
			WithFields(problem.Field{Path: "body.coupon", Message: "is used up"})
	ErrCouponNotApplicable = problem.New(problem.Invalid, "coupon_not_applicable", "the coupon does not apply to these lines").
				WithFields(problem.Field{Path: "body.coupon", Message: "does not apply"})
	ErrCouponNotFound = problem.New(problem.NotFound, "coupon_not_found", "there is no such coupon")
	ErrCouponTaken    = problem.New(problem.Conflict, "coupon_taken", "there is a coupon of this code already")
)

// Coupon takes off a share of the subtotal, or a fixed amount.
type Coupon struct {
	Code           string     `json:"code"`
	PercentOff     *int       `json:"percent_off" doc:"1–100 of the subtotal; null for a fixed amount"`
	AmountOff      *couponSum `json:"amount_off" doc:"Fixed, for orders in its currency; null for a share"`
	MinSubtotal    *couponSum `json:"min_subtotal" doc:"Least subtotal it applies to, null for any"`
	MaxRedemptions *int64     `json:"max_redemptions" doc:"How many live orders may use it, null for any number"`
	Redeemed       int64      `json:"redeemed" doc:"How many live orders use it; a cancelled one gives it back"`
	StartsAt       time.Time  `json:"starts_at"`
	EndsAt         *time.Time `json:"ends_at" doc:"null for never"`
	Active         bool       `json:"active"`
	CreatedAt      time.Time  `json:"created_at"`
	valid          bool       // now, by the database's clock
}

// couponSum is money that may be null.
type couponSum struct {
	_        struct{}       `nullable:"true"`
	Amount   int64          `json:"amount" minimum:"1" maximum:"100000000000" doc:"Minor units (cents)"`
	Currency money.Currency `json:"currency" enum:"USD,EUR,INR" doc:"ISO 4217 code"`
}

// CouponDraft is what an admin writes to make a coupon: exactly one of percent_off and amount_off.
type CouponDraft struct {
	Code           string     `json:"code" pattern:"^[A-Za-z0-9][A-Za-z0-9_-]{2,31}$" doc:"Kept in capitals; shoppers may write it in any case"`
	PercentOff     *int       `json:"percent_off,omitempty" minimum:"1" maximum:"100"`
	AmountOff      *couponSum `json:"amount_off,omitempty"`
	MinSubtotal    *couponSum `json:"min_subtotal,omitempty"`
	MaxRedemptions *int64     `json:"max_redemptions,omitempty" minimum:"1" maximum:"1000000000"`
	StartsAt       *time.Time `json:"starts_at,omitempty" doc:"Now when left out"`
	EndsAt         *time.Time `json:"ends_at,omitempty"`
}

// CouponChange is what an admin changes of a coupon; what is left out stays.
type CouponChange struct {
	Active         *bool      `json:"active,omitempty"`
	EndsAt         *time.Time `json:"ends_at,omitempty"`
	MaxRedemptions *int64     `json:"max_redemptions,omitempty" minimum:"1" maximum:"1000000000" doc:"Not below what is redeemed"`
}

// couponCode is how a code is kept.
func couponCode(written string) string { return strings.ToUpper(strings.TrimSpace(written)) }

// check finds what the schema cannot say.
func (d CouponDraft) check() error {
	c := checker{path: "body"}
	if (d.PercentOff == nil) == (d.AmountOff == nil) {
		c.refuse("percent_off", "give either this or amount_off")
	}
	if d.AmountOff != nil && d.MinSubtotal != nil && d.AmountOff.Currency != d.MinSubtotal.Currency {
		c.refuse("min_subtotal.currency", "must be that of amount_off")
	}
	if d.StartsAt != nil && d.EndsAt != nil && !d.EndsAt.After(*d.StartsAt) {
		c.refuse("ends_at", "must be after starts_at")
	}
	return c.err()
}

// currency is that of the sums, or nil when there are none.
func (d CouponDraft) currency() *money.Currency {
	for _, sum := range []*couponSum{d.AmountOff, d.MinSubtotal} {
		if sum != nil {
			return &sum.Currency
		}
	}
	return nil
}

// price is the coupon in the words of pricing.
func (c Coupon) price() *pricing.Coupon {
	p := &pricing.Coupon{Off: c.AmountOff.money(), MinSubtotal: c.MinSubtotal.money()}
	if c.PercentOff != nil {
		p.BasisPoints = int64(*c.PercentOff) * 100
	}
	return p
}

func (s *couponSum) money() *money.Money {
	if s == nil {
		return nil
	}
	m := money.Of(s.Amount, s.Currency)
	return &m
}

// usable says why a shopper cannot use c now, or nil. Ended and not yet begun ones are as unknown.
func (c Coupon) usable() error {
	switch {
	case !c.valid:
		return ErrUnknownCoupon
	case c.MaxRedemptions != nil && c.Redeemed >= *c.MaxRedemptions:
		return ErrCouponUsedUp
	default:
		return nil
	}
}
