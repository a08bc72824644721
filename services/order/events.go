package order

import (
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/inbox"
)

// subscriptions says which method hears which topic.
func (o *Orders) subscriptions() []inbox.Subscription {
	return []inbox.Subscription{
		inbox.On(events.ProductCreated, o.productChanged),
		inbox.On(events.ProductUpdated, o.productChanged),
		inbox.On(events.StockChanged, o.stockChanged),
		inbox.On(events.InventoryReserved, o.inventoryReserved),
		inbox.On(events.InventoryRejected, o.inventoryRejected),
		inbox.On(events.InventoryReleased, o.inventoryReleased),
		inbox.On(events.PaymentUpdated, o.paymentUpdated),
		inbox.On(events.PaymentSucceeded, o.paymentSucceeded),
		inbox.On(events.PaymentFailed, o.paymentFailed),
		inbox.On(events.PaymentRefunded, o.paymentRefunded),
		inbox.On(events.UserMerged, o.userMerged),
	}
}
