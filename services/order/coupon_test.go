package order

import (
	"sync"
	"testing"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/service/servicetest"
	"github.com/google/uuid"
)

const couponsPath = "/api/v1/coupons"

// withCoupon is a draft of one desk with a coupon, and the total it then has.
func (b shopper) withCoupon(code string) map[string]any {
	b.shop.t.Helper()
	quoted := servicetest.JSON[Quote](b.Post(path("/quote"), map[string]any{
		"lines": []Wish{{"desk", 1}}, "shipping_address": home(), "coupon": code,
	}).Want(200))
	return with(with(b.draft("desk", 1), "coupon", code), "expected_total", quoted.Totals.Total)
}

func coupon(t *testing.T, s *shop) {
	staff, b := s.As(s.env.Admin()), s.shopper()
	made := staff.Post(couponsPath, `{"code":"tenth-off","percent_off":10}`).Want(201, `"code":"TENTH-OFF"`, `"redeemed":0`, `"active":true`)
	if got := made.Header.Get("Location"); got != couponsPath+"/TENTH-OFF" {
		t.Errorf("Location: %s", got)
	}
	staff.Post(couponsPath, `{"code":"TENTH-OFF","percent_off":20}`).Want(409, `"coupon_taken"`)
	placed := b.post(b.withCoupon(" Tenth-Off "), "k").Want(201, `"discount":{"amount":3490,`, `"coupon":"TENTH-OFF"`)
	id := servicetest.JSON[Order](placed).ID
	sent := servicetest.Await(s.env, events.OrderCreated, func(o events.Order) bool { return o.ID == id })
	if sent.Totals.Discount.Amount != 3_490 {
		t.Errorf("order_created tells a discount of %v", sent.Totals.Discount)
	}
	staff.Get(couponsPath+"/tenth-off").Want(200, `"redeemed":1`)
	b.Post(path("/%s/cancel", id), nil).Want(200)
	b.Post(path("/%s/cancel", id), nil).Want(200)
	staff.Get(couponsPath+"/tenth-off").Want(200, `"redeemed":0`)
	staff.Delete(couponsPath+"/tenth-off").Want(200, `"active":false`)
	b.Post(path("/quote"), `{"lines":[{"sku":"desk","quantity":1}],"coupon":"TENTH-OFF"}`).Want(422, `"coupon_unknown"`)
}

func lastUse(t *testing.T, s *shop) {
	staff := s.As(s.env.Admin())
	staff.Post(couponsPath, `{"code":"once","amount_off":{"amount":1000,"currency":"USD"},"max_redemptions":1}`).Want(201)
	var posting sync.WaitGroup
	answers := make([]*servicetest.Response, 10)
	draft := s.shopper().withCoupon("ONCE")
	for i := range answers {
		posting.Go(func() { answers[i] = s.shopper().post(draft, uuid.NewString()) })
	}
	posting.Wait()
	n := 0
	for _, a := range answers {
		if a.Status == 201 {
			n++
		} else {
			a.Want(422, `"coupon_used_up"`)
		}
	}
	if n != 1 {
		t.Errorf("used %d times, want once", n)
	}
	staff.Patch(couponsPath+"/once", `{"max_redemptions":2}`).Want(200, `"max_redemptions":2`, `"redeemed":1`)
	b := s.shopper()
	b.post(b.withCoupon("once"), "k").Want(201)
}

func badCoupons(_ *testing.T, s *shop) {
	staff, b := s.As(s.env.Admin()), s.shopper()
	for body, path := range map[string]string{
		`{"code":"both","percent_off":10,"amount_off":{"amount":1,"currency":"USD"}}`: "body.percent_off",
		`{"code":"none"}`:                                            "body.percent_off",
		`{"code":"big","percent_off":101}`:                           "body.percent_off",
		`{"code":"x y","percent_off":1}`:                             "body.code",
		`{"code":"free","amount_off":{"amount":0,"currency":"USD"}}`: "body.amount_off",
		`{"code":"time","percent_off":1,"starts_at":"2030-01-02T00:00:00Z","ends_at":"2030-01-01T00:00:00Z"}`:    "body.ends_at",
		`{"code":"mix","amount_off":{"amount":1,"currency":"USD"},"min_subtotal":{"amount":1,"currency":"EUR"}}`: "body.min_subtotal.currency",
	} {
		staff.Post(couponsPath, body).Want(422, path)
	}
	staff.Post(couponsPath, `{"code":"later","percent_off":1,"starts_at":"2100-01-01T00:00:00Z"}`).Want(201)
	staff.Post(couponsPath, `{"code":"ended","percent_off":1,"starts_at":"2000-01-01T00:00:00Z","ends_at":"2001-01-01T00:00:00Z"}`).Want(201)
	staff.Post(couponsPath, `{"code":"large","percent_off":1,"min_subtotal":{"amount":50000,"currency":"USD"}}`).Want(201)
	ask := func(code string) *servicetest.Response {
		return b.Post(path("/quote"), map[string]any{"lines": []Wish{{"desk", 1}}, "coupon": code})
	}
	ask("later").Want(422, `"coupon_unknown"`)
	ask("ended").Want(422, `"coupon_unknown"`)
	ask("large").Want(422, `"coupon_not_applicable"`)
	staff.Get(couponsPath+"?limit=1").Want(200, `"next":"`)
	staff.Get(couponsPath+"/nothing").Want(404, `"coupon_not_found"`)
	staff.Patch(couponsPath+"/nothing", `{"active":true}`).Want(404, `"coupon_not_found"`)
	b.Get(couponsPath).Want(403)
	b.Post(couponsPath, `{"code":"mine","percent_off":99}`).Want(403)
}
