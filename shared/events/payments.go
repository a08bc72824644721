package events

import "github.com/askcart/askcart/shared/money"

// What payments sends. Key: the order's id.
const (
	PaymentUpdated   Topic[Payment]          = "payment_updated"
	PaymentSucceeded Topic[PaymentSuccess]   = "payment_succeeded"
	PaymentFailed    Topic[PaymentFailure]   = "payment_failed"
	PaymentRefunded  Topic[PaymentGivenBack] = "payment_refunded"
)

// Payment is a payment after a transition. It carries no secrets.
type Payment struct {
	OrderID      string      `json:"order_id"`
	PaymentID    string      `json:"payment_id"`
	Provider     string      `json:"provider"`
	Status       string      `json:"status"`
	Attempt      int         `json:"attempt"`
	Version      int64       `json:"version" doc:"Raised by every transition; apply only a higher one"`
	DeclineCode  string      `json:"decline_code,omitempty"`
	ClientAction string      `json:"client_action,omitempty" doc:"What the shopper must do: challenge, stripe, razorpay or retry"`
	Amount       money.Money `json:"amount"`
	Captured     int64       `json:"captured" doc:"Minor units"`
	Refunded     int64       `json:"refunded" doc:"Minor units"`
}

// PaymentSuccess means authorized, or captured where the method captures at once.
type PaymentSuccess struct {
	OrderID   string      `json:"order_id"`
	PaymentID string      `json:"payment_id"`
	Amount    money.Money `json:"amount"`
	Captured  bool        `json:"captured"`
}

// PaymentFailure is final: attempts used up, not retryable, or capture failed for good.
type PaymentFailure struct {
	OrderID   string `json:"order_id"`
	PaymentID string `json:"payment_id"`
	Stage     string `json:"stage" enum:"authorize,capture"`
	Code      string `json:"code"`
}

// PaymentGivenBack is a refund that the provider has accepted.
type PaymentGivenBack struct {
	OrderID   string      `json:"order_id"`
	PaymentID string      `json:"payment_id"`
	RefundID  string      `json:"refund_id"`
	Amount    money.Money `json:"amount"`
}
