package main

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/askcart/askcart/shared/postgres"
)

// Ids of the orders that the tests plant.
const (
	goodOrder = "'00000000-0000-7000-8000-000000000001'"
	otherID   = "'00000000-0000-7000-8000-000000000002'"
)

// placed is an order of two pieces at 10.00, and one without a line.
func placed(id, status, cart string) string {
	reason := "null"
	if status == "cancelled" {
		reason = "'shopper'"
	}
	return `insert into "order".orders (id, user_id, placed_by, email, locale, cart_id, cart_version, status, cancel_reason, currency,
		subtotal, discount, shipping, tax, total, lines, shipping_address, shipping_method, payment, deadline) values
		(` + id + `, gen_random_uuid(), ` + goodOrder + `, 'a@b.example', 'en', ` + cart + `, 1, '` + status + `', ` + reason + `, 'USD',
		2000, 0, 500, 0, 2500, '[{"sku":"S","quantity":2,"unit_price":{"amount":1000,"currency":"USD"}}]', '{}', 'standard',
		'{"provider":"sandbox"}', now() + interval '1 minute');`
}

const stocked = `insert into inventory.stock (sku, product_id, on_hand, reserved, seed, seed_version) values ('S', gen_random_uuid(), 8, 0, 8, 1);
	insert into inventory.ledger (sku, delta_on_hand, delta_reserved, on_hand, reserved, reason) values ('S', 8, 0, 8, 0, 'initial');`

const paidFor = `insert into payments.sandbox_charge (id, order_id, attempt, method, amount, currency, state, captured, changed_at)
	values ('c1', ` + goodOrder + `, 1, 'tok_ok', 2500, 'USD', 'captured', 2500, now());`

const committed = `insert into inventory.reservation (order_id, state) values (` + goodOrder + `, 'committed');`

// Every invariant finds what breaks it, and only that.
func TestInvariantsFindWhatIsPlanted(t *testing.T) {
	url, keys := shopSchemas(t)
	admin, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close(context.WithoutCancel(t.Context()))
	checker := connect(t, url, checkerRole, keys.Checker)
	checks, err := loadInvariants()
	if err != nil {
		t.Fatal(err)
	}
	bought := stocked + placed(goodOrder, "confirmed", "gen_random_uuid()") + paidFor + committed
	for what, row := range map[string]struct {
		sql  string
		want []string
	}{
		"nothing wrong":         {bought, nil},
		"stock out of bounds":   {"alter table inventory.stock drop constraint stock_reserved_on_hand;" + stocked + "update inventory.stock set reserved = 9; update inventory.ledger set delta_reserved = 9; insert into inventory.reservation values (" + goodOrder + ", 'reserved'); insert into inventory.reservation_line values (" + goodOrder + ", 'S', 9);", []string{"I01_stock_in_bounds"}},
		"reserved for nobody":   {stocked + "update inventory.stock set reserved = 1; update inventory.ledger set delta_reserved = 1;", []string{"I02_reserved_is_held"}},
		"stock without a trace": {stocked + "update inventory.stock set on_hand = 9;", []string{"I03_ledger_adds_up"}},
		"charged twice": {bought + `insert into payments.cod_charge (id, key, order_id, attempt, amount, currency, state) values ('c2', 'k', ` + goodOrder + `, 2, 2500, 'USD', 'authorized');`,
			[]string{"I04_one_live_charge", "I05_money_is_right"}},
		"paid too little":        {bought + "update payments.sandbox_charge set captured = 2400;", []string{"I05_money_is_right"}},
		"cancelled and kept":     {placed(goodOrder, "cancelled", "gen_random_uuid()") + paidFor, []string{"I05_money_is_right"}},
		"undecided":              {placed(goodOrder, "pending", "gen_random_uuid()") + `update "order".orders set deadline = now() - interval '31 s';`, []string{"I06_orders_are_decided"}},
		"goods did not leave":    {stocked + placed(goodOrder, "confirmed", "gen_random_uuid()") + paidFor, []string{"I07_services_agree"}},
		"held for the cancelled": {placed(goodOrder, "cancelled", "gen_random_uuid()") + "insert into inventory.reservation values (" + goodOrder + ", 'reserved');", []string{"I07_services_agree"}},
		"moved twice": {stocked + `insert into inventory.ledger (sku, delta_on_hand, delta_reserved, on_hand, reserved, reason, order_id)
			values ('S', 0, 1, 8, 1, 'reserved', ` + goodOrder + `), ('S', 0, -1, 8, 0, 'released', ` + goodOrder + `), ('S', 0, 0, 8, 0, 'reserved', ` + goodOrder + `);`, []string{"I08_events_apply_once"}},
		"never published": {`insert into cart.outbox (event_id, topic, key, payload) values (gen_random_uuid(), 't', 'k', '');`, []string{"I09_outboxes_are_empty"}},
		"given up":        {`insert into "order".dead_letters (id, topic, partition, "offset", key, payload, reason) values (gen_random_uuid(), 't', 0, 0, 'k', '', 'bad');`, []string{"I09_outboxes_are_empty"}},
		"wrong sum":       {placed(goodOrder, "pending", "gen_random_uuid()") + `update "order".orders set lines = '[]';`, []string{"I10_orders_add_up"}},
		"ordered twice":   {`drop index "order".orders_live_cart;` + placed(goodOrder, "pending", otherID) + placed(otherID, "pending", otherID), []string{"I10_orders_add_up"}},
		"order lost": {`insert into "order".idempotency (user_id, route, key, request_hash, status, response)
			values (gen_random_uuid(), 'place-order', 'k', '', 201, convert_to('{"id":"' || ` + otherID + ` || '"}', 'UTF8'));`, []string{"I11_answers_hold"}},
	} {
		found := planted(t, admin, checker, checks, row.sql)
		if diff := cmp.Diff(row.want, found); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
}

// planted commits sql, asks the checker, and empties the shop again.
func planted(t *testing.T, admin, checker *pgx.Conn, checks []invariant, sql string) []string {
	t.Helper()
	if _, err := admin.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
	found, err := findings(t.Context(), checker, checks)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := admin.Exec(t.Context(), `
		truncate inventory.stock, inventory.ledger, inventory.reservation, inventory.reservation_line, "order".orders,
			"order".idempotency, "order".dead_letters, cart.outbox, payments.sandbox_charge, payments.cod_charge cascade;
		create unique index if not exists orders_live_cart on "order".orders (cart_id, cart_version, placed_by) where status <> 'cancelled'`); err != nil {
		t.Fatal(err)
	}
	return slices.Sorted(maps.Keys(found))
}

// shopSchemas is a server with the real tables of all services.
func shopSchemas(t *testing.T) (string, secrets) {
	t.Helper()
	url, keys := serverWithRoles(t)
	for _, p := range parts {
		if p.schema == "" || p.schema == identitySchema {
			continue
		}
		address, err := as(url, roleOf(p), keys.Roles[p.name])
		if err != nil {
			t.Fatal(err)
		}
		db, err := postgres.Open(t.Context(), address, p.schema)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if err := db.Migrate(t.Context(), os.DirFS(filepath.Join("..", "..", p.folder, "migrations"))); err != nil {
			t.Fatal(err)
		}
	}
	return url, keys
}
