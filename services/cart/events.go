package cart

import (
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/inbox"
)

// subscriptions is everything the service hears.
func (c *Carts) subscriptions() []inbox.Subscription {
	return []inbox.Subscription{
		inbox.On(events.ProductCreated, c.productChanged),
		inbox.On(events.ProductUpdated, c.productChanged),
		inbox.On(events.StockChanged, c.stockChanged),
		inbox.On(events.OrderConfirmed, c.orderConfirmed),
		inbox.On(events.UserMerged, c.userMerged),
		inbox.On(events.UserErased, c.userErased),
	}
}
