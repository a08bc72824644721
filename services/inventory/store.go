package inventory

import (
	"context"

	"github.com/askcart/askcart/shared/postgres"
)

const levelColumns = `sku, on_hand, reserved, version`

// findLevels returns the levels of the given SKUs, sorted by SKU; unknown ones are absent.
func findLevels(ctx context.Context, q postgres.Querier, skus []string) ([]Level, error) {
	return postgres.All[Level](ctx, q,
		`select `+levelColumns+` from stock where sku = any(@skus) order by sku`, postgres.Args{"skus": skus})
}

// lockLevel returns the level of a SKU and keeps it as it is until tx ends.
func lockLevel(ctx context.Context, tx postgres.Tx, sku string) (Level, error) {
	l, known, err := postgres.Maybe[Level](ctx, tx,
		`select `+levelColumns+` from stock where sku = @sku for update`, postgres.Args{"sku": sku})
	if err == nil && !known {
		return Level{}, ErrNotFound
	}
	return l, err
}

// applyMoves moves stock, whose rows are locked, and writes the ledger. The moves are of different SKUs. Naming the SKUs
// twice makes sure that no plan reads the whole table, however old the planner's figures are.
func applyMoves(ctx context.Context, tx postgres.Tx, moves []Move, why cause) error {
	skus, onHand, reserved := columns(moves)
	_, err := postgres.Exec(ctx, tx, `
		with moved as (
			update stock s
			set on_hand = s.on_hand + m.on_hand, reserved = s.reserved + m.reserved, version = s.version + 1, changed_at = now()
			from unnest(@skus::text[], @on_hand::bigint[], @reserved::bigint[]) as m(sku, on_hand, reserved)
			where s.sku = m.sku and s.sku = any(@skus::text[])
			returning s.sku, s.on_hand, s.reserved, m.on_hand as delta_on_hand, m.reserved as delta_reserved
		)
		insert into ledger (sku, delta_on_hand, delta_reserved, on_hand, reserved, reason, order_id, actor)
		select sku, delta_on_hand, delta_reserved, on_hand, reserved, @reason, nullif(@order, '')::uuid, nullif(@actor, '')::uuid
		from moved order by sku`,
		postgres.Args{"skus": skus, "on_hand": onHand, "reserved": reserved,
			"reason": why.reason, "order": why.orderID, "actor": why.actor})
	return err
}

func columns(moves []Move) (skus []string, onHand, reserved []int64) {
	for _, m := range moves {
		skus, onHand, reserved = append(skus, m.SKU), append(onHand, m.OnHand), append(reserved, m.Reserved)
	}
	return skus, onHand, reserved
}

// insertStock gives each SKU that has none a stock row with its first pieces, which a version of a product brings along,
// and returns those.
func insertStock(ctx context.Context, tx postgres.Tx, productID string, version int64, skus []string, first []int64) ([]Level, error) {
	return postgres.All[Level](ctx, tx, `
		with fresh as (
			insert into stock (sku, product_id, on_hand, seed, seed_version)
			select v.sku, @product, v.first, v.first, @version from unnest(@skus::text[], @first::bigint[]) as v(sku, first)
			order by v.sku on conflict (sku) do nothing
			returning `+levelColumns+`
		), noted as (
			insert into ledger (sku, delta_on_hand, delta_reserved, on_hand, reserved, reason)
			select sku, on_hand, 0, on_hand, 0, @reason from fresh where on_hand > 0
		)
		select `+levelColumns+` from fresh order by sku`,
		postgres.Args{"product": productID, "version": version, "skus": skus, "first": first, "reason": reasonInitial})
}

// seeded is a level and how many first pieces it was given too few.
type seeded struct {
	Level
	Missing int64
}

// reseed notes the first pieces of an earlier version of a product than the one that a SKU got them from, and returns
// the SKUs for which that was so.
func reseed(ctx context.Context, tx postgres.Tx, productID string, version int64, skus []string, first []int64) ([]seeded, error) {
	return postgres.All[seeded](ctx, tx, `
		with early as (
			select sku, seed from stock
			where sku = any(@skus::text[]) and product_id = @product and seed_version > @version for update
		)
		update stock s set seed = v.first, seed_version = @version
		from early, unnest(@skus::text[], @first::bigint[]) as v(sku, first)
		where s.sku = early.sku and s.sku = v.sku
		returning s.sku, s.on_hand, s.reserved, s.version, v.first - early.seed as missing`,
		postgres.Args{"product": productID, "version": version, "skus": skus, "first": first})
}

// listMovements returns a SKU's movements whose id is below before, newest first.
func listMovements(ctx context.Context, q postgres.Querier, sku string, before int64, limit int) ([]Movement, error) {
	return postgres.All[Movement](ctx, q, `
		select id, at, delta_on_hand, delta_reserved, on_hand, reserved, reason, order_id::text as order_id, actor::text as actor
		from ledger where sku = @sku and id < @before order by id desc limit @limit`,
		postgres.Args{"sku": sku, "before": before, "limit": limit})
}
