package order

import "slices"

// Status is where an order is on its way.
type Status string

// The way of an order. Delivered and Cancelled are final.
const (
	Pending   Status = "pending"   // placed; nothing is held, nothing paid
	Reserved  Status = "reserved"  // the stock is held
	Confirmed Status = "confirmed" // the money is authorized; capture and shipping follow
	Shipped   Status = "shipped"
	Delivered Status = "delivered"
	Cancelled Status = "cancelled"
)

// Open reports that the saga has still to decide; the deadline runs.
func (s Status) Open() bool { return s == Pending || s == Reserved }

// Final reports that nothing more will happen.
func (s Status) Final() bool { return s == Delivered || s == Cancelled }

// Event is something that happens to an order.
type Event string

// What can happen, by events from other services, by the deadline, by the shopper and by staff.
const (
	StockReserved   Event = "inventory_reserved"
	StockRejected   Event = "inventory_rejected"
	PaymentAccepted Event = "payment_succeeded"
	PaymentRefused  Event = "payment_failed"
	CaptureFailed   Event = "capture_failed"
	DeadlinePassed  Event = "deadline_passed"
	ShopperCancels  Event = "shopper_cancels"
	StaffCancels    Event = "staff_cancels"
	StaffShips      Event = "staff_ships"
	StaffDelivers   Event = "staff_delivers"
)

// Effect is an event that has to be sent because of a transition.
type Effect string

// What other services are told.
const (
	SendConfirmed Effect = "order_confirmed"
	SendCancelled Effect = "order_cancelled"
	SendShipped   Effect = "order_shipped"
	SendDelivered Effect = "order_delivered"
)

// State is everything the machine decides by.
type State struct {
	Status Status
	// Secured says that the goods may leave: the money is captured, or is paid on delivery.
	Secured bool
}

// transition is one row of the machine.
type transition struct {
	from    []Status
	secured bool // allowed only when the money is
	to      Status
	effects []Effect
}

// machine holds every transition; what is not here has no effect. A payment may overtake the
// reservation, since order_created reaches inventory and payments in no certain order. Cancelled is
// never left: money that arrives late is given back by payments from its own record of the cancel.
var machine = map[Event]transition{
	StockReserved:   {from: []Status{Pending}, to: Reserved},
	StockRejected:   {from: open, to: Cancelled, effects: []Effect{SendCancelled}},
	PaymentAccepted: {from: open, to: Confirmed, effects: []Effect{SendConfirmed}},
	PaymentRefused:  {from: open, to: Cancelled, effects: []Effect{SendCancelled}},
	CaptureFailed:   {from: []Status{Confirmed}, to: Cancelled, effects: []Effect{SendCancelled}},
	DeadlinePassed:  {from: open, to: Cancelled, effects: []Effect{SendCancelled}},
	ShopperCancels:  {from: unshipped, to: Cancelled, effects: []Effect{SendCancelled}},
	StaffCancels:    {from: unshipped, to: Cancelled, effects: []Effect{SendCancelled}},
	StaffShips:      {from: []Status{Confirmed}, secured: true, to: Shipped, effects: []Effect{SendShipped}},
	StaffDelivers:   {from: []Status{Shipped}, to: Delivered, effects: []Effect{SendDelivered}},
}

var (
	open      = []Status{Pending, Reserved}
	unshipped = []Status{Pending, Reserved, Confirmed}
)

// Next is the machine: what e makes of an order in state s, and what has to be sent because of it. An
// event that s cannot use returns s as it is and no effects. Pure; whoever stores the new state holds the
// order's row lock.
func Next(s State, e Event) (State, []Effect) {
	t, known := machine[e]
	if !known || !slices.Contains(t.from, s.Status) || t.secured && !s.Secured {
		return s, nil
	}
	s.Status = t.to
	return s, t.effects
}

// reasons says why an order was cancelled, for the shopper and for other services.
var reasons = map[Event]string{
	StockRejected:  "out_of_stock",
	PaymentRefused: "payment_failed",
	CaptureFailed:  "capture_failed",
	DeadlinePassed: "deadline",
	ShopperCancels: "shopper",
	StaffCancels:   "staff",
}
