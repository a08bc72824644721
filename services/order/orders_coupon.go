package order

import (
	"context"
	"fmt"

	"github.com/askcart/askcart/shared/postgres"
)

// CreateCoupon makes a coupon; ErrCouponTaken when there is one of its code.
func (o *Orders) CreateCoupon(ctx context.Context, d CouponDraft) (Coupon, error) {
	if err := d.check(); err != nil {
		return Coupon{}, err
	}
	c, err := insertCoupon(ctx, o.db, d)
	if err != nil {
		return Coupon{}, fmt.Errorf("create a coupon: %w", err)
	}
	return c, nil
}

// Coupon returns one coupon, or ErrCouponNotFound.
func (o *Orders) Coupon(ctx context.Context, code string) (Coupon, error) {
	c, found, err := findCoupon(ctx, o.db, couponCode(code))
	if err == nil && !found {
		err = ErrCouponNotFound
	}
	if err != nil {
		return Coupon{}, fmt.Errorf("read a coupon: %w", err)
	}
	return c, nil
}

// Coupons lists up to limit coupons whose code is above after.
func (o *Orders) Coupons(ctx context.Context, after string, limit int) ([]Coupon, error) {
	list, err := listCoupons(ctx, o.db, after, limit)
	if err != nil {
		return nil, fmt.Errorf("list coupons: %w", err)
	}
	return list, nil
}

// ChangeCoupon changes what c names. Orders that used the coupon keep their price. A limit below what is
// redeemed becomes what is redeemed.
func (o *Orders) ChangeCoupon(ctx context.Context, code string, c CouponChange) (Coupon, error) {
	changed, err := changeCoupon(ctx, o.db, couponCode(code), c)
	if err != nil {
		return Coupon{}, fmt.Errorf("change a coupon: %w", err)
	}
	return changed, nil
}

// useCoupon counts a use for a new order; who comes too late for the last one is refused.
func useCoupon(ctx context.Context, tx postgres.Tx, written string) error {
	if written == "" {
		return nil
	}
	ok, err := redeem(ctx, tx, couponCode(written))
	if err == nil && !ok {
		err = ErrCouponUsedUp
	}
	return err
}

// usableCoupon is the coupon of a code that a shopper wrote, or nil when none was.
func usableCoupon(ctx context.Context, q postgres.Querier, written string) (*Coupon, error) {
	if written == "" {
		return nil, nil
	}
	c, found, err := findCoupon(ctx, q, couponCode(written))
	if err != nil {
		return nil, fmt.Errorf("find a coupon: %w", err)
	}
	if !found {
		return nil, ErrUnknownCoupon
	}
	return &c, c.usable()
}
