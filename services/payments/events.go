package payments

import (
	"context"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/inbox"
	"github.com/askcart/askcart/shared/postgres"
)

// subscriptions is all that the service hears.
func (p *Payments) subscriptions() []inbox.Subscription {
	return []inbox.Subscription{
		inbox.On(events.OrderCreated, func(ctx context.Context, tx postgres.Tx, _ events.Meta, o events.Order) error {
			return p.Order(ctx, tx, o)
		}),
		inbox.On(events.InventoryReserved, func(ctx context.Context, tx postgres.Tx, _ events.Meta, r events.Reservation) error {
			return p.Hold(ctx, tx, r.OrderID)
		}),
		inbox.On(events.OrderConfirmed, func(ctx context.Context, tx postgres.Tx, _ events.Meta, o events.Order) error {
			return p.Confirm(ctx, tx, o)
		}),
		inbox.On(events.OrderCancelled, func(ctx context.Context, tx postgres.Tx, _ events.Meta, c events.Cancelled) error {
			return p.Cancel(ctx, tx, c.Order)
		}),
		inbox.On(events.OrderDelivered, func(ctx context.Context, tx postgres.Tx, _ events.Meta, s events.Shipped) error {
			return p.Deliver(ctx, tx, s.Order)
		}),
		inbox.On(events.ReturnReceived, func(ctx context.Context, tx postgres.Tx, _ events.Meta, r events.Return) error {
			return p.GiveBack(ctx, tx, r.OrderID, r.ID, "return", r.Refund.Amount)
		}),
		inbox.On(events.UserMerged, func(ctx context.Context, tx postgres.Tx, _ events.Meta, m events.UserMerge) error {
			return p.Merge(ctx, tx, m.From, m.To)
		}),
	}
}
