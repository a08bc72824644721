package payments

import "github.com/askcart/askcart/services/payments/internal/provider"

// Status is where a payment stands.
type Status string

// The statuses of a payment. Tombstone is the record of an order that was cancelled before anything could be
// charged; outside it reads as voided.
const (
	None           Status = "none"
	Awaiting       Status = "awaiting"
	Initiated      Status = "initiated"
	RequiresAction Status = "requires_action"
	Declined       Status = "declined"
	Authorized     Status = "authorized"
	Capturing      Status = "capturing"
	Captured       Status = "captured"
	Failed         Status = "failed"
	Voiding        Status = "voiding"
	Voided         Status = "voided"
	Refunding      Status = "refunding"
	Refunded       Status = "refunded"
	Tombstone      Status = "tombstone"
)

// underway reports an attempt whose outcome is not known yet.
func (s Status) underway() bool { return s == Initiated || s == RequiresAction }

// open reports that the current attempt may still end with the shopper's money.
func (s Status) open() bool {
	return s.underway() || s == Authorized || s == Capturing || s == Captured
}

// shown is the status in the words of the public API.
func (s Status) shown() string {
	switch s {
	case None:
		return string(Awaiting)
	case Tombstone:
		return string(Voided)
	}
	return string(s)
}

// State is everything that decides what a payment does next: small and comparable, so that an explorer can walk
// through all of them.
type State struct {
	Status  Status
	Attempt uint8 // the current attempt, 1..Limit; 0 before the first
	Limit   uint8 // how many attempts an order has
	Ordered bool  // order_created was seen
	Held    bool  // inventory_reserved was seen
	Closed  bool  // of a declined attempt: nothing can come of it any more
	Plan    Plan
}

// Plan is how the provider of the current attempt works.
type Plan struct {
	Capture provider.Moment
	Closes  bool // a declined charge can be closed
}

func planOf(c provider.Caps) Plan { return Plan{Capture: c.Capture, Closes: c.Closes} }

// Kind is what happened to a payment.
type Kind string

// What can happen. Seen is evidence: an answer, a webhook or the reconciler's Lookup.
const (
	Ordered     Kind = "ordered"      // order_created
	Held        Kind = "held"         // inventory_reserved
	Confirmed   Kind = "confirmed"    // order_confirmed
	Delivered   Kind = "delivered"    // order_delivered
	Cancelled   Kind = "cancelled"    // order_cancelled
	Retried     Kind = "retried"      // the shopper tries another way to pay
	RefundAsked Kind = "refund_asked" // staff or a return give money back
	Seen        Kind = "seen"         // the provider shows a charge
)

// Event is one thing that happened; comparable, like State.
type Event struct {
	Kind    Kind
	Plan    Plan           // of Ordered and Retried: how the wished provider works
	Attempt uint8          // of Seen
	Charge  provider.State // of Seen
	Final   bool           // of Seen: a decline after which no other attempt may be made
	All     bool           // of RefundAsked: everything that was captured goes back
}

// Stage says where a payment failed for good.
type Stage string

// The stages of payment_failed.
const (
	AtAuthorize Stage = "authorize"
	AtCapture   Stage = "capture"
)

// Effects is what a transition tells the others, besides payment_updated. What it makes the provider do follows
// from the new state (see duty).
type Effects struct {
	Succeeded bool
	Failed    Stage // empty when it did not
	Stray     bool  // money turned up on an attempt that is not the current one
}
