package inventory

import (
	"unicode/utf8"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/problem"
)

// maxOnHand is the largest stock of one SKU.
const maxOnHand = 1_000_000_000

// What can go wrong with the stock of a SKU.
var (
	ErrNotFound      = problem.New(problem.NotFound, "sku_not_found", "no such SKU")
	ErrBelowReserved = problem.New(problem.Conflict, "below_reserved", "more pieces are held for orders than would be on hand")
	ErrNoDelta       = problem.New(problem.Invalid, "delta_zero", "an adjustment adds or removes something").
				WithFields(problem.Field{Path: "body.delta", Message: "must not be 0"})
	ErrOutOfRange = problem.New(problem.Invalid, "stock_out_of_range", "stock must stay between 0 and %d", maxOnHand)
)

// Level is how much of a SKU there is, in pieces.
type Level struct {
	SKU      string
	OnHand   int64 // in the warehouse
	Reserved int64 // of those, held for orders that are not decided yet
	Version  int64 // raised by every movement
}

// Available is what can still be bought.
func (l Level) Available() int64 { return l.OnHand - l.Reserved }

func (l Level) event(reason string) events.Stock {
	return events.Stock{SKU: l.SKU, Available: l.Available(), OnHand: l.OnHand, Version: l.Version, Reason: reason}
}

// count is the movement after which onHand pieces are on hand: ErrBelowReserved when orders hold more than that,
// ErrOutOfRange when no stock can be so.
func (l Level) count(onHand int64) (Move, error) {
	switch {
	case onHand < 0 || onHand > maxOnHand:
		return Move{}, ErrOutOfRange
	case onHand < l.Reserved:
		return Move{}, ErrBelowReserved.With("on_hand", l.OnHand).With("reserved", l.Reserved)
	}
	return Move{SKU: l.SKU, OnHand: onHand - l.OnHand}, nil
}

// Availability is what callers read of a Level; the figures behind it are for staff.
type Availability struct {
	SKU       string `json:"sku"`
	Available int64  `json:"available" doc:"Pieces that can be bought now"`
	OnHand    *int64 `json:"on_hand,omitempty" doc:"Pieces in the warehouse; staff only"`
	Reserved  *int64 `json:"reserved,omitempty" doc:"Of those, held for orders; staff only"`
}

func (l Level) public() Availability {
	return Availability{SKU: l.SKU, Available: l.Available()}
}

func (l Level) full() Availability {
	return Availability{SKU: l.SKU, Available: l.Available(), OnHand: &l.OnHand, Reserved: &l.Reserved}
}

// possible reports whether text could be a SKU at all. SKUs are compared exactly, upper and lower case apart; what
// Postgres cannot store is no SKU.
func possible(sku string) bool {
	if sku == "" || len(sku) > 200 || !utf8.ValidString(sku) {
		return false
	}
	for _, r := range sku {
		if r < ' ' {
			return false
		}
	}
	return true
}
