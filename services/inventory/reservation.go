package inventory

// State is what inventory has done for an order.
type State string

// The states. Rejected and released are final.
const (
	None      State = ""          // never heard of it
	Reserved  State = "reserved"  // every line is held
	Rejected  State = "rejected"  // some line was short; nothing is held
	Committed State = "committed" // the goods are gone from the shelf
	Released  State = "released"  // cancelled; nothing is held. Without lines a tombstone: the cancel came first
)

// Event is what an order's reservation reacts to.
type Event string

// The events. An order_created is one of two, by whether stock suffices for all lines.
const (
	Ordered   Event = "order_created"
	Short     Event = "order_created, short"
	Confirmed Event = "order_confirmed"
	Cancelled Event = "order_cancelled"
	Returned  Event = "return_received"
)

// Effect is what a step does to stock, and whom it tells.
type Effect string

// The effects.
const (
	Hold    Effect = "hold"    // reserved + q of every line; inventory_reserved
	Refuse  Effect = "refuse"  // nothing moves; inventory_rejected with the shortages
	Take    Effect = "take"    // on hand − q and reserved − q
	Free    Effect = "free"    // reserved − q; inventory_released
	Restock Effect = "restock" // on hand + what was not returned before; inventory_released
	Bury    Effect = "bury"    // nothing moves; inventory_released without lines
	Accept  Effect = "accept"  // on hand + what came back in a state to be sold
)

type step struct {
	from State
	on   Event
}

type outcome struct {
	to      State
	effects []Effect
}

// steps is the whole machine; what is not in it has no effect. A return proves that the order was confirmed and
// shipped, so one that overtakes order_confirmed commits first.
var steps = map[step]outcome{
	{None, Ordered}:        {Reserved, []Effect{Hold}},
	{None, Short}:          {Rejected, []Effect{Refuse}},
	{None, Cancelled}:      {Released, []Effect{Bury}},
	{Reserved, Confirmed}:  {Committed, []Effect{Take}},
	{Reserved, Cancelled}:  {Released, []Effect{Free}},
	{Reserved, Returned}:   {Committed, []Effect{Take, Accept}},
	{Committed, Cancelled}: {Released, []Effect{Restock}},
	{Committed, Returned}:  {Committed, []Effect{Accept}},
}

// Next returns the state after an event and what has to be done on the way. It is pure; no effects means that the
// event changes nothing.
func Next(s State, e Event) (State, []Effect) {
	if o, ok := steps[step{s, e}]; ok {
		return o.to, o.effects
	}
	return s, nil
}

// Reservation is what inventory knows of an order.
type Reservation struct {
	OrderID string
	State   State
	Reason  string
	Lines   Lines
}

// flow is the direction in which an effect moves the pieces of every line, and why.
var flow = map[Effect]struct {
	onHand, reserved int64
	reason           string
}{
	Hold:    {0, +1, reasonReserved},
	Take:    {-1, -1, reasonTaken},
	Free:    {0, -1, reasonReleased},
	Restock: {+1, 0, reasonRestock},
}

// moves is how stock moves when e happens to lines, and why; nothing for an effect that moves no whole order.
func (e Effect) moves(lines Lines) ([]Move, string) {
	f := flow[e]
	if f.onHand == 0 && f.reserved == 0 {
		return nil, ""
	}
	return lines.moves(f.onHand, f.reserved), f.reason
}
