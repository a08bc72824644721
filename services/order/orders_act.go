package order

import (
	"context"
	"fmt"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/postgres"
)

// Cancel ends an order for its owner or the staff, as long as the parcel has not left (ErrShipped). Safe to
// call twice: a cancelled order is answered as it is.
func (o *Orders) Cancel(ctx context.Context, id string) (Order, error) {
	caller := auth.From(ctx)
	return o.act(ctx, id, func(order Order) (Event, note, error) {
		switch {
		case !caller.Owns(order.userID) && !caller.Staff():
			return "", note{}, ErrNotFound
		case order.Status == Cancelled:
			return "", note{}, nil
		case order.Status == Shipped || order.Status == Delivered:
			return "", note{}, ErrShipped
		case caller.Owns(order.userID):
			return ShopperCancels, note{}, nil
		default:
			return StaffCancels, note{}, nil
		}
	})
}

// Ship hands an order to a carrier. The money has to be captured, or due on delivery. The same shipment
// again is answered as it is.
func (o *Orders) Ship(ctx context.Context, id string, p Parcel) (Order, error) {
	if err := p.check(); err != nil {
		return Order{}, err
	}
	s := Shipment{Carrier: p.Carrier, Tracking: p.Tracking}
	return o.act(ctx, id, func(order Order) (Event, note, error) {
		switch {
		case order.Status == Shipped && order.Shipment != nil && *order.Shipment == s:
			return "", note{}, nil
		case order.Status != Confirmed:
			return "", note{}, ErrNotShippable
		case !order.state().Secured:
			return "", note{}, ErrUnpaid
		}
		return StaffShips, note{detail: s.Carrier + " " + s.Tracking, shipment: &s}, nil
	})
}

// Deliver notes that a parcel arrived. Safe to call twice.
func (o *Orders) Deliver(ctx context.Context, id string) (Order, error) {
	return o.act(ctx, id, func(order Order) (Event, note, error) {
		switch order.Status {
		case Delivered:
			return "", note{}, nil
		case Shipped:
			return StaffDelivers, note{}, nil
		default:
			return "", note{}, ErrNotOnItsWay
		}
	})
}

// act lets choose look at a locked order and applies the event it names; none leaves the order as it is.
func (o *Orders) act(ctx context.Context, id string, choose func(Order) (Event, note, error)) (Order, error) {
	if !isID(id) {
		return Order{}, ErrNotFound
	}
	var order Order
	err := o.db.InTx(ctx, func(tx postgres.Tx) (err error) {
		if order, err = lockOrder(ctx, tx, id); err != nil {
			return err
		}
		event, n, err := choose(order)
		if err != nil || event == "" {
			return err
		}
		order, err = o.decide(ctx, tx, order, event, n)
		return err
	})
	if err != nil {
		return Order{}, fmt.Errorf("order %s: %w", id, err)
	}
	return order, nil
}
