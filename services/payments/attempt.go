package payments

import (
	"fmt"
	"time"

	"github.com/askcart/askcart/services/payments/internal/provider"
	"github.com/askcart/askcart/shared/money"
)

// Operation is what a worker has to do for an attempt until the provider shows that it is done.
type Operation string

// The operations. Each is finished only by what the provider shows, never by an answer that did not come.
const (
	Begin    Operation = "begin"     // open the charge and ask for the money
	Capture  Operation = "capture"   // take what is authorized
	Void     Operation = "void"      // make sure that nothing is held and nothing can come
	Close    Operation = "close"     // make sure that nothing can come
	Refund   Operation = "refund"    // give back what refunds ask for, or void what was not taken
	GiveBack Operation = "give_back" // an attempt that is not the current one has money
	Look     Operation = "look"      // only watch
)

// Attempt is one try to be paid: one charge at one provider.
type Attempt struct {
	PaymentID string
	Number    uint8
	Provider  string
	Method    string
	Ref       string         // the provider's id of the charge; empty until Begin was answered
	Charge    provider.State // as last seen
	Operation Operation
}

// Work is an attempt that a worker has leased, with all it needs to go on.
type Work struct {
	Attempt
	OrderID     string
	Amount      int64
	Currency    money.Currency
	Tries       int       // of this operation, this one included
	DueAt       time.Time // moves when somebody else wants it done again
	LeasedUntil time.Time // names the lease
	Traceparent string
	Cause       string // id of the event that led to it
}

// key is what the provider knows a call by. It follows from what was stored before the call, so whoever resumes
// the work calls with the same one.
func (w Work) key(operation string) string {
	return fmt.Sprintf("ask:%s:%s:%d", w.OrderID, operation, w.Number)
}

func (w Work) want() provider.Want {
	return provider.Want{OrderID: w.OrderID, Attempt: int(w.Number), Method: w.Method, Amount: money.Of(w.Amount, w.Currency)}
}

// duty is what has to be done for attempt number of a payment in state s, whose charge was last seen as c. It
// follows from the state alone: whatever is killed, its successor reads there what is left to do.
func duty(s State, number uint8, c provider.State) Operation {
	if number != s.Attempt {
		if c.HasMoney() {
			return GiveBack
		}
		return Look
	}
	switch s.Status {
	case Initiated:
		return Begin
	case Capturing:
		return Capture
	case Voiding:
		return Void
	case Refunding:
		return Refund
	case Failed:
		if s.Plan.Closes && !s.Closed {
			return Close
		}
	}
	return Look
}

// call is what to ask of the provider, for an operation on a charge in the given state; empty for nothing.
type call string

const (
	noCall      call = ""
	callConfirm call = "confirm"
	callCapture call = "capture"
	callVoid    call = "void"
	callClose   call = "close"
	callRefund  call = "refund"
)

// calls is the table of call: what is not in it needs no call.
var calls = map[Operation]map[provider.State]call{
	Begin:    {provider.Open: callConfirm},
	Capture:  {provider.Authorized: callCapture},
	Close:    {provider.Open: callClose, provider.Challenge: callClose, provider.Declined: callClose},
	Void:     {provider.Open: callClose, provider.Challenge: callClose, provider.Declined: callClose, provider.Authorized: callVoid},
	Refund:   {provider.Open: callClose, provider.Challenge: callClose, provider.Declined: callClose, provider.Authorized: callVoid, provider.Captured: callRefund},
	GiveBack: {provider.Authorized: callVoid, provider.Captured: callRefund},
}

// rest is how long an attempt may be left alone; never means for good.
type rest time.Duration

const never rest = -1

// pause is how long to wait before the next look at an attempt: op is to be done after tries fruitless tries; the
// charge c has been what it is for age; late is for how long the provider may surprise.
func pause(op Operation, c provider.State, tries int, age, late time.Duration) rest {
	switch {
	case op != Look:
		return backOff(250*time.Millisecond, 15*time.Second, tries)
	case c == provider.Captured:
		return never
	case c == provider.Authorized:
		return backOff(30*time.Second, 5*time.Minute, tries)
	case c == provider.Declined && age < max(late, time.Hour), c != provider.Challenge && c != provider.Open && age < late:
		return backOff(5*time.Second, time.Minute, tries)
	case c == provider.Challenge, c == provider.Open:
		return backOff(2*time.Second, 15*time.Second, tries)
	}
	return never
}

// backOff doubles from first to at most most.
func backOff(first, most time.Duration, tries int) rest {
	d := first << min(max(tries-1, 0), 20)
	return rest(min(d, most))
}
