package order

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/askcart/askcart/shared/changes"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/journal"
	"github.com/askcart/askcart/shared/outbox"
	"github.com/askcart/askcart/shared/postgres"
)

// note is what is worth keeping of an event besides the status it leads to.
type note struct {
	detail    string
	shortages []Shortage
	shipment  *Shipment
}

// decide applies e to an order whose row tx has locked, and writes all that follows: the row, the events
// to send, a journal line, and a wake for open streams. An event without effect leaves a journal line only.
func (o *Orders) decide(ctx context.Context, tx postgres.Tx, was Order, e Event, n note) (Order, error) {
	next, effects := Next(was.state(), e)
	if next.Status == was.Status {
		return was, journal.Add(ctx, tx, was.ID, "ignored", fmt.Sprintf("%s while %s", e, was.Status))
	}
	order := was
	order.Status = next.Status
	if next.Status == Cancelled {
		reason := reasons[e]
		order.CancelReason = &reason
		n.detail = reason
	}
	if n.shortages != nil {
		order.Shortages = n.shortages
	}
	if n.shipment != nil {
		order.Shipment = n.shipment
	}
	order, err := saveStep(ctx, tx, order, TimelineItem{Type: string(next.Status), Detail: n.detail})
	if err != nil {
		return Order{}, fmt.Errorf("save %s: %w", next.Status, err)
	}
	if order.Status == Cancelled && order.Coupon != nil {
		if err := giveBack(ctx, tx, *order.Coupon); err != nil {
			return Order{}, fmt.Errorf("give the coupon back: %w", err)
		}
	}
	for _, effect := range effects {
		if err := send(ctx, tx, order, effect); err != nil {
			return Order{}, err
		}
	}
	if err := journal.Add(ctx, tx, order.ID, string(next.Status), n.detail); err != nil {
		return Order{}, err
	}
	o.meter.step(was, order)
	return order, changes.Add(ctx, tx, changed, order.ID)
}

// send writes the event that e stands for to the outbox.
func send(ctx context.Context, tx postgres.Tx, order Order, e Effect) (err error) {
	switch e {
	case SendConfirmed:
		_, err = outbox.Add(ctx, tx, events.OrderConfirmed, order.ID, order.event())
	case SendCancelled:
		_, err = outbox.Add(ctx, tx, events.OrderCancelled, order.ID, order.cancelled())
	case SendShipped:
		_, err = outbox.Add(ctx, tx, events.OrderShipped, order.ID, order.shipped())
	case SendDelivered:
		_, err = outbox.Add(ctx, tx, events.OrderDelivered, order.ID, order.shipped())
	default:
		err = fmt.Errorf("no event is sent for %q", e)
	}
	return err
}

// hear applies what another service says of an order. An order that is not here is no error: the event may
// come from a shop that shares the broker.
func (o *Orders) hear(ctx context.Context, tx postgres.Tx, id string, e Event, n note) error {
	order, err := lockOrder(ctx, tx, id)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("lock order %s: %w", id, err)
	}
	_, err = o.decide(ctx, tx, order, e, n)
	return err
}

func (o *Orders) inventoryReserved(ctx context.Context, tx postgres.Tx, _ events.Meta, r events.Reservation) error {
	return o.hear(ctx, tx, r.OrderID, StockReserved, note{})
}

func (o *Orders) inventoryRejected(ctx context.Context, tx postgres.Tx, _ events.Meta, r events.Rejection) error {
	return o.hear(ctx, tx, r.OrderID, StockRejected, note{shortages: shortages(r.Shortages)})
}

// inventoryReleased changes nothing here: the order was decided before its goods were given back.
func (o *Orders) inventoryReleased(ctx context.Context, tx postgres.Tx, _ events.Meta, r events.Release) error {
	return journal.Add(ctx, tx, r.OrderID, "inventory_released", r.Reason)
}

func (o *Orders) paymentSucceeded(ctx context.Context, tx postgres.Tx, _ events.Meta, p events.PaymentSuccess) error {
	return o.hear(ctx, tx, p.OrderID, PaymentAccepted, note{})
}

func (o *Orders) paymentFailed(ctx context.Context, tx postgres.Tx, _ events.Meta, p events.PaymentFailure) error {
	if p.Stage == "capture" {
		return o.hear(ctx, tx, p.OrderID, CaptureFailed, note{})
	}
	return o.hear(ctx, tx, p.OrderID, PaymentRefused, note{})
}

// paymentUpdated keeps the order's copy of its payment, and gives the shopper time to act. An update that
// was overtaken by a newer one changes no copy, but the shopper did have to act.
func (o *Orders) paymentUpdated(ctx context.Context, tx postgres.Tx, _ events.Meta, u events.Payment) error {
	return o.adjust(ctx, tx, u.OrderID, func(order Order) (adjustment, bool) {
		a := adjustment{}
		payment, fresh := order.payment.newer(u)
		if item, shown := milestones[u.Status]; fresh && shown && payment.Status != order.payment.Status {
			a.items = []TimelineItem{{Type: item, Detail: u.DeclineCode}}
		}
		if u.ClientAction != "" && order.Status.Open() {
			a.atLeast = o.shopperDeadline
		}
		a.payment = payment
		return a, fresh || a.atLeast > 0
	})
}

// paymentRefunded adds up what went back; each refund counts once.
func (o *Orders) paymentRefunded(ctx context.Context, tx postgres.Tx, _ events.Meta, r events.PaymentGivenBack) error {
	return o.adjust(ctx, tx, r.OrderID, func(order Order) (adjustment, bool) {
		if _, known := order.payment.Refunds[r.RefundID]; known {
			return adjustment{}, false
		}
		item := TimelineItem{Type: "payment_refunded", Detail: r.Amount.String()}
		return adjustment{payment: order.payment.givenBack(r), items: []TimelineItem{item}}, true
	})
}

// adjustment is a change of an order that leaves its status alone.
type adjustment struct {
	payment paymentCopy
	items   []TimelineItem
	atLeast time.Duration // the deadline is not before this long after placing
}

// adjust locks an order, asks what is to change, and writes it with its journal lines and a wake.
func (o *Orders) adjust(ctx context.Context, tx postgres.Tx, id string, what func(Order) (adjustment, bool)) error {
	was, err := lockOrder(ctx, tx, id)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("lock order %s: %w", id, err)
	}
	a, effective := what(was)
	if !effective {
		return nil
	}
	order := was
	order.payment, order.RefundStatus = a.payment, a.payment.refundStatus(was.Totals.Total.Amount)
	if order, err = savePayment(ctx, tx, order, a.items, a.atLeast); err != nil {
		return fmt.Errorf("save the payment of order %s: %w", id, err)
	}
	for _, item := range a.items {
		if err := journal.Add(ctx, tx, id, item.Type, item.Detail); err != nil {
			return err
		}
	}
	if order.Deadline.After(was.Deadline) {
		if err := journal.Add(ctx, tx, id, "deadline_extended", "the shopper has to act"); err != nil {
			return err
		}
	}
	return changes.Add(ctx, tx, changed, id)
}
