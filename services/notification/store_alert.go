package notification

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
)

// alertRow is an alert as it is stored.
type alertRow struct {
	ID        string
	SKU       string `db:"sku"`
	Kind      string
	Price     *int64
	Currency  *money.Currency
	CreatedAt time.Time
}

func (r alertRow) alert() Alert {
	a := Alert{ID: r.ID, SKU: r.SKU, Kind: r.Kind, CreatedAt: r.CreatedAt.UTC()}
	if r.Price != nil && r.Currency != nil {
		price := money.Of(*r.Price, *r.Currency)
		a.Price = &price
	}
	return a
}

const alertColumns = `id::text as id, sku, kind, price, currency, created_at`

// insertAlert keeps an alert of a user whose row is locked, or returns the one that waits for the same. ErrTooMany.
func insertAlert(ctx context.Context, tx postgres.Tx, user string, a Alert) (Alert, error) {
	found, ok, err := postgres.Maybe[alertRow](ctx, tx, `
		select `+alertColumns+` from alert where user_id = @user and sku = @sku and kind = @kind and fired_at is null`,
		postgres.Args{"user": user, "sku": a.SKU, "kind": a.Kind})
	if ok || err != nil {
		return found.alert(), err
	}
	var price *int64
	var currency *money.Currency
	if a.Price != nil {
		price, currency = &a.Price.Amount, &a.Price.Currency
	}
	made, err := postgres.One[alertRow](ctx, tx, `
		insert into alert (id, user_id, sku, kind, price, currency)
		select @id, @user, @sku, @kind, @price, @currency
		where (select count(*) from alert where user_id = @user and fired_at is null) < @max returning `+alertColumns,
		postgres.Args{"id": a.ID, "user": user, "sku": a.SKU, "kind": a.Kind, "price": price, "currency": currency, "max": maxAlerts})
	if errors.Is(err, postgres.ErrNoRows) {
		return Alert{}, ErrTooMany
	}
	return made.alert(), err
}

func listAlerts(ctx context.Context, q postgres.Querier, owners []string) ([]Alert, error) {
	rows, err := postgres.All[alertRow](ctx, q, `
		select `+alertColumns+` from alert where user_id = any(@owners::uuid[]) and fired_at is null order by id desc`,
		postgres.Args{"owners": owners})
	all := make([]Alert, len(rows))
	for i, r := range rows {
		all[i] = r.alert()
	}
	return all, err
}

func deleteAlert(ctx context.Context, q postgres.Querier, id string, owners []string) (bool, error) {
	n, err := postgres.Exec(ctx, q, `delete from alert where id = @id and user_id = any(@owners::uuid[]) and fired_at is null`,
		postgres.Args{"id": id, "owners": owners})
	return n == 1, err
}

// waitingFor lists the alerts that wait for something about a SKU.
func waitingFor(ctx context.Context, tx postgres.Tx, sku string) ([]watched, error) {
	return postgres.All[watched](ctx, tx, `
		select id::text as id, kind, price, currency from alert where sku = @sku and fired_at is null`, postgres.Args{"sku": sku})
}

// markFired makes alerts work for a worker, with what to say.
func markFired(ctx context.Context, tx postgres.Tx, ids []string, say []details) error {
	if len(ids) == 0 {
		return nil
	}
	texts := make([]string, len(say))
	for i, d := range say {
		text, err := json.Marshal(d)
		if err != nil {
			return err
		}
		texts[i] = string(text)
	}
	_, err := postgres.Exec(ctx, tx, `
		update alert set fired_at = now(), details = f.details
		from unnest(@ids::uuid[], @details::jsonb[]) as f(id, details) where alert.id = f.id`,
		postgres.Args{"ids": ids, "details": texts})
	return err
}

// fired is an alert whose owner is to be told.
type fired struct {
	ID      string
	UserID  string
	Kind    string
	Details details
}

// takeFired marks up to limit fired alerts as told and returns them; telling them must be in the same transaction.
func takeFired(ctx context.Context, tx postgres.Tx, limit int) ([]fired, error) {
	return postgres.All[fired](ctx, tx, `
		update alert set told_at = now() where id in (
			select id from alert where fired_at is not null and told_at is null
			order by fired_at limit @limit for update skip locked)
		returning id::text as id, user_id::text as user_id, kind, details`, postgres.Args{"limit": limit})
}
