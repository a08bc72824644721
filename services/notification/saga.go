package notification

import (
	"context"
	"fmt"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres"
)

// orderCreated notes whom an order belongs to.
func (n *Notices) orderCreated(ctx context.Context, tx postgres.Tx, _ events.Meta, o events.Order) error {
	return n.learn(ctx, tx, o)
}

func (n *Notices) orderConfirmed(ctx context.Context, tx postgres.Tx, _ events.Meta, o events.Order) error {
	return n.tellOrder(ctx, tx, o, "order_confirmed", details{Lines: linesOf(o), Total: o.Totals.Total.String(), Cash: cash(o)})
}

func (n *Notices) orderCancelled(ctx context.Context, tx postgres.Tx, _ events.Meta, c events.Cancelled) error {
	return n.tellOrder(ctx, tx, c.Order, "order_cancelled", details{Reason: c.Reason})
}

func (n *Notices) orderShipped(ctx context.Context, tx postgres.Tx, _ events.Meta, s events.Shipped) error {
	return n.tellOrder(ctx, tx, s.Order, "order_shipped", details{
		Lines: linesOf(s.Order), Carrier: s.Carrier, Tracking: s.Tracking, Total: s.Totals.Total.String(), Cash: cash(s.Order)})
}

func (n *Notices) orderDelivered(ctx context.Context, tx postgres.Tx, _ events.Meta, s events.Shipped) error {
	return n.tellOrder(ctx, tx, s.Order, "order_delivered", details{})
}

func (n *Notices) paymentFailed(ctx context.Context, tx postgres.Tx, _ events.Meta, f events.PaymentFailure) error {
	return n.tellLater(ctx, tx, f.OrderID, "payment_failed:"+f.PaymentID+":"+f.Stage, "payment_failed", details{})
}

func (n *Notices) paymentRefunded(ctx context.Context, tx postgres.Tx, _ events.Meta, r events.PaymentGivenBack) error {
	return n.tellLater(ctx, tx, r.OrderID, "payment_refunded:"+r.RefundID, "payment_refunded", details{Amount: r.Amount.String()})
}

func (n *Notices) returnReceived(ctx context.Context, tx postgres.Tx, _ events.Meta, r events.Return) error {
	return n.tellLater(ctx, tx, r.OrderID, "return_received:"+r.ID, "return_received", details{Amount: r.Refund.String()})
}

// cash reports whether an order is paid when it is delivered.
func cash(o events.Order) bool { return o.Payment.Provider == "cod" }

// tellOrder tells of a step that an order takes once.
func (n *Notices) tellOrder(ctx context.Context, tx postgres.Tx, o events.Order, template string, d details) error {
	if err := n.learn(ctx, tx, o); err != nil {
		return err
	}
	p := purchase{OrderID: o.ID, Number: o.Number, UserID: o.UserID, Email: o.Email}
	return n.tell(ctx, tx, p.draft(template+":"+o.ID, template, d))
}

// tellLater tells of something about an order of which the event names the id only: at once when the order is known,
// otherwise as soon as an event with its snapshot comes. Topics keep no order among each other.
func (n *Notices) tellLater(ctx context.Context, tx postgres.Tx, orderID, key, template string, d details) error {
	p, err := lockPurchase(ctx, tx, orderID)
	if err != nil {
		return fmt.Errorf("find order %s: %w", orderID, err)
	}
	if p.Known {
		return n.tell(ctx, tx, p.draft(key, template, d))
	}
	return insertWaiting(ctx, tx, waiting{key, orderID, template, d})
}

// learn notes whom an order belongs to, and tells what waited for that.
func (n *Notices) learn(ctx context.Context, tx postgres.Tx, o events.Order) error {
	p, err := lockPurchase(ctx, tx, o.ID)
	if err != nil || p.Known {
		return err
	}
	who, err := reader(ctx, tx, o.UserID)
	if err != nil {
		return fmt.Errorf("find who ordered: %w", err)
	}
	p = purchase{OrderID: o.ID, Number: o.Number, UserID: o.UserID, Email: o.Email}
	if who.Erased {
		p.Email = "" // forgotten means forgotten
	}
	if err := savePurchase(ctx, tx, p); err != nil {
		return fmt.Errorf("note order %s: %w", o.ID, err)
	}
	all, err := takeWaiting(ctx, tx, o.ID)
	if err != nil {
		return fmt.Errorf("tell what waited for order %s: %w", o.ID, err)
	}
	for _, w := range all {
		if err := n.tell(ctx, tx, p.draft(w.Key, w.Template, w.Details)); err != nil {
			return err
		}
	}
	return nil
}

// purchase is whom an order belongs to.
type purchase struct {
	OrderID, Number, UserID, Email string
	Known                          bool
}

// draft is a message about the order.
func (p purchase) draft(key, template string, d details) draft {
	d.Number = p.Number
	return draft{
		key: key, user: p.UserID, fallback: p.Email, template: template,
		data: Data{OrderID: p.OrderID, Number: p.Number}, details: d,
	}
}

// waiting is a message about an order that is not known yet.
type waiting struct {
	Key, OrderID, Template string
	Details                details
}
