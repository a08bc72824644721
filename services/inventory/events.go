package inventory

import (
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/inbox"
)

// subscriptions is everything the service hears.
func (s *Stock) subscriptions() []inbox.Subscription {
	return []inbox.Subscription{
		inbox.On(events.ProductCreated, s.productChanged),
		inbox.On(events.ProductUpdated, s.productChanged),
		inbox.On(events.OrderCreated, s.orderCreated),
		inbox.On(events.OrderConfirmed, s.orderConfirmed),
		inbox.On(events.OrderCancelled, s.orderCancelled),
		inbox.On(events.ReturnReceived, s.returnReceived),
	}
}
