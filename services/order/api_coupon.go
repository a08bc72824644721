package order

import (
	"context"
	"net/http"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/httpapi"
)

const coupons = "/api/v1/coupons"

// couponRoutes is the staff's part of the HTTP surface.
func (o *Orders) couponRoutes(api *httpapi.API) {
	op := func(id, method, path string, failures ...int) httpapi.Operation {
		return httpapi.Op(id, method, coupons+path, auth.Staff, failures...).Tag("coupons")
	}
	httpapi.Handle(api, op("list-coupons", http.MethodGet, "").Summary("Coupons by code"), o.getCoupons)
	httpapi.Handle(api, op("create-coupon", http.MethodPost, "", http.StatusConflict).Status(created).Summary("Make a coupon"), o.postCoupon)
	httpapi.Handle(api, op("get-coupon", http.MethodGet, "/{code}", http.StatusNotFound).Summary("One coupon"), o.getCoupon)
	httpapi.Handle(api, op("update-coupon", http.MethodPatch, "/{code}", http.StatusNotFound).Summary("End, limit or switch a coupon"), o.patchCoupon)
	httpapi.Handle(api, op("delete-coupon", http.MethodDelete, "/{code}", http.StatusNotFound).
		Summary("Switch a coupon off; it stays for the orders that used it"), o.deleteCoupon)
}

type codeInput struct {
	Code string `path:"code" doc:"In any case"`
}

type changeCouponInput struct {
	Code string `path:"code" doc:"In any case"`
	Body CouponChange
}

func (o *Orders) getCoupons(ctx context.Context, in *httpapi.PageInput) (*httpapi.Body[httpapi.Page[Coupon]], error) {
	after := ""
	if err := httpapi.DecodeCursor(in.Cursor, &after); err != nil {
		return nil, err
	}
	list, err := o.Coupons(ctx, after, in.Limit+1) // one more tells whether there is more
	next := ""
	if len(list) > in.Limit {
		list = list[:in.Limit]
		next = httpapi.EncodeCursor(list[in.Limit-1].Code)
	}
	return httpapi.Reply(httpapi.NewPage(list, next), err)
}

func (o *Orders) postCoupon(ctx context.Context, in *httpapi.Body[CouponDraft]) (*httpapi.Created[Coupon], error) {
	c, err := o.CreateCoupon(ctx, in.Body)
	return httpapi.ReplyCreated(coupons+"/"+c.Code, c, err)
}

func (o *Orders) getCoupon(ctx context.Context, in *codeInput) (*httpapi.Body[Coupon], error) {
	return httpapi.Reply(o.Coupon(ctx, in.Code))
}

func (o *Orders) patchCoupon(ctx context.Context, in *changeCouponInput) (*httpapi.Body[Coupon], error) {
	return httpapi.Reply(o.ChangeCoupon(ctx, in.Code, in.Body))
}

func (o *Orders) deleteCoupon(ctx context.Context, in *codeInput) (*httpapi.Body[Coupon], error) {
	off := false
	return httpapi.Reply(o.ChangeCoupon(ctx, in.Code, CouponChange{Active: &off}))
}
