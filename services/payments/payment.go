package payments

import (
	"time"

	"github.com/askcart/askcart/services/payments/internal/provider"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/problem"
)

// What can go wrong with a payment.
var (
	ErrNotFound          = problem.New(problem.NotFound, "payment_not_found", "no such payment")
	ErrNotDeclined       = problem.New(problem.Conflict, "payment_not_declined", "only a declined payment can be tried again")
	ErrAttemptsUsedUp    = problem.New(problem.Conflict, "attempts_used_up", "this order has had all its attempts")
	ErrNotClosed         = problem.New(problem.Conflict, "payment_not_closed", "the provider has not closed the last attempt yet").After(time.Second)
	ErrNoChallenge       = problem.New(problem.Conflict, "no_open_challenge", "this payment waits for no challenge")
	ErrProviderUnknown   = problem.New(problem.Invalid, "provider_unavailable", "this shop does not take payments by this provider").WithFields(problem.Field{Path: "body.provider", Message: "see GET /payments/config"})
	ErrMethodUnknown     = problem.New(problem.Invalid, "method_unknown", "the provider has no such method").WithFields(problem.Field{Path: "body.method", Message: "see GET /payments/config"})
	ErrCardNumberRefused = problem.New(problem.Invalid, "card_number_refused", "card numbers belong into the provider's own form").WithFields(problem.Field{Path: "body.method", Message: "looks like a card number"})
)

// Payment is how an order is paid: the money it asks for and what became of it, over all attempts. Amounts are
// minor units of Currency.
type Payment struct {
	ID          string
	OrderID     string
	UserID      string // empty until order_created was seen
	Amount      int64
	Currency    money.Currency
	Provider    string // of the current attempt; before the first, what the order asks for
	Method      string
	Status      Status
	Attempt     uint8
	Ordered     bool
	Held        bool
	Closed      bool
	Captured    int64
	Refunded    int64
	DeclineCode string
	Action      *provider.Action
	Version     int64
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// learn takes over what the order says; amount and currency come from nowhere else.
func (p *Payment) learn(o events.Order) {
	p.UserID = o.UserID
	p.Amount, p.Currency = o.Totals.Total.Amount, o.Totals.Total.Currency
	p.Provider, p.Method = o.Payment.Provider, o.Payment.Method
}

// take moves the payment into a state.
func (p *Payment) take(s State) {
	p.Status, p.Attempt = s.Status, s.Attempt
	p.Ordered, p.Held, p.Closed = s.Ordered, s.Held, s.Closed
}

// observe takes over what the provider shows of the current attempt.
func (p *Payment) observe(c provider.Charge) {
	p.Captured, p.Refunded = c.Captured, c.Refunded
	p.Action = c.Action
	if c.Decline != nil {
		p.DeclineCode = c.Decline.Code
	}
	if c.State.HasMoney() {
		p.DeclineCode = ""
	}
}

// again makes the payment ready for another attempt.
func (p *Payment) again(providerName, method string) {
	p.Provider, p.Method = providerName, method
	p.DeclineCode, p.Action = "", nil
}

func (p Payment) money(amount int64) money.Money { return money.Of(amount, p.Currency) }

// action is what the shopper has to do now, or nil.
func (p Payment) action() *provider.Action {
	switch p.Status {
	case RequiresAction:
		return p.Action
	case Declined:
		return &provider.Action{Type: "retry"}
	}
	return nil
}

func (p Payment) event() events.Payment {
	e := events.Payment{
		OrderID: p.OrderID, PaymentID: p.ID, Provider: p.Provider, Status: p.Status.shown(), Attempt: int(p.Attempt),
		Version: p.Version, Amount: p.money(p.Amount), Captured: p.Captured, Refunded: p.Refunded,
	}
	if p.Status == Declined || p.Status == Failed {
		e.DeclineCode = p.DeclineCode
	}
	if a := p.action(); a != nil {
		e.ClientAction = a.Type
	}
	return e
}

func (p Payment) success() events.PaymentSuccess {
	return events.PaymentSuccess{OrderID: p.OrderID, PaymentID: p.ID, Amount: p.money(p.Amount), Captured: p.Status == Captured}
}

func (p Payment) failure(at Stage) events.PaymentFailure {
	code := p.DeclineCode
	if at == AtCapture {
		code = "capture_failed"
	}
	return events.PaymentFailure{OrderID: p.OrderID, PaymentID: p.ID, Stage: string(at), Code: code}
}
