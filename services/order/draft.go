package order

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/pan"
	"github.com/askcart/askcart/shared/problem"
)

// Errors of what a shopper writes.
var (
	ErrInvalid = problem.New(problem.Invalid, "invalid", "the request does not make sense")
	ErrCard    = problem.New(problem.Invalid, "card_number_refused",
		"this looks like a card number; cards belong into the payment form only")
)

// Wish is how many of a SKU are wanted.
type Wish struct {
	SKU      string `json:"sku" minLength:"1" maxLength:"64"`
	Quantity int    `json:"quantity" minimum:"1" maximum:"99"`
}

// Address is where a parcel goes.
type Address struct {
	Name       string `json:"name" minLength:"1" maxLength:"100"`
	Line1      string `json:"line1" minLength:"1" maxLength:"100"`
	Line2      string `json:"line2,omitempty" maxLength:"100"`
	City       string `json:"city" minLength:"1" maxLength:"100"`
	Region     string `json:"region,omitempty" maxLength:"100"`
	PostalCode string `json:"postal_code" minLength:"2" maxLength:"12" pattern:"^[A-Za-z0-9][A-Za-z0-9 -]*$"`
	Country    string `json:"country" pattern:"^[A-Z]{2}$" doc:"ISO 3166-1 alpha-2"`
	Phone      string `json:"phone,omitempty" maxLength:"32" pattern:"^[+]?[0-9 ()/.-]*$"`
}

// Draft is what a shopper orders. It names no price but the total the shopper expects to pay.
type Draft struct {
	CartID          string         `json:"cart_id" format:"uuid" doc:"The cart that becomes this order"`
	CartVersion     int64          `json:"cart_version" minimum:"0"`
	Lines           []Wish         `json:"lines" minItems:"1" maxItems:"100" doc:"Each SKU once"`
	Email           string         `json:"email" maxLength:"254" pattern:"^[^\\s@<>,;\"]+@[^\\s@<>,;\"]+\\.[^\\s@<>,;\".]+$"`
	ShippingAddress Address        `json:"shipping_address"`
	ShippingMethod  string         `json:"shipping_method" minLength:"1" maxLength:"32"`
	Coupon          string         `json:"coupon,omitempty" maxLength:"64"`
	Currency        money.Currency `json:"currency,omitempty" enum:"USD,EUR,INR" doc:"The shop's when left out"`
	Payment         PaymentWish    `json:"payment"`
	ExpectedTotal   money.Money    `json:"expected_total" doc:"The total of the quote; another one is refused with the new quote"`
}

// PaymentWish is how the shopper wants to pay.
type PaymentWish struct {
	Provider string `json:"provider" enum:"sandbox,stripe,razorpay,cod"`
	Method   string `json:"method,omitempty" maxLength:"64" pattern:"^[A-Za-z0-9_-]*$" doc:"A token of the provider's form; never a card number. May be left out for cod"`
}

// Enquiry asks what lines would cost. Without an address there is no tax yet.
type Enquiry struct {
	Lines           []Wish         `json:"lines" minItems:"1" maxItems:"100" doc:"Each SKU once"`
	ShippingAddress *Address       `json:"shipping_address,omitempty"`
	ShippingMethod  string         `json:"shipping_method,omitempty" maxLength:"32" doc:"standard when left out"`
	Coupon          string         `json:"coupon,omitempty" maxLength:"64"`
	Currency        money.Currency `json:"currency,omitempty" enum:"USD,EUR,INR" doc:"The shop's when left out"`
}

// enquiry is what d would be asked as.
func (d Draft) enquiry() Enquiry {
	return Enquiry{
		Lines: d.Lines, ShippingAddress: &d.ShippingAddress, ShippingMethod: d.ShippingMethod,
		Coupon: d.Coupon, Currency: d.Currency,
	}
}

// check finds everything the schema cannot say.
func (d Draft) check() error {
	c := checker{path: "body"}
	c.email(d.Email)
	c.text("payment.method", d.Payment.Method)
	if d.Payment.Method == "" && d.Payment.Provider != onDelivery {
		c.refuse("payment.method", "is required for this provider")
	}
	d.enquiry().look(&c)
	return c.err()
}

// check finds everything the schema cannot say.
func (e Enquiry) check() error {
	c := checker{path: "body"}
	e.look(&c)
	return c.err()
}

func (e Enquiry) look(c *checker) {
	c.lines(e.Lines)
	if e.ShippingAddress != nil {
		c.address(*e.ShippingAddress)
	}
	c.text("shipping_method", e.ShippingMethod)
	c.text("coupon", e.Coupon)
}

// checker collects what is wrong with a request, all of it at once.
type checker struct {
	path   string
	fields []problem.Field
	card   bool
}

func (c *checker) refuse(path, message string) {
	c.fields = append(c.fields, problem.Field{Path: c.path + "." + path, Message: message})
}

// plain refuses control characters, which nobody types; Postgres cannot even keep a NUL.
func (c *checker) plain(path, value string) {
	if strings.ContainsFunc(value, unicode.IsControl) {
		c.refuse(path, "must not contain control characters")
	}
}

// text refuses card numbers too.
func (c *checker) text(path, value string) {
	c.plain(path, value)
	if pan.Found(value) {
		c.card = true
		c.refuse(path, "must not contain a card number")
	}
}

// words refuses, besides, what is nothing but white space.
func (c *checker) words(path, value string) {
	c.text(path, value)
	if strings.TrimSpace(value) == "" {
		c.refuse(path, "must not be blank")
	}
}

func (c *checker) email(value string) {
	c.text("email", value)
	if local, _, _ := strings.Cut(value, "@"); len(local) > 64 || strings.Contains(value, "..") {
		c.refuse("email", "must be an e-mail address")
	}
}

func (c *checker) address(a Address) {
	const at = "shipping_address."
	c.words(at+"name", a.Name)
	c.words(at+"line1", a.Line1)
	c.text(at+"line2", a.Line2)
	c.words(at+"city", a.City)
	c.text(at+"region", a.Region)
	c.text(at+"postal_code", a.PostalCode)
	c.text(at+"phone", a.Phone)
	if !isCountry(a.Country) {
		c.refuse(at+"country", "is not a country of ISO 3166-1")
	}
}

// lines checks the SKUs, which are the catalogue's own words and may be any digits. A SKU named twice is
// a client's mistake that adding up would hide.
func (c *checker) lines(lines []Wish) {
	for i, l := range lines {
		path := fmt.Sprintf("lines[%d].sku", i)
		c.plain(path, l.SKU)
		if slices.ContainsFunc(lines[:i], func(o Wish) bool { return o.SKU == l.SKU }) {
			c.refuse(path, "is in the order twice")
		}
	}
}

func (c *checker) err() error {
	switch {
	case len(c.fields) == 0:
		return nil
	case c.card:
		return ErrCard.WithFields(c.fields...)
	default:
		return ErrInvalid.WithFields(c.fields...)
	}
}
