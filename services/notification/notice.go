package notification

import (
	"time"

	"github.com/google/uuid"

	"github.com/askcart/askcart/shared/problem"
)

// Kind is what a message is about; a shopper chooses by kind and channel what to get.
type Kind string

// The kinds. Account messages (prove the address, new password) cannot be turned off.
const (
	Orders  Kind = "orders"
	Alerts  Kind = "alerts"
	Account Kind = "account"
)

// kinds gives every template its kind.
var kinds = map[string]Kind{
	"order_confirmed":  Orders,
	"order_cancelled":  Orders,
	"order_shipped":    Orders,
	"order_delivered":  Orders,
	"payment_failed":   Orders,
	"payment_refunded": Orders,
	"return_received":  Orders,
	"back_in_stock":    Alerts,
	"price_drop":       Alerts,
	"verify_email":     Account,
	"reset_password":   Account,
	"message":          Account,
}

// Notification is a message as its reader sees it in the shop.
type Notification struct {
	ID        string    `json:"id" format:"uuid"`
	Template  string    `json:"template" doc:"What kind of message, as in order_shipped"`
	Title     string    `json:"title"`
	Text      string    `json:"text" doc:"Plain text"`
	Data      Data      `json:"data"`
	Read      bool      `json:"read"`
	CreatedAt time.Time `json:"created_at"`
}

// Data is what a message is about, to link to.
type Data struct {
	OrderID string `json:"order_id,omitempty" format:"uuid"`
	Number  string `json:"number,omitempty" doc:"The order's, for people"`
	SKU     string `json:"sku,omitempty"`
	Slug    string `json:"slug,omitempty" doc:"Of the SKU's product"`
}

// Errors that a reader of messages reads: an id that is unknown or somebody else's, and a link that is nobody's.
var (
	ErrNotFound = problem.New(problem.NotFound, "notification_not_found", "there is no such notification of yours")
	ErrNoToken  = problem.New(problem.NotFound, "unsubscribe_token_unknown", "this link does not work any more")
)

// isID reports whether s is written as this service writes ids.
func isID(s string) bool { return len(s) == 36 && uuid.Validate(s) == nil }

// draft is something to be told, before it is known whether it was told already and who wants it how.
type draft struct {
	key      string // at most one notice each
	user     string // id, or empty: e-mail only
	address  string // where mail goes whatever the account says; of messages about the address itself
	fallback string // where mail goes when there is no account with an address: the order's
	template string
	data     Data
	details  details
}

// told is a draft in its final words.
type told struct {
	id   string
	user string
	draft
	wording
	inApp bool
}
