package postgres_test

import (
	"errors"
	"testing"
	"testing/fstest"

	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
	"github.com/google/go-cmp/cmp"
)

var stock = fstest.MapFS{"00001_stock.sql": {Data: []byte(`-- +goose Up
create table stock (
	sku text constraint stock_sku_once primary key,
	on_hand int not null constraint stock_on_hand_positive check (on_hand >= 0)
);
insert into stock values ('A', 1), ('B', 2);`)}}

type level struct {
	SKU    string `db:"sku"`
	OnHand int    `db:"on_hand"`
}

func TestRowsBecomeStructsByName(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, stock)
	const columnsTurned = "select on_hand, sku from stock where on_hand >= @least order by sku"
	got, err := postgres.All[level](t.Context(), db, columnsTurned, postgres.Args{"least": 1})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]level{{"A", 1}, {"B", 2}}, got); diff != "" {
		t.Error(diff)
	}
	none, err := postgres.All[level](t.Context(), db, columnsTurned, postgres.Args{"least": 9})
	if err != nil || none == nil || len(none) != 0 {
		t.Errorf("no rows: %#v, %v, want an empty slice", none, err)
	}
}

func TestOneRowOrNone(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, stock)
	const bySKU = "select sku, on_hand from stock where sku = @sku"
	if _, err := postgres.One[level](t.Context(), db, bySKU, postgres.Args{"sku": "C"}); !errors.Is(err, postgres.ErrNoRows) {
		t.Errorf("One without a row: %v, want ErrNoRows", err)
	}
	if _, found, err := postgres.Maybe[level](t.Context(), db, bySKU, postgres.Args{"sku": "C"}); found || err != nil {
		t.Errorf("Maybe without a row: %t, %v, want false and no error", found, err)
	}
	got, found, err := postgres.Maybe[level](t.Context(), db, bySKU, postgres.Args{"sku": "B"})
	if want := (level{"B", 2}); got != want || !found || err != nil {
		t.Errorf("Maybe: %v, %t, %v, want %v", got, found, err, want)
	}
	if _, err := postgres.One[level](t.Context(), db, "select sku, on_hand from stock", nil); err == nil {
		t.Error("One accepted two rows")
	}
}

func TestMisspeltArgumentIsAnError(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, stock)
	const update = "update stock set on_hand = @on_hand"
	for name, args := range map[string]postgres.Args{
		"missing": {},
		"unused":  {"on_hand": 1, "onhand": 2},
	} {
		if _, err := postgres.Exec(t.Context(), db, update, args); err == nil {
			t.Errorf("%s argument was accepted", name)
		}
	}
}

func TestValuesAndRowCounts(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, stock)
	changed, err := postgres.Exec(t.Context(), db, "update stock set on_hand = on_hand + @n", postgres.Args{"n": 5})
	if changed != 2 || err != nil {
		t.Errorf("Exec: %d, %v, want 2 rows", changed, err)
	}
	total, err := postgres.Value[int](t.Context(), db, "select sum(on_hand) from stock", nil)
	if total != 13 || err != nil {
		t.Errorf("Value: %d, %v, want 13", total, err)
	}
	skus, err := postgres.Values[string](t.Context(), db, "select sku from stock order by 1", nil)
	if diff := cmp.Diff([]string{"A", "B"}, skus); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestViolatesNamesTheConstraint(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, stock)
	for constraint, sql := range map[string]string{
		"stock_sku_once":         "insert into stock values ('A', 1)",
		"stock_on_hand_positive": "update stock set on_hand = -1",
	} {
		_, err := postgres.Exec(t.Context(), db, sql, nil)
		if !postgres.Violates(err, constraint) || postgres.Violates(err, "another") || postgres.Down(err) {
			t.Errorf("%s: not recognised in %v", constraint, err)
		}
	}
}
