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
	return advance(ctx, tx, r, t)
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
	return settle(ctx, tx, r.OrderID, trigger{event: Returned, back: r})
}

func settle(ctx context.Context, tx postgres.Tx, orderID string, t trigger) error {
	r, _, err := lockOrder(ctx, tx, orderID, nil)
	if err != nil {
		return err
	}
	return advance(ctx, tx, r, t)
}

// advance takes the step that Next decides: state, stock, journal and events, all within tx.
func advance(ctx context.Context, tx postgres.Tx, before Reservation, t trigger) error {
	to, effects := Next(before.State, t.event)
	if len(effects) == 0 {
		return nil
	}
	after := before
	after.State, after.Reason = to, t.reason
	if before.State == None {
		after.Lines = t.held(to)
		if err := insertReservation(ctx, tx, after); err != nil {
			return fmt.Errorf("order %s to %s: %w", before.OrderID, to, err)
		}
	} else if err := updateReservation(ctx, tx, before.State, after); err != nil {
		return fmt.Errorf("order %s from %s to %s: %w", before.OrderID, before.State, to, err)
	}
	for _, effect := range effects {
		if err := perform(ctx, tx, after, effect, t); err != nil {
			return fmt.Errorf("order %s: %s: %w", before.OrderID, effect, err)
		}
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

// perform does one effect and tells of it.
func perform(ctx context.Context, tx postgres.Tx, r Reservation, effect Effect, t trigger) error {
	if effect == Accept {
		return accept(ctx, tx, r, t.back)
	}
	moves, reason := effect.moves(r.Lines)
	if err := moveStock(ctx, tx, moves, cause{reason: reason, orderID: r.OrderID}); err != nil {
		return err
	}
	switch effect {
	case Hold:
		_, err := outbox.Add(ctx, tx, events.InventoryReserved, r.OrderID,
			events.Reservation{OrderID: r.OrderID, Lines: quantities(moves)})
		return noted(ctx, tx, err, r.OrderID, "stock_reserved", words(moves))
	case Refuse:
		_, err := outbox.Add(ctx, tx, events.InventoryRejected, r.OrderID,
			events.Rejection{OrderID: r.OrderID, Shortages: t.short})
		return noted(ctx, tx, err, r.OrderID, "stock_rejected", shortWords(t.short))
	case Take:
		return journal.Add(ctx, tx, r.OrderID, "stock_committed", words(moves))
	case Free, Restock, Bury:
		_, err := outbox.Add(ctx, tx, events.InventoryReleased, r.OrderID,
			events.Release{OrderID: r.OrderID, Reason: t.reason, Lines: quantities(moves)})
		return noted(ctx, tx, err, r.OrderID, "stock_released", words(moves))
	}
	return fmt.Errorf("effect %s is not known", effect)
}

// accept restocks a return unless it was restocked before.
func accept(ctx context.Context, tx postgres.Tx, r Reservation, back events.Return) error {
	fresh, err := insertReceipt(ctx, tx, back)
	if err != nil || !fresh {
		return err
	}
	lines, moves := r.Lines.accept(back.Lines)
	if err := updateReturned(ctx, tx, r.OrderID, lines); err != nil {
		return err
	}
	err = moveStock(ctx, tx, moves, cause{reason: reasonReturned, orderID: r.OrderID})
	return noted(ctx, tx, err, r.OrderID, "stock_returned", words(moves))
}

// noted writes a journal line unless what it tells of failed.
func noted(ctx context.Context, tx postgres.Tx, err error, orderID, kind, detail string) error {
	if err != nil {
		return err
	}
	return journal.Add(ctx, tx, orderID, kind, detail)
}

// moveStock moves stock, writes the ledger, and tells what can now be bought of each SKU where that changed.
func moveStock(ctx context.Context, tx postgres.Tx, moves []Move, why cause) error {
	if len(moves) == 0 {
		return nil
	}
	levels, err := applyMoves(ctx, tx, moves, why)
	if err != nil {
		return err
	}
	shown := map[string]bool{}
	for _, m := range moves {
		shown[m.SKU] = m.shows()
	}
	for _, l := range levels {
		if !shown[l.SKU] {
			continue
		}
		if _, err := outbox.Add(ctx, tx, events.StockChanged, l.SKU, l.event(why.reason)); err != nil {
			return err
		}
	}
	return nil
}
