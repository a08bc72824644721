package inventory

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/askcart/askcart/shared/events"
)

// Line is what an order holds or took of one SKU.
type Line struct {
	SKU      string
	Quantity int // ordered
	Returned int // of those, sent back so far
}

// Lines are an order's, one for each SKU, sorted by SKU.
type Lines []Line

// asked sums what an order asks for. An order without lines, or with a quantity below one, is an error: no order
// service sends it.
func asked(order []events.OrderLine) (Lines, error) {
	sums := map[string]int{}
	for _, l := range order {
		if l.Quantity < 1 || l.Quantity > math.MaxInt32-sums[l.SKU] || !possible(l.SKU) {
			return nil, fmt.Errorf("order line of %d pieces of %q", l.Quantity, l.SKU)
		}
		sums[l.SKU] += l.Quantity
	}
	if len(sums) == 0 {
		return nil, fmt.Errorf("order without lines")
	}
	lines := make(Lines, 0, len(sums))
	for sku, q := range sums {
		lines = append(lines, Line{SKU: sku, Quantity: q})
	}
	slices.SortFunc(lines, func(a, b Line) int { return strings.Compare(a.SKU, b.SKU) })
	return lines, nil
}

func (ls Lines) skus() []string {
	skus := make([]string, len(ls))
	for i, l := range ls {
		skus[i] = l.SKU
	}
	return skus
}

// shortages lists every line that the levels cannot fill; a SKU without a level has nothing.
func (ls Lines) shortages(levels []Level) []events.Shortage {
	available := make(map[string]int64, len(levels))
	for _, l := range levels {
		available[l.SKU] = l.Available()
	}
	var short []events.Shortage
	for _, l := range ls {
		if have := available[l.SKU]; have < int64(l.Quantity) {
			short = append(short, events.Shortage{SKU: l.SKU, Asked: l.Quantity, Available: have})
		}
	}
	return short
}

// moves makes one movement of each line: its pieces times onHand and reserved (−1, 0 or 1). Pieces that were
// returned are no longer the order's.
func (ls Lines) moves(onHand, reserved int64) []Move {
	var moves []Move
	for _, l := range ls {
		if q := int64(l.Quantity - l.Returned); q > 0 {
			moves = append(moves, Move{SKU: l.SKU, OnHand: onHand * q, Reserved: reserved * q})
		}
	}
	return moves
}

// accept notes returned pieces on a copy of the lines, never more of a line than was ordered, and tells how many of
// each SKU can be sold again.
func (ls Lines) accept(back []events.ReturnLine) (Lines, []Move) {
	after := slices.Clone(ls)
	var moves []Move
	for _, b := range back {
		i := slices.IndexFunc(after, func(l Line) bool { return l.SKU == b.SKU })
		if i < 0 {
			continue
		}
		n := max(0, min(b.Quantity, after[i].Quantity-after[i].Returned))
		after[i].Returned += n
		if b.Restock && n > 0 {
			moves = merge(moves, Move{SKU: b.SKU, OnHand: int64(n)})
		}
	}
	return after, moves
}

// merge adds m to moves, summed per SKU.
func merge(moves []Move, m Move) []Move {
	for i := range moves {
		if moves[i].SKU == m.SKU {
			moves[i].OnHand += m.OnHand
			moves[i].Reserved += m.Reserved
			return moves
		}
	}
	return append(moves, m)
}

// quantities lists the pieces that moved, for inventory_reserved and inventory_released.
func quantities(moves []Move) []events.StockLine {
	lines := make([]events.StockLine, 0, len(moves))
	for _, m := range moves {
		q := max(m.OnHand, -m.OnHand, m.Reserved, -m.Reserved)
		lines = append(lines, events.StockLine{SKU: m.SKU, Quantity: int(q)})
	}
	return lines
}

// words writes moves for the journal, as in "2 × D-1, 1 × L-4".
func words(moves []Move) string {
	parts := make([]string, len(moves))
	for i, l := range quantities(moves) {
		parts[i] = fmt.Sprintf("%d × %s", l.Quantity, l.SKU)
	}
	return strings.Join(parts, ", ")
}

// shortWords writes shortages for the journal, as in "D-1: 3 asked, 1 there".
func shortWords(short []events.Shortage) string {
	parts := make([]string, len(short))
	for i, s := range short {
		parts[i] = fmt.Sprintf("%s: %d asked, %d there", s.SKU, s.Asked, s.Available)
	}
	return strings.Join(parts, ", ")
}
