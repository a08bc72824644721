package payments

import (
	"time"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/problem"
)

// What can go wrong when money is given back.
var (
	ErrRefundAboveCaptured = problem.New(problem.Invalid, "refund_above_captured", "more than what was captured and not given back yet").WithFields(problem.Field{Path: "body.amount", Message: "above what is left"})
	ErrRefundCurrency      = problem.New(problem.Invalid, "refund_currency", "a refund is in the payment's currency").WithFields(problem.Field{Path: "body.amount.currency", Message: "not the payment's currency"})
)

// GivenBack is money on its way back to the shopper, or there. Its ID is the provider's key, so that it goes once.
type GivenBack struct {
	ID        string
	PaymentID string
	Attempt   uint8
	Amount    int64 // minor units
	Reason    string
	Status    RefundStatus
	CreatedAt time.Time
}

// RefundStatus is how far a refund is.
type RefundStatus string

// A refund is pending until the provider shows that it is done.
const (
	RefundPending RefundStatus = "pending"
	RefundDone    RefundStatus = "done"
)

// RefundWish is what staff ask for. Without an amount everything that is left goes back.
type RefundWish struct {
	Amount *money.Money `json:"amount,omitempty" doc:"What to give back; everything that is left when absent"`
	Reason string       `json:"reason" minLength:"1" maxLength:"500" doc:"For the books, not for the shopper"`
}

// of returns how much the wish asks for, when left minor units of p can still be given back.
func (w RefundWish) of(p Payment, left int64) (int64, error) {
	if w.Amount == nil {
		if left <= 0 {
			return 0, ErrRefundAboveCaptured
		}
		return left, nil
	}
	switch {
	case w.Amount.Currency != p.Currency:
		return 0, ErrRefundCurrency
	case w.Amount.Amount <= 0, w.Amount.Amount > left:
		return 0, ErrRefundAboveCaptured
	}
	return w.Amount.Amount, nil
}

func (g GivenBack) event(p Payment) events.PaymentGivenBack {
	return events.PaymentGivenBack{OrderID: p.OrderID, PaymentID: p.ID, RefundID: g.ID, Amount: p.money(g.Amount)}
}
