package inventory

import (
	"context"
	"fmt"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/journal"
	"github.com/askcart/askcart/shared/outbox"
	"github.com/askcart/askcart/shared/postgres"
)

// trigger is an event of an order with what its effects need to know.
type trigger struct {
	event  Event
	asked  Lines             // of order_created
	short  []events.Shortage // of order_created
	reason string            // of order_cancelled
	back   events.Return     // of return_received
}

// orderCreated holds every line of an order, or rejects it with all its shortages.
func (s *Stock) orderCreated(ctx context.Context, tx postgres.Tx, _ events.Meta, o events.Order) error {
	lines, err := asked(o.Lines)
	if err != nil {
		return fmt.Errorf("order %s: %w", o.ID, err)
	}
	r, levels, err := lockOrder(ctx, tx, o.ID, lines.skus())
	if err != nil {
		return err
	}
	t := trigger{event: Ordered, asked: lines, short: lines.shortages(levels)}
	if len(t.short) > 0 {
		t.event, t.reason = Short, "out_of_stock"
	}
	return advance(ctx, tx, r, levels, t)
}

// orderConfirmed takes what was held off the shelf.
func (s *Stock) orderConfirmed(ctx context.Context, tx postgres.Tx, _ events.Meta, o events.Order) error {
	return settle(ctx, tx, o.ID, trigger{event: Confirmed})
}

// orderCancelled frees what was held, puts back what was taken, and remembers a cancel that came first.
func (s *Stock) orderCancelled(ctx context.Context, tx postgres.Tx, _ events.Meta, c events.Cancelled) error {
	return settle(ctx, tx, c.ID, trigger{event: Cancelled, reason: c.Reason})
}

// returnReceived puts returned goods that can be sold again back on the shelf, once for each return.
func (s *Stock) returnReceived(ctx context.Context, tx postgres.Tx, _ events.Meta, r events.Return) error {
	held, levels, err := lockOrder(ctx, tx, r.OrderID, nil)
	if err != nil {
		return err
	}
	if _, effects := Next(held.State, Returned); len(effects) == 0 {
		return nil
	}
	if fresh, err := insertReceipt(ctx, tx, r); err != nil || !fresh {
		return err
	}
	return advance(ctx, tx, held, levels, trigger{event: Returned, back: r})
}

func settle(ctx context.Context, tx postgres.Tx, orderID string, t trigger) error {
	r, levels, err := lockOrder(ctx, tx, orderID, nil)
	if err != nil {
		return err
	}
	return advance(ctx, tx, r, levels, t)
}

// advance takes the step that Next decides: state, stock, journal and events, all within tx.
func advance(ctx context.Context, tx postgres.Tx, before Reservation, levels []Level, t trigger) error {
	to, effects := Next(before.State, t.event)
	if len(effects) == 0 {
		return nil
	}
	after := before
	after.State, after.Reason = to, t.reason
	store := updateReservation
	if before.State == None {
		after.Lines, store = t.held(to), insertReservation
	}
	err := postgres.Pipeline(ctx, tx, func(tx postgres.Tx) (err error) {
		if err := store(ctx, tx, after); err != nil {
			return err
		}
		for _, effect := range effects {
			if levels, err = perform(ctx, tx, after, levels, effect, t); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("order %s from %q to %s: %w", before.OrderID, before.State, to, err)
	}
	return nil
}

// held is what a new reservation keeps: lines only when they are really held.
func (t trigger) held(s State) Lines {
	if s == Reserved {
		return t.asked
	}
	return nil
}

// perform does one effect, tells of it, and returns the levels afterwards.
func perform(ctx context.Context, tx postgres.Tx, r Reservation, levels []Level, effect Effect, t trigger) ([]Level, error) {
	if effect == Accept {
		return levels, accept(ctx, tx, r, levels, t.back)
	}
	moves, reason := effect.moves(r.Lines)
	levels, err := moveStock(ctx, tx, levels, moves, cause{reason: reason, orderID: r.OrderID})
	if err != nil {
		return nil, err
	}
	return levels, tell(ctx, tx, r.OrderID, effect, moves, t)
}

// tell announces an effect of which others want to know, and writes it into the journal.
func tell(ctx context.Context, tx postgres.Tx, orderID string, effect Effect, moves []Move, t trigger) (err error) {
	kind, detail := "", words(moves)
	switch effect {
	case Hold:
		kind = "stock_reserved"
		_, err = outbox.Add(ctx, tx, events.InventoryReserved, orderID,
			events.Reservation{OrderID: orderID, Lines: quantities(moves)})
	case Refuse:
		kind, detail = "stock_rejected", shortWords(t.short)
		_, err = outbox.Add(ctx, tx, events.InventoryRejected, orderID,
			events.Rejection{OrderID: orderID, Shortages: t.short})
	case Take:
		kind = "stock_committed"
	case Free, Restock, Bury:
		kind = "stock_released"
		_, err = outbox.Add(ctx, tx, events.InventoryReleased, orderID,
			events.Release{OrderID: orderID, Reason: t.reason, Lines: quantities(moves)})
	}
	if err != nil {
		return err
	}
	return journal.Add(ctx, tx, orderID, kind, detail)
}

// accept restocks what can be sold again of a return.
func accept(ctx context.Context, tx postgres.Tx, r Reservation, levels []Level, back events.Return) error {
	lines, moves := r.Lines.accept(back.Lines)
	if err := updateReturned(ctx, tx, r.OrderID, lines); err != nil {
		return err
	}
	if _, err := moveStock(ctx, tx, levels, moves, cause{reason: reasonReturned, orderID: r.OrderID}); err != nil {
		return err
	}
	return journal.Add(ctx, tx, r.OrderID, "stock_returned", words(moves))
}

// moveStock moves stock whose levels are locked, writes the ledger, and tells what can now be bought of each SKU where
// that changed. It returns the levels afterwards.
func moveStock(ctx context.Context, tx postgres.Tx, levels []Level, moves []Move, why cause) ([]Level, error) {
	if len(moves) == 0 {
		return levels, nil
	}
	after, err := moved(levels, moves)
	if err != nil {
		return nil, err
	}
	if err := applyMoves(ctx, tx, moves, why); err != nil {
		return nil, err
	}
	for _, m := range moves {
		if !m.shows() {
			continue
		}
		l := after[indexOf(after, m.SKU)]
		if _, err := outbox.Add(ctx, tx, events.StockChanged, l.SKU, l.event(why.reason)); err != nil {
			return nil, err
		}
	}
	return after, nil
}
