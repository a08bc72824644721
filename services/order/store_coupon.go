package order

import (
	"context"
	"time"

	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
)

const couponColumns = `code, percent_off, amount_off, min_subtotal, currency, max_redemptions, redeemed, starts_at, ends_at,
	active, created_at, active and starts_at <= now() and (ends_at is null or ends_at > now()) as valid`

type couponRow struct {
	Code                                   string
	PercentOff                             *int
	AmountOff, MinSubtotal, MaxRedemptions *int64
	Currency                               *money.Currency
	Redeemed                               int64
	StartsAt, CreatedAt                    time.Time
	EndsAt                                 *time.Time
	Active, Valid                          bool
}

func (r couponRow) coupon() Coupon {
	sum := func(amount *int64) *couponSum {
		if amount == nil {
			return nil
		}
		return &couponSum{Amount: *amount, Currency: *r.Currency}
	}
	c := Coupon{
		Code: r.Code, PercentOff: r.PercentOff, AmountOff: sum(r.AmountOff), MinSubtotal: sum(r.MinSubtotal),
		MaxRedemptions: r.MaxRedemptions, Redeemed: r.Redeemed, StartsAt: r.StartsAt.UTC(), EndsAt: r.EndsAt,
		Active: r.Active, CreatedAt: r.CreatedAt.UTC(), valid: r.Valid,
	}
	if c.EndsAt != nil {
		end := c.EndsAt.UTC()
		c.EndsAt = &end
	}
	return c
}

func (s *couponSum) amount() *int64 {
	if s == nil {
		return nil
	}
	return &s.Amount
}

// insertCoupon writes a new coupon; ErrCouponTaken when there is one of its code.
func insertCoupon(ctx context.Context, q postgres.Querier, d CouponDraft) (Coupon, error) {
	r, fresh, err := postgres.Maybe[couponRow](ctx, q, `
		insert into coupons (code, percent_off, amount_off, min_subtotal, currency, max_redemptions, starts_at, ends_at)
		values (@code, @percent, @amount, @least, @currency, @max, coalesce(@starts, now()), @ends)
		on conflict (code) do nothing returning `+couponColumns,
		postgres.Args{
			"code": couponCode(d.Code), "percent": d.PercentOff, "amount": d.AmountOff.amount(), "least": d.MinSubtotal.amount(),
			"currency": d.currency(), "max": d.MaxRedemptions, "starts": d.StartsAt, "ends": d.EndsAt,
		})
	if err == nil && !fresh {
		err = ErrCouponTaken
	}
	return r.coupon(), err
}

// findCoupon reads a coupon by its code in capitals.
func findCoupon(ctx context.Context, q postgres.Querier, code string) (Coupon, bool, error) {
	r, found, err := postgres.Maybe[couponRow](ctx, q, `
		select `+couponColumns+` from coupons where code = @code`, postgres.Args{"code": code})
	return r.coupon(), found, err
}

// listCoupons returns up to limit coupons whose code is above after.
func listCoupons(ctx context.Context, q postgres.Querier, after string, limit int) ([]Coupon, error) {
	rows, err := postgres.All[couponRow](ctx, q, `
		select `+couponColumns+` from coupons where code > @after order by code limit @limit`,
		postgres.Args{"after": after, "limit": limit})
	list := make([]Coupon, len(rows))
	for i, r := range rows {
		list[i] = r.coupon()
	}
	return list, err
}

// changeCoupon stores what c names; ErrCouponNotFound when there is no such coupon.
func changeCoupon(ctx context.Context, q postgres.Querier, code string, c CouponChange) (Coupon, error) {
	r, found, err := postgres.Maybe[couponRow](ctx, q, `
		update coupons set active = coalesce(@active, active), ends_at = coalesce(@ends, ends_at),
			max_redemptions = case when @max::bigint is null then max_redemptions else greatest(@max, redeemed) end
		where code = @code returning `+couponColumns,
		postgres.Args{"code": code, "active": c.Active, "ends": c.EndsAt, "max": c.MaxRedemptions})
	if err == nil && !found {
		err = ErrCouponNotFound
	}
	return r.coupon(), err
}

// redeem counts one more use of a coupon, or returns false when it is used up meanwhile.
func redeem(ctx context.Context, tx postgres.Tx, code string) (bool, error) {
	n, err := postgres.Exec(ctx, tx, `
		update coupons set redeemed = redeemed + 1
		where code = @code and (max_redemptions is null or redeemed < max_redemptions)`, postgres.Args{"code": code})
	return n == 1, err
}

// giveBack counts one use less, for an order that was cancelled.
func giveBack(ctx context.Context, tx postgres.Tx, code string) error {
	_, err := postgres.Exec(ctx, tx, `update coupons set redeemed = redeemed - 1 where code = @code and redeemed > 0`,
		postgres.Args{"code": code})
	return err
}
