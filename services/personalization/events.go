package personalization

import (
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/inbox"
)

// subscriptions is everything the service hears.
func (p *Profiles) subscriptions() []inbox.Subscription {
	return []inbox.Subscription{
		inbox.On(events.ProductCreated, p.productChanged),
		inbox.On(events.ProductUpdated, p.productChanged),
		inbox.On(events.StockChanged, p.stockChanged),
		inbox.On(events.OrderConfirmed, p.orderConfirmed),
		inbox.On(events.OrderCancelled, p.orderCancelled),
		inbox.On(events.UserMerged, p.userMerged),
		inbox.On(events.UserErased, p.userErased),
	}
}
