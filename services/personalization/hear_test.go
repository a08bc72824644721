package personalization

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
	"github.com/askcart/askcart/shared/service/servicetest"
)

func TestAnOrderCountsOnceAndACancelledOneNot(t *testing.T) {
	t.Parallel()
	s := open(t)
	o := s.furnish()
	order := buy(o.boot, o.mug)
	id := servicetest.Publish(s.Env, events.OrderConfirmed, order.ID, order)
	servicetest.PublishAs(s.Env, id, events.OrderConfirmed, order.ID, order) // the same event again
	happen(s, events.OrderConfirmed, order.ID, order)                        // the same order under another id
	once := `select count(*) = 2 and min(times) = 1 and max(times) = 1 from together where kind = 'bought'`
	if !s.ask(once, nil) {
		t.Fatal("an order told three times is not counted once")
	}
	second := buy(o.boot, o.mug)
	happen(s, events.OrderConfirmed, second.ID, second)
	starts(t, recommended(s.api.Client, beside(o.boot)), "Mug: Bought together with Boot")
	for range 2 {
		happen(s, events.OrderCancelled, second.ID, events.Cancelled{Order: second, Reason: "shopper"})
		if !s.ask(once, nil) {
			t.Fatal("of two orders of which one was cancelled, not one is counted")
		}
	}
	happen(s, events.OrderCancelled, order.ID, events.Cancelled{Order: order, Reason: "shopper"})
	third := buy(o.boot, o.mug)
	happen(s, events.OrderCancelled, third.ID, events.Cancelled{Order: third, Reason: "capture_failed"}) // overtakes
	happen(s, events.OrderConfirmed, third.ID, third)
	if !s.ask(`select not exists (select from together) and not exists (select from standing where score > 1e-9)`, nil) {
		t.Error("something is left of orders that were all cancelled")
	}
	starts(t, recommended(s.api.Client, beside(o.boot)), "Shoe: Similar to Boot")
}

// known returns a token of user that names the guest it was before.
func (s shop) known(user, guest string) string {
	claims := s.Issuer.Claims(user, auth.Shopper)
	claims.Prev = guest
	return s.Issuer.Sign(claims)
}

func TestAGuestsHistoryAndWishesJoinTheAccounts(t *testing.T) {
	t.Parallel()
	s := open(t)
	o := s.furnish()
	guest, user := uuid.NewString(), uuid.NewString()
	both := look(o.radio, 3*time.Minute)
	s.did(guest, look(o.boot, 4*time.Minute), both, look(o.mug, time.Minute))
	s.did(user, both, look(o.tent, 2*time.Minute))
	for token, products := range map[string][]events.Product{s.Guest(guest): {o.mug, o.boot}, s.Shopper(user): {o.boot, o.tent}} {
		for _, p := range products {
			s.api.As(token).Put(root+"/wishlist/"+p.ID, nil).Want(204)
		}
	}
	order := buy(o.boot)
	order.UserID = guest
	happen(s, events.OrderConfirmed, order.ID, order)

	logged := s.api.As(s.known(user, guest)) // the event has not come yet
	viewed := []string{"Mug", "Tent", "Radio", "Boot"}
	wishes := names(logged, "/wishlist")
	if diff := cmp.Diff(viewed, names(logged, "/recently-viewed")); diff != "" || len(wishes) != 3 {
		t.Errorf("before the event: wishes %q, viewed (-want +got):\n%s", wishes, diff)
	}
	for range 2 {
		happen(s, events.UserMerged, user, events.UserMerge{From: guest, To: user})
	}
	happen(s, events.UserMerged, user, events.UserMerge{From: user, To: user}) // changes nothing
	mine := s.api.As(s.Shopper(user))
	if diff := cmp.Diff(viewed, names(mine, "/recently-viewed")); diff != "" {
		t.Errorf("viewed (-want +got):\n%s", diff)
	}
	if got := names(mine, "/wishlist"); len(got) != 3 {
		t.Errorf("wishlist = %q, want mug, boot and tent, each once", got)
	}
	if got := names(s.api.As(s.Guest(guest)), "/wishlist"); len(got) != 0 {
		t.Errorf("the guest's wishlist afterwards = %q", got)
	}
	if !s.ask(`select count(*) = 1 from purchase where user_id = @user`, postgres.Args{"user": user}) {
		t.Error("the guest's order is not the account's")
	}
	logged.Delete(root + "/wishlist/" + o.mug.ID).Want(204)
	if got := names(mine, "/wishlist"); len(got) != 2 {
		t.Errorf("wishlist without the mug = %q", got)
	}
}

