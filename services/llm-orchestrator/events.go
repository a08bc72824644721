package orchestrator

import (
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/inbox"
)

// subscriptions is what search hears.
func (s *Search) subscriptions() []inbox.Subscription {
	return []inbox.Subscription{
		inbox.On(events.ProductCreated, s.productChanged),
		inbox.On(events.ProductUpdated, s.productChanged),
		inbox.On(events.ReviewChanged, s.reviewChanged),
		inbox.On(events.StockChanged, s.stockChanged),
		inbox.On(events.BehaviourRecorded, s.behaviourRecorded),
	}
}

// subscriptions is what the assistant hears.
func (a *Assistant) subscriptions() []inbox.Subscription {
	return []inbox.Subscription{
		inbox.On(events.UserMerged, a.userMerged),
		inbox.On(events.UserErased, a.userErased),
	}
}
