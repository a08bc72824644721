package notification

import (
	"encoding/json"
	"fmt"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/inbox"
)

// subscriptions is everything the service hears.
func (n *Notices) subscriptions() []inbox.Subscription {
	return []inbox.Subscription{
		inbox.On(events.OrderCreated, n.orderCreated),
		inbox.On(events.OrderConfirmed, n.orderConfirmed),
		inbox.On(events.OrderCancelled, n.orderCancelled),
		inbox.On(events.OrderShipped, n.orderShipped),
		inbox.On(events.OrderDelivered, n.orderDelivered),
		inbox.On(events.PaymentFailed, n.paymentFailed),
		inbox.On(events.PaymentRefunded, n.paymentRefunded),
		inbox.On(events.ReturnReceived, n.returnReceived),
		inbox.On(events.Topic[request](events.UserNotifications), n.asked),
		inbox.On(events.UserChanged, n.userChanged),
		inbox.On(events.UserMerged, n.userMerged),
		inbox.On(events.UserErased, n.userErased),
		inbox.On(events.ProductCreated, n.productChanged),
		inbox.On(events.ProductUpdated, n.productChanged),
		inbox.On(events.StockChanged, n.stockChanged),
	}
}

// request is a notice that this service knows how to tell. One that it does not know counts as undecodable: it is kept
// as a dead letter, to be replayed when there is a template, and holds up nothing else of its user.
type request events.Notice

// needed lists the templates that others may ask for, with what each cannot do without.
var needed = map[string][]string{
	"verify_email":   {"token"},
	"reset_password": {"token"},
	"message":        {"title", "text"},
}

// UnmarshalJSON refuses a notice of an unknown template, to nobody, or without what its template needs.
func (r *request) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, (*events.Notice)(r)); err != nil {
		return err
	}
	keys, ok := needed[r.Template]
	if !ok {
		return fmt.Errorf("no template %q", r.Template)
	}
	for _, k := range keys {
		if r.Data[k] == "" {
			return fmt.Errorf("template %s needs %s", r.Template, k)
		}
	}
	if r.UserID == "" && r.Email == "" {
		return fmt.Errorf("template %s is for nobody", r.Template)
	}
	return nil
}
