package order

import (
	"errors"
	"strings"
	"testing"

	"github.com/askcart/askcart/shared/problem"
)

// goodDraft is one that passes.
func goodDraft() Draft {
	return Draft{
		Lines: []Wish{{"4242424242424242", 1}}, // a SKU may be any digits
		Email: "ada@example.com", ShippingMethod: "standard", Payment: PaymentWish{"sandbox", "tok_ok"},
		ShippingAddress: Address{Name: "Ada", Line1: "1 Main St", City: "Springfield", PostalCode: "01101", Country: "US", Phone: "+49 151 1234 5678"},
	}
}

func TestDraftCheck(t *testing.T) {
	t.Parallel()
	if err := goodDraft().check(); err != nil {
		t.Fatalf("a good draft: %v", err)
	}
	for _, row := range []struct {
		name  string
		spoil func(*Draft)
		want  error
		path  string
	}{
		{"a blank name", func(d *Draft) { d.ShippingAddress.Name = " \u00a0" }, ErrInvalid, "body.shipping_address.name"},
		{"a NUL", func(d *Draft) { d.ShippingAddress.Line2 = "a\x00b" }, ErrInvalid, "body.shipping_address.line2"},
		{"a line break", func(d *Draft) { d.ShippingAddress.City = "a\r\nBcc: b" }, ErrInvalid, "body.shipping_address.city"},
		{"no such country", func(d *Draft) { d.ShippingAddress.Country = "XX" }, ErrInvalid, "body.shipping_address.country"},
		{"a SKU twice", func(d *Draft) { d.Lines = []Wish{{"a", 1}, {"a", 2}} }, ErrInvalid, "body.lines[1].sku"},
		{"a SKU with a NUL", func(d *Draft) { d.Lines[0].SKU = "\x00" }, ErrInvalid, "body.lines[0].sku"},
		{"no payment method", func(d *Draft) { d.Payment.Method = "" }, ErrInvalid, "body.payment.method"},
		{"a long local part", func(d *Draft) { d.Email = strings.Repeat("a", 65) + "@b.co" }, ErrInvalid, "body.email"},
		{"a card as name", func(d *Draft) { d.ShippingAddress.Name = "4242 4242 4242 4242" }, ErrCard, "body.shipping_address.name"},
		{"a card as method", func(d *Draft) { d.Payment.Method = "4242424242424242" }, ErrCard, "body.payment.method"},
		{"a card as coupon", func(d *Draft) { d.Coupon = "5555-5555-5555-4444" }, ErrCard, "body.coupon"},
		{"a card as phone", func(d *Draft) { d.ShippingAddress.Phone = "378282246310005" }, ErrCard, "body.shipping_address.phone"},
		{"a card as e-mail", func(d *Draft) { d.Email = "4242424242424242@b.co" }, ErrCard, "body.email"},
	} {
		t.Run(row.name, func(t *testing.T) {
			d := goodDraft()
			row.spoil(&d)
			err := d.check()
			if fields := problem.Of(err).Fields; !errors.Is(err, row.want) || len(fields) != 1 || fields[0].Path != row.path {
				t.Errorf("got %v %v, want %v at %s", err, fields, row.want, row.path)
			}
		})
	}
}

func TestDraftCheckTellsAllAtOnce(t *testing.T) {
	t.Parallel()
	err := Draft{Payment: PaymentWish{Provider: "stripe"}, ShippingAddress: Address{Country: "de"}}.check()
	if n := len(problem.Of(err).Fields); n != 5 {
		t.Errorf("%d fields refused, want name, line1, city, country and payment.method", n)
	}
}

func TestCashOnDeliveryNeedsNoMethod(t *testing.T) {
	t.Parallel()
	d := goodDraft()
	d.Payment = PaymentWish{Provider: "cod"}
	if err := d.check(); err != nil {
		t.Error(err)
	}
}
