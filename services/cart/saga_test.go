package cart

import (
	"testing"

	"github.com/google/uuid"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/service/servicetest"
)

// known returns a token of user that names the guest it was before.
func (s shop) known(user, guest string) string {
	claims := s.Issuer.Claims(user, auth.Shopper)
	claims.Prev = guest
	return s.Issuer.Sign(claims)
}

func (s shop) view(token string) View {
	s.t.Helper()
	return servicetest.JSON[View](s.api.As(token).Get(root).Want(200))
}

func ordered(user, cart string, lines ...any) events.Order {
	o := events.Order{ID: uuid.NewString(), UserID: user, CartID: cart}
	for i := 0; i < len(lines); i += 2 {
		o.Lines = append(o.Lines, events.OrderLine{SKU: lines[i].(string), Quantity: lines[i+1].(int)})
	}
	return o
}

func TestAConfirmedOrderLeavesWhatWasAddedSince(t *testing.T) {
	t.Parallel()
	s := full(t)
	user := uuid.NewString()
	me := s.api.As(s.Shopper(user))
	me.Put(root+"/items/D-1", quantity(2)).Want(200)
	cart := servicetest.JSON[View](me.Put(root+"/items/D-2", quantity(3)).Want(200))
	o := ordered(user, cart.ID, "D-1", 2, "D-2", 1, "gone", 4)
	me.Post(root+"/items", item("D-1", 1)).Want(200)

	s.handled(servicetest.Publish(s.Env, events.OrderConfirmed, o.ID, o))
	me.Get(root).Want(200, `"version":5`, `"quantity":1,"line_total":{"amount":34900,"currency":"USD"}`, `"quantity":2,"line_total":{"amount":79800,"currency":"USD"}`)
	s.handled(servicetest.Publish(s.Env, events.OrderConfirmed, o.ID, o)) // the same order under another event id
	me.Get(root).Want(200, `"version":5`)

	s.api.As(s.Admin()).Get("/journal?order_id="+o.ID).Want(200, "cart_reduced", "now version 5 with 2 lines")

	all := ordered(user, cart.ID, "D-1", 9, "D-2", 9)
	s.handled(servicetest.Publish(s.Env, events.OrderConfirmed, all.ID, all))
	me.Get(root).Want(200, `"version":6`, `"lines":[]`)
	servicetest.Await(s.Env, events.CartUpdated, func(c events.Cart) bool { return c.ID == cart.ID && c.Version == 6 && len(c.Lines) == 0 })
}

func TestAnOrderCannotEmptySomeoneElsesCart(t *testing.T) {
	t.Parallel()
	s := full(t)
	me := s.api.As(s.Shopper(uuid.NewString()))
	cart := servicetest.JSON[View](me.Put(root+"/items/D-1", quantity(2)).Want(200))
	o := ordered(uuid.NewString(), cart.ID, "D-1", 2)
	s.handled(servicetest.Publish(s.Env, events.OrderConfirmed, o.ID, o))
	me.Get(root).Want(200, `"version":2`, `"quantity":2`)
}

func TestAGuestsCartJoinsTheAccounts(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]func(s shop, guest, user string){
		"by the event": func(s shop, guest, user string) {
			s.handled(servicetest.Publish(s.Env, events.UserMerged, user, events.UserMerge{From: guest, To: user}))
		},
		"by a token that names the guest": func(s shop, guest, user string) { s.view(s.known(user, guest)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := full(t)
			guest, user := uuid.NewString(), uuid.NewString()
			s.api.As(s.Shopper(user)).Put(root+"/items/D-1", quantity(90)).Want(200)
			before := servicetest.JSON[View](s.api.As(s.Guest(guest)).Put(root+"/items/D-1", quantity(20)).Want(200))
			s.api.As(s.Guest(guest)).Put(root+"/items/D-2", quantity(3)).Want(200)

			first(s, guest, user)
			for range 2 { // the event, again and under another id, finds nothing left to add
				s.handled(servicetest.Publish(s.Env, events.UserMerged, user, events.UserMerge{From: guest, To: user}))
			}
			s.api.As(s.known(user, guest)).Get(root).Want(200, `"version":3`, `"quantity":99`, `"quantity":3`)
			s.api.As(s.Shopper(user)).Get(root).Want(200, `"version":3`)
			servicetest.Await(s.Env, events.CartUpdated, func(c events.Cart) bool { return c.ID == before.ID && c.Version == 4 && len(c.Lines) == 0 })

			o := ordered(guest, before.ID, "D-2", 3) // placed before the guest logged in
			s.handled(servicetest.Publish(s.Env, events.OrderConfirmed, o.ID, o))
			s.api.As(s.Shopper(user)).Get(root).Want(200, `"version":4`, `!"D-2"`, `"quantity":99`)
			if v := s.view(s.Guest(guest)); len(v.Lines) != 0 || v.ID == before.ID {
				t.Errorf("the guest's cart afterwards = %+v, want a new, empty one", v)
			}
		})
	}
}

func TestAnAccountWithoutACartTakesTheGuests(t *testing.T) {
	t.Parallel()
	s := full(t)
	guest, user := uuid.NewString(), uuid.NewString()
	before := servicetest.JSON[View](s.api.As(s.Guest(guest)).Put(root+"/items/D-1", quantity(2)).Want(200))
	s.api.As(s.known(user, guest)).Post(root+"/items", item("D-1", 1)).Want(200, before.ID, `"quantity":3`)
	s.handled(servicetest.Publish(s.Env, events.UserMerged, user, events.UserMerge{From: guest, To: user}))
	s.api.As(s.Shopper(user)).Get(root).Want(200, before.ID, `"quantity":3`)
	o := ordered(guest, before.ID, "D-1", 2)
	s.handled(servicetest.Publish(s.Env, events.OrderConfirmed, o.ID, o))
	s.api.As(s.Shopper(user)).Get(root).Want(200, `"quantity":1`)
}

func TestAnErasedUserHasNoCart(t *testing.T) {
	t.Parallel()
	s := full(t)
	user := uuid.NewString()
	before := servicetest.JSON[View](s.api.As(s.Shopper(user)).Put(root+"/items/D-1", quantity(2)).Want(200))
	s.handled(servicetest.Publish(s.Env, events.UserErased, user, events.UserID{ID: user}))
	s.api.As(s.Shopper(user)).Get(root).Want(200, `"lines":[]`, "!"+before.ID)
}
