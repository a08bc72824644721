package product

import (
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/inbox"
)

// subscriptions say which method hears which topic.
func (c *Catalog) subscriptions() []inbox.Subscription {
	return []inbox.Subscription{
		inbox.On(events.StockChanged, c.stockChanged),
		inbox.On(events.OrderConfirmed, c.orderConfirmed),
		inbox.On(events.UserChanged, c.userChanged),
		inbox.On(events.UserMerged, c.userMerged),
		inbox.On(events.UserErased, c.userErased),
	}
}
