package inventory

import (
	"fmt"
	"slices"
	"time"
)

// Move is a change of one SKU's stock that is about to happen, in pieces.
type Move struct {
	SKU      string
	OnHand   int64
	Reserved int64
}

// shows reports whether the move changes what can be bought.
func (m Move) shows() bool { return m.OnHand != m.Reserved }

// moved returns the levels after moves of different SKUs; an error when one has no level.
func moved(levels []Level, moves []Move) ([]Level, error) {
	after := slices.Clone(levels)
	for _, m := range moves {
		i := indexOf(after, m.SKU)
		if i < 0 {
			return nil, fmt.Errorf("no stock of %q to move", m.SKU)
		}
		after[i].OnHand += m.OnHand
		after[i].Reserved += m.Reserved
		after[i].Version++
	}
	return after, nil
}

func indexOf(levels []Level, sku string) int {
	return slices.IndexFunc(levels, func(l Level) bool { return l.SKU == sku })
}

// Why stock moved, as the ledger and stock_changed say it.
const (
	reasonInitial  = "initial"   // a new variant brought it along
	reasonReserved = "reserved"  // held for an order
	reasonTaken    = "committed" // left with a confirmed order
	reasonReleased = "released"  // no longer held, the order was cancelled
	reasonRestock  = "restocked" // back from an order cancelled after it was confirmed
	reasonReturned = "returned"  // sent back by the shopper
	reasonCounted  = "counted"   // staff set it
)

// cause is who or what moved stock and why.
type cause struct {
	reason  string
	orderID string // or empty
	actor   string // of the staff, or empty
}

// Movement is a line of the ledger: what moved, and the stock it led to.
type Movement struct {
	ID            int64     `json:"id"`
	At            time.Time `json:"at"`
	DeltaOnHand   int64     `json:"delta_on_hand"`
	DeltaReserved int64     `json:"delta_reserved"`
	OnHand        int64     `json:"on_hand" doc:"Pieces on hand afterwards"`
	Reserved      int64     `json:"reserved" doc:"Pieces held for orders afterwards"`
	Reason        string    `json:"reason" doc:"initial, reserved, committed, released, restocked, returned, counted, or what staff wrote"`
	OrderID       *string   `json:"order_id" doc:"The order it was for"`
	Actor         *string   `json:"actor" doc:"The member of staff who did it"`
}

// Adjustment is a correction by staff.
type Adjustment struct {
	Delta  int64  `json:"delta" minimum:"-1000000000" maximum:"1000000000" doc:"Pieces added, or removed when negative; not 0"`
	Reason string `json:"reason" minLength:"1" maxLength:"200" doc:"Shown in the ledger"`
}
