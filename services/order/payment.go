package order

import (
	"maps"

	"github.com/askcart/askcart/shared/events"
)

// What an order says of its payment and of money given back.
const (
	paymentAwaiting  = "awaiting" // payments has not been heard of
	paymentCaptured  = "captured"
	paymentRefunding = "refunding"
	onDelivery       = "cod"
)

// RefundStatus is how much of an order's money went back.
type RefundStatus string

// From nothing to everything; pending while the provider works on the first refund.
const (
	RefundNone    RefundStatus = "none"
	RefundPending RefundStatus = "pending"
	RefundPartial RefundStatus = "partial"
	RefundDone    RefundStatus = "done"
)

// Payment is what the shopper may know of an order's payment: a copy that payment_updated keeps true. It
// holds no secrets; those are read from payments.
type Payment struct {
	ID           *string       `json:"id" doc:"The payment's id; null until payments has begun"`
	Provider     string        `json:"provider"`
	Status       string        `json:"status" enum:"awaiting,initiated,requires_action,declined,authorized,capturing,captured,failed,voiding,voided,refunding,refunded"`
	Attempt      int           `json:"attempt" doc:"1 for the first card, 2 for the next one"`
	DeclineCode  *string       `json:"decline_code" doc:"Why the last attempt was declined"`
	ClientAction *ClientAction `json:"client_action" doc:"What the shopper has to do now"`
}

// ClientAction is what only the shopper can do: pass a challenge, enter a card, try another one.
type ClientAction struct {
	_    struct{} `nullable:"true"`
	Type string   `json:"type" enum:"challenge,stripe,razorpay,retry"`
}

// paymentCopy is Payment with what only the service itself needs.
type paymentCopy struct {
	Payment
	Method   string           `json:"method"`
	Version  int64            `json:"version"`            // of the last payment_updated applied
	Refunded int64            `json:"refunded,omitempty"` // minor units, as payment_updated tells
	Refunds  map[string]int64 `json:"refunds,omitempty"`  // by refund id, as payment_refunded tells
}

// newer returns the copy with what payments says applied, and whether it says something new.
func (p paymentCopy) newer(u events.Payment) (paymentCopy, bool) {
	if u.Version <= p.Version {
		return p, false
	}
	p.ID, p.Provider, p.Status, p.Attempt = &u.PaymentID, u.Provider, u.Status, u.Attempt
	p.DeclineCode, p.ClientAction = nil, nil
	if u.DeclineCode != "" {
		p.DeclineCode = &u.DeclineCode
	}
	if u.ClientAction != "" {
		p.ClientAction = &ClientAction{Type: u.ClientAction}
	}
	p.Version, p.Refunded = u.Version, u.Refunded
	return p, true
}

// givenBack returns the copy with a refund added; a refund counts once, whatever is delivered.
func (p paymentCopy) givenBack(r events.PaymentGivenBack) paymentCopy {
	p.Refunds = maps.Clone(p.Refunds)
	if p.Refunds == nil {
		p.Refunds = map[string]int64{}
	}
	p.Refunds[r.RefundID] = r.Amount.Amount
	return p
}

// secured reports that the goods may leave.
func (p paymentCopy) secured() bool {
	return p.Status == paymentCaptured || p.Provider == onDelivery
}

// refundStatus compares what went back with total. payment_updated and payment_refunded may overtake each
// other, so the larger of their two figures is the truth.
func (p paymentCopy) refundStatus(total int64) RefundStatus {
	var sum int64
	for _, amount := range p.Refunds {
		sum += amount
	}
	switch back := max(sum, p.Refunded); {
	case back == 0 && p.Status == paymentRefunding:
		return RefundPending
	case back == 0:
		return RefundNone
	case back < total:
		return RefundPartial
	default:
		return RefundDone
	}
}

// milestones are the payment's statuses that the shopper's timeline shows.
var milestones = map[string]string{
	"requires_action": "payment_action_required",
	"declined":        "payment_declined",
	"captured":        "payment_captured",
	"voided":          "payment_voided",
	"refunded":        "payment_refunded",
}

// newPayment is the copy while payments has not been heard of.
func newPayment(w PaymentWish) paymentCopy {
	return paymentCopy{Payment: Payment{Provider: w.Provider, Status: paymentAwaiting}, Method: w.Method}
}