func TestAnErasedUserIsForgotten(t *testing.T) {
	t.Parallel()
	s := open(t)
	o := s.furnish()
	user := uuid.NewString()
	s.did(user, look(o.boot, time.Minute))
	s.api.As(s.Shopper(user)).Put(root+"/wishlist/"+o.boot.ID, nil).Want(204)
	order := buy(o.boot, o.mug)
	order.UserID = user
	happen(s, events.OrderConfirmed, order.ID, order)
	happen(s, events.UserErased, user, events.UserID{ID: user})
	if !s.ask(`select not exists (select from behaviour where user_id = @user) and not exists (select from wish where user_id = @user)
		and not exists (select from purchase where user_id = @user)`, postgres.Args{"user": user}) {
		t.Error("rows of an erased user are left")
	}
	happen(s, events.OrderConfirmed, order.ID, order) // told again: it still counts once, for nobody
	if !s.ask(`select count(*) = 1 and bool_and(user_id is null) from purchase`, nil) {
		t.Error("an order of an erased user is theirs again")
	}
	happen(s, events.OrderCancelled, order.ID, events.Cancelled{Order: order, Reason: "shopper"})
	if !s.ask(`select not exists (select from together)`, nil) {
		t.Error("a cancelled order of an erased user still counts")
	}
}

func TestOldBehaviourIsDeleted(t *testing.T) {
	t.Parallel()
	s := open(t)
	_, err := postgres.Exec(t.Context(), s.db, `
		insert into behaviour (user_id, kind, at, query) select gen_random_uuid(), 'search', now() - make_interval(days => d), 'x' from generate_series(80, 100) d`, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := postgres.Exec(t.Context(), s.db, `
		insert into purchase (order_id, products, weight, at, cancelled) select gen_random_uuid(), '{}', 0, now() - make_interval(days => d), false from generate_series(360, 370) d`, nil); err != nil {
		t.Fatal(err)
	}
	p := &Profiles{db: s.db, log: s.Log}
	if err := p.forget(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !s.ask(`select count(*) = 10 from behaviour`, nil) || !s.ask(`select count(*) = 5 from purchase`, nil) {
		t.Error("what is kept is not what is younger than 90 days, and a year for orders")
	}
}

func TestAVariantThatMovesOrGoesIsNotSoldTwice(t *testing.T) {
	t.Parallel()
	s := open(t)
	boot, shoe := item("Boot", "Ridge", "outdoor/shoes"), item("Shoe", "Ridge", "outdoor/shoes")
	s.sell(boot, shoe)
	moved := shoe
	moved.Version, moved.Variants = 2, append(moved.Variants, boot.Variants...)
	happen(s, events.ProductUpdated, moved.ID, moved)
	boot.Version, boot.Variants = 2, []events.Variant{{SKU: "Boot", Removed: true}}
	happen(s, events.ProductUpdated, boot.ID, boot)
	if !s.ask(`select array_agg(sku order by sku) = '{Boot,Shoe}' from variant where product_id = @id`, postgres.Args{"id": shoe.ID}) {
		t.Error("the variant did not go to the other product, or did not stay there")
	}
	never(t, recommended(s.api.Client, "placement=home"), "Boot")
}

func TestStockAndProductMeetHoweverTheyCross(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, migrations)
	p := &Profiles{db: db}
	var both sync.WaitGroup
	for range 200 {
		e := item(uuid.NewString(), "Ridge", "outdoor")
		e.Variants = append(e.Variants, events.Variant{SKU: e.Name + "-B", Prices: []money.Money{money.Of(1, money.INR)}})
		for _, do := range []func(postgres.Tx) error{
			func(tx postgres.Tx) error { return p.productChanged(t.Context(), tx, events.Meta{}, e) },
			func(tx postgres.Tx) error {
				return p.stockChanged(t.Context(), tx, events.Meta{}, events.Stock{SKU: e.Name, Available: 1, Version: 1})
			},
			func(tx postgres.Tx) error {
				return p.stockChanged(t.Context(), tx, events.Meta{}, events.Stock{SKU: e.Name + "-B", Available: 1, Version: 1})
			},
		} {
			both.Go(func() {
				if err := db.InTx(t.Context(), do); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
	}
	missed, err := postgres.Value[int](t.Context(), db, `select count(*) from standing where currencies <> '{EUR,INR,USD}'`, nil)
	if err != nil || missed > 0 {
		t.Errorf("%d of 200 products do not know that they can be bought in all currencies, err %v", missed, err)
	}
}
