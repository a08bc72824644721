package cart

import (
	"context"
	"encoding/json"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
)

// copiedVariant is a variant as the statement of saveProduct reads it.
type copiedVariant struct {
	SKU     string            `json:"sku"`
	Name    string            `json:"name"`
	Image   *Image            `json:"image"`
	Options map[string]string `json:"options"`
	Prices  []money.Money     `json:"prices"`
	OnSale  bool              `json:"on_sale"`
}

// saveProduct stores a newer snapshot of a product; an older one changes nothing. SKUs that it does not name any more stay
// known but are not sold. A SKU that moved to another product is not taken off sale by the old one.
func saveProduct(ctx context.Context, tx postgres.Tx, id string, version int64, all []Variant) error {
	list := make([]copiedVariant, len(all))
	skus := make([]string, len(all))
	for i, v := range all {
		skus[i] = v.SKU
		list[i] = copiedVariant{v.SKU, v.Name, v.Image, v.Options, v.Prices, v.OnSale}
	}
	text, err := json.Marshal(list)
	if err != nil {
		return err
	}
	_, err = postgres.Exec(ctx, tx, `
		with newer as (
			insert into product (id, version) values (@id, @version)
			on conflict (id) do update set version = excluded.version where product.version < excluded.version
			returning id
		), gone as (
			update variant set on_sale = false, revision = revision + 1 from newer
			where variant.product_id = newer.id and on_sale and sku <> all(@skus::text[])
		)
		insert into variant (sku, product_id, name, image, options, prices, on_sale)
		select v.sku, newer.id, v.name, nullif(v.image, 'null'), coalesce(nullif(v.options, 'null'), '{}'),
			coalesce(nullif(v.prices, 'null'), '[]'), v.on_sale
		from newer, jsonb_to_recordset(@variants::jsonb)
			as v(sku text, name text, image jsonb, options jsonb, prices jsonb, on_sale boolean)
		on conflict (sku) do update set product_id = excluded.product_id, name = excluded.name, image = excluded.image,
			options = excluded.options, prices = excluded.prices, on_sale = excluded.on_sale, revision = variant.revision + 1
		where variant.product_id = excluded.product_id or excluded.on_sale`,
		postgres.Args{"id": id, "version": version, "skus": skus, "variants": string(text)})
	return err
}

// saveStock stores newer stock of a SKU; older stock changes nothing.
func saveStock(ctx context.Context, tx postgres.Tx, s events.Stock) error {
	_, err := postgres.Exec(ctx, tx, `
		insert into stock (sku, available, version) values (@sku, @available, @version)
		on conflict (sku) do update set available = excluded.available, version = excluded.version
		where stock.version < excluded.version`,
		postgres.Args{"sku": s.SKU, "available": s.Available, "version": s.Version})
	return err
}

// insertCheckout notes that an order is subtracted and reports whether that is new.
func insertCheckout(ctx context.Context, tx postgres.Tx, orderID string) (bool, error) {
	n, err := postgres.Exec(ctx, tx, `insert into checkout (order_id) values (@order) on conflict do nothing`,
		postgres.Args{"order": orderID})
	return n == 1, err
}

// findOwner returns whose cart cartID is now, if it is or was userID's.
func findOwner(ctx context.Context, q postgres.Querier, cartID, userID string) (string, bool, error) {
	type row struct{ UserID string }
	r, ok, err := postgres.Maybe[row](ctx, q, `
		select c.user_id::text as user_id from cart c
		where c.id = @cart and c.user_id = @user
			or c.id in (select into_id from moved_cart m where m.cart_id = @cart and m.user_id = @user)`,
		postgres.Args{"cart": cartID, "user": userID})
	return r.UserID, ok, err
}

// noteMove remembers that a guest's cart becomes part of another one, or goes to another user when there is none.
func noteMove(ctx context.Context, tx postgres.Tx, guest, into Cart) error {
	target := into.ID
	if target == "" {
		target = guest.ID
	}
	_, err := postgres.Exec(ctx, tx, `
		with earlier as (update moved_cart set into_id = @into where into_id = @cart)
		insert into moved_cart (cart_id, user_id, into_id) values (@cart, @user, @into) on conflict do nothing`,
		postgres.Args{"cart": guest.ID, "user": guest.UserID, "into": target})
	return err
}
