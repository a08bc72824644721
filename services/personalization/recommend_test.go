package personalization

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/service/servicetest"
)

// outfit is a shop of seven products; only what the tests do connects them.
type outfit struct{ boot, shoe, tent, stove, radio, phones, mug events.Product }

func (s shop) furnish() outfit {
	o := outfit{
		boot: item("Boot", "Ridge", "outdoor/shoes"), shoe: item("Shoe", "Trail", "outdoor/shoes"), tent: item("Tent", "Ridge", "outdoor/camping"),
		stove: item("Stove", "Blaze", "outdoor/camping"), radio: item("Radio", "Halo", "audio/radios"), phones: item("Headphones", "Halo", "audio/headphones"),
		mug: item("Mug", "Clay", "kitchen"),
	}
	o.mug.Rating = events.Rating{Tenths: 48, Count: 12}
	s.sell(o.boot, o.shoe, o.tent, o.stove, o.radio, o.phones, o.mug)
	return o
}

func beside(p events.Product) string { return "placement=product&product_id=" + p.ID }

// starts fails unless list begins with want.
func starts(t *testing.T, list []string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, list[:min(len(want), len(list))]); diff != "" {
		t.Errorf("recommended (-want +got), of %q:\n%s", list, diff)
	}
}

// never fails if a name is in list.
func never(t *testing.T, list []string, name string) {
	t.Helper()
	if strings.Contains(strings.Join(list, "\n"), name+": ") {
		t.Errorf("%s is recommended: %q", name, list)
	}
}

func TestWhatIsBoughtTogetherComesFirst(t *testing.T) {
	t.Parallel()
	s := open(t)
	o := s.furnish()
	for range 5 { // the planted pattern: boots with mugs, which have nothing in common
		order := buy(o.boot, o.mug, o.boot)
		happen(s, events.OrderConfirmed, order.ID, order)
	}
	order := buy(o.boot, o.radio)
	happen(s, events.OrderConfirmed, order.ID, order)
	s.crowd(20, look(o.boot, 2*time.Minute), look(o.stove, time.Minute)) // who only look: more than one order, less than five

	list := recommended(s.api.Client, beside(o.boot))
	starts(t, list, "Mug: Bought together with Boot", "Stove: Viewed together with Boot", "Radio: Bought together with Boot")
	never(t, list, "Boot")
	if len(list) != 6 {
		t.Errorf("%d recommended, want all six others: %q", len(list), list)
	}
	starts(t, recommended(s.api.Client, beside(o.mug)), "Boot: Bought together with Mug") // the other way round
	starts(t, recommended(s.api.Client, "placement=cart&product_id="+o.boot.ID+","+o.radio.ID), "Mug: Bought together with Boot")
	never(t, recommended(s.api.Client, "placement=cart&product_id="+o.boot.ID+","+o.mug.ID), "Mug")
	starts(t, recommended(s.api.Client, "placement=cart"), "Boot: Popular in Outdoor", "Mug: Popular in Kitchen") // an empty cart
	s.api.Get(root+"/recommendations?limit=1&currency=EUR&"+beside(o.boot)).Want(200, `"price":{"amount":900,"currency":"EUR"}`, o.mug.ID, "!"+o.radio.ID)
}

func TestAnOldPatternFadesBehindANewOne(t *testing.T) {
	t.Parallel()
	s := open(t)
	o := s.furnish()
	day := 24 * time.Hour
	s.crowd(3, look(o.boot, 60*day), look(o.mug, 60*day-time.Minute))
	s.crowd(2, look(o.boot, 2*time.Minute), look(o.radio, time.Minute))
	starts(t, recommended(s.api.Client, beside(o.boot)), "Radio: Viewed together with Boot") // 2 now against 3/4
}

func TestWhatCannotBeBoughtIsNotRecommended(t *testing.T) {
	t.Parallel()
	s := open(t)
	o := s.furnish()
	order := buy(o.boot, o.mug, o.radio, o.tent, o.stove)
	happen(s, events.OrderConfirmed, order.ID, order)
	o.mug.Version, o.mug.Status = 2, "archived"
	o.radio.Version, o.radio.Status = 2, "draft"
	o.tent.Version, o.tent.Variants[0].Prices = 2, o.tent.Variants[0].Prices[:1]
	s.sell(o.mug, o.radio, o.tent)
	happen(s, events.StockChanged, "Stove", events.Stock{SKU: "Stove", Available: 0, Version: 2})

	for _, query := range []string{beside(o.boot), "placement=home", "placement=cart&product_id=" + o.boot.ID} {
		list := recommended(s.api.Client, query)
		for _, gone := range []string{"Mug", "Radio", "Stove"} {
			never(t, list, gone)
		}
		never(t, recommended(s.api.Client, query+"&currency=EUR"), "Tent")
	}
	starts(t, recommended(s.api.Client, beside(o.boot)), "Tent: Bought together with Boot")
	for _, hidden := range []events.Product{o.mug, o.radio} { // a product that is not sold is not named
		s.api.Get(root+"/recommendations?"+beside(hidden)).Want(200, "!with "+hidden.Name)
	}
	happen(s, events.StockChanged, "Stove", events.Stock{SKU: "Stove", Available: 1, Version: 3})
	if list := recommended(s.api.Client, beside(o.boot)); !strings.Contains(fmt.Sprint(list), "Stove: Bought together with Boot") {
		t.Errorf("back in stock and not recommended: %q", list)
	}
}

