package provider

import (
	"context"
	"net/http"
	"time"

	"github.com/askcart/askcart/shared/money"
)

// Provider moves money from and back to a shopper. Every error that is not an *Error is Unknown (see ClassOf).
// All methods may be called at any time, in any order and again; Begin, Confirm, Close, Capture and Void answer
// with the charge as Lookup shows it once they are done.
type Provider interface {
	// Name is the provider's name in the API and in the database.
	Name() string
	// Caps tells what the provider can do.
	Caps() Caps
	// Methods lists the ways to pay that a shopper may choose from.
	Methods() []string
	// Begin opens a charge and moves no money. Its reference is stored before anything else is done with it.
	Begin(ctx context.Context, key string, w Want) (Charge, error)
	// Confirm asks for the money of an open charge: afterwards it is authorized (or captured, where the
	// provider captures at once), or waits for the shopper, or the error is Declined.
	Confirm(ctx context.Context, key, ref string) (Charge, error)
	// Close makes sure that nothing can come any more of a charge that holds no money.
	Close(ctx context.Context, key, ref string) (Charge, error)
	// Capture takes the whole authorized amount.
	Capture(ctx context.Context, key, ref string) (Charge, error)
	// Void lets an authorization go without taking anything.
	Void(ctx context.Context, key, ref string) (Charge, error)
	// Refund gives amount minor units of a captured charge back; the refund's id is its key.
	Refund(ctx context.Context, id, ref string, amount int64) (Charge, error)
	// Lookup is the truth about a charge.
	Lookup(ctx context.Context, ref string) (Charge, error)
	// ParseWebhook verifies a message that claims to come from the provider, without any I/O. Its error is
	// ErrSignature or ErrMalformed.
	ParseWebhook(raw []byte, header http.Header, now time.Time) (Notice, error)
}

// Challenger is a provider whose challenge (3-D Secure) is taken in our own storefront.
type Challenger interface {
	// Challenge passes or fails the open challenge of a charge; failing it is a decline. Without an open
	// challenge it does nothing. It answers with the charge as it is then.
	Challenge(ctx context.Context, ref string, passed bool) (Charge, error)
}

// Caps is what a provider can do.
type Caps struct {
	Capture    Moment        // when the money of an authorization is taken
	Closes     bool          // a declined charge can be closed for good
	Late       time.Duration // for how long money may still turn up on a charge that looked dead
	Challenges bool          // it may ask the shopper for a challenge
}

// Moment says when an authorized amount is captured.
type Moment string

// The moments.
const (
	OnConfirm  Moment = "on_confirm"  // when the order is confirmed
	AtOnce     Moment = "at_once"     // together with the authorization
	OnDelivery Moment = "on_delivery" // when the parcel is handed over
)

// Want is what a charge is opened for. Order and attempt travel along so that the provider's own books name them.
type Want struct {
	OrderID string
	Attempt int
	Method  string
	Amount  money.Money
}

// State is what a provider makes of a charge.
type State string

// The states of a charge. Authorized and Captured hold the shopper's money.
const (
	Nothing    State = "nothing"    // the provider has not been heard of: unknown, not final
	Open       State = "open"       // opened, and no money asked for yet
	Challenge  State = "challenge"  // waits for the shopper
	Authorized State = "authorized" // held, not taken
	Captured   State = "captured"   // taken, and not given back as a whole
	Refunded   State = "refunded"   // taken and given back as a whole
	Declined   State = "declined"   // refused, but not closed: it may still turn
	Closed     State = "closed"     // nothing is held and nothing can come
)

// HasMoney reports that the shopper's money is held or taken.
func (s State) HasMoney() bool { return s == Authorized || s == Captured }

// Dead reports that no money is there and none is expected.
func (s State) Dead() bool { return s == Declined || s == Closed || s == Refunded }

// Charge is one attempt to be paid, as the provider shows it.
type Charge struct {
	Ref      string
	State    State
	Amount   money.Money
	Captured int64 // minor units
	Refunded int64 // minor units, of refunds that are done
	Decline  *Decline
	Action   *Action
	Refunds  []Refund
}

// Decline is why a charge was refused.
type Decline struct {
	Code  string // stable snake_case, shown to the shopper
	Final bool   // no other attempt may be made for the order
}

// Action is what only the shopper can do to go on.
type Action struct {
	Type   string `json:"type" enum:"challenge,stripe,razorpay,retry"`
	Secret string `json:"secret,omitempty" doc:"For the provider's own element in the browser"`
	URL    string `json:"url,omitempty" doc:"Where the shopper has to go"`
}

// Refund is money given back, by our id.
type Refund struct {
	ID     string
	Amount int64
	Done   bool
}

// Notice is a verified webhook. It only says where to look: nothing in it changes a payment.
type Notice struct {
	ID   string // the provider's id of the message, the same in every delivery
	Type string
	Ref  string // the charge it is about
}