func TestAColdStartGoesByWhatIsAlike(t *testing.T) {
	t.Parallel()
	s := open(t)
	o := s.furnish()
	list := recommended(s.api.Client, beside(o.boot))
	starts(t, list, "Shoe: Similar to Boot", "Tent: More from Ridge", "Mug: Rated 4.8 of 5 by 12 shoppers")
	if !strings.Contains(strings.Join(list, "\n"), "Stove: More in Outdoor") || len(list) != 6 {
		t.Errorf("the rest = %q, want it all, such as the stove with its shelf", list)
	}
	starts(t, recommended(s.api.Client, "placement=home"), "Mug: Rated 4.8 of 5 by 12 shoppers")
	for range 5 { // equals keep their order
		if diff := cmp.Diff(list, recommended(s.api.Client, beside(o.boot))); diff != "" {
			t.Fatalf("asked again (-before +after):\n%s", diff)
		}
	}
}

func TestTheFrontPageFollowsTheShopper(t *testing.T) {
	t.Parallel()
	s := open(t)
	o := s.furnish()
	s.crowd(3, look(o.phones, 2*time.Minute), look(o.mug, time.Minute))
	order := buy(o.stove)
	happen(s, events.OrderConfirmed, order.ID, order)

	me, other := uuid.NewString(), uuid.NewString()
	before := slices.Sorted(slices.Values(recommended(s.api.As(s.Guest(other)), "placement=home")))
	s.did(me, look(o.phones, time.Minute))
	list := recommended(s.api.As(s.Guest(me)), "placement=home")
	starts(t, list, "Mug: You looked at Headphones")
	if last := list[len(list)-1]; !strings.HasPrefix(last, "Headphones: ") {
		t.Errorf("last = %q, want what was looked at already", last)
	}
	// Another shopper and nobody in particular see nothing of that, except as a sum: one more look at the headphones.
	for _, c := range []*servicetest.Client{s.api.As(s.Guest(other)), s.api.Client} {
		after := slices.Sorted(slices.Values(recommended(c, "placement=home")))
		if diff := cmp.Diff(before, after); diff != "" || strings.Contains(fmt.Sprint(before), "You looked") {
			t.Errorf("someone else's front page (-before +after):\n%s", diff)
		}
	}
	starts(t, recommended(s.api.As(s.Shopper(order.UserID)), "placement=home"), "Tent: Similar to Stove")
	s.api.As(s.Shopper(other)).Put(root+"/wishlist/"+o.boot.ID, nil).Want(204)
	starts(t, recommended(s.api.As(s.Shopper(other)), "placement=home"), "Shoe: Similar to Boot")
}

func TestReloadingMakesNothingPopular(t *testing.T) {
	t.Parallel()
	s := open(t)
	o := s.furnish()
	acts := []map[string]any{}
	for i := range 50 {
		acts = append(acts, look(o.boot, time.Duration(100+i)*time.Second), look(o.radio, time.Duration(10+i)*time.Second))
	}
	s.did(uuid.NewString(), acts...)
	if list := recommended(s.api.Client, "placement=home"); strings.Contains(fmt.Sprint(list), "Popular") {
		t.Errorf("one shopper made something popular: %q", list)
	}
	if !s.ask(`select count(*) = 2 and min(times) = 1 and max(times) = 1 from together`, nil) {
		t.Error("one shopper's looks at two products count more than once")
	}
	s.crowd(2, look(o.boot, time.Minute))
	starts(t, recommended(s.api.Client, "placement=home"), "Boot: Popular in Outdoor")
}

func TestAProductKeepsItsStrongestPairs(t *testing.T) {
	t.Parallel()
	s := open(t)
	hub := uuid.NewString()
	order := func() events.Order {
		o := events.Order{ID: uuid.NewString(), UserID: uuid.NewString(), Lines: []events.OrderLine{{ProductID: hub}}}
		for range 18 {
			o.Lines = append(o.Lines, events.OrderLine{ProductID: uuid.NewString()})
		}
		return o
	}
	strong := order()
	for range 3 {
		strong.ID = uuid.NewString()
		happen(s, events.OrderConfirmed, strong.ID, strong)
	}
	for range 13 {
		o := order()
		happen(s, events.OrderConfirmed, o.ID, o)
	}
	if !s.ask(fmt.Sprintf(`select count(*) between %d and %d and count(*) filter (where times = 3) = 18
		from together where product_id = '%s'`, keptPairs, mostPairs, hub), nil) {
		t.Error("the pairs of a product are not bounded, or strong ones went")
	}
}
