package order

import (
	"fmt"
	"maps"
	"sync"
	"testing"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/service/servicetest"
	"github.com/google/uuid"
)

// TestPlacing orders from one running service.
func TestPlacing(t *testing.T) {
	t.Parallel()
	s := openShop(t, nil)
	for name, play := range map[string]func(*testing.T, *shop){
		"a quote":                             quoted,
		"thirty posts with one key":           oneKey,
		"one key, another body":               keyReused,
		"no key":                              noKey,
		"two tabs":                            twoTabs,
		"two tabs of the last piece":          lastPiece,
		"a cancelled order frees its cart":    freedCart,
		"the guest's cart, ordered signed in": orderedAsGuest,
		"the price changed":                   priceChanged,
		"a known shortage":                    shortage,
		"not on sale":                         notOnSale,
		"a refused order stores nothing":      nothingStored,
		"orders of a user, page by page":      pages,
		"everybody's orders":                  everybodys,
		"coupons":                             coupon,
		"a coupon's last use":                 lastUse,
		"coupons that are none":               badCoupons,
		"a lookup":                            lookedUp,
		"metrics":                             metered,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := *s
			c.t = t
			play(t, &c)
		})
	}
}

func quoted(_ *testing.T, s *shop) {
	b := s.shopper()
	b.Post(path("/quote"), `{"lines":[{"sku":"desk","quantity":2}],"shipping_address":{"name":"A","line1":"B","city":"C","postal_code":"10115","country":"DE"}}`).
		Want(200, `"sku":"desk"`, `"name":"The desk"`, `"options":{"wood":"oak"}`, `"image":{"url":"/media/desk.webp","alt":"desk"}`,
			`"line_total":{"amount":69800,"currency":"USD"}`, `"problems":[]`, `"tax":{"amount":13262,`, `"total":{"amount":83062,`,
			`"code":"standard"`, `"code":"express"`)
	b.Post(path("/quote"), `{"lines":[{"sku":"unicorn","quantity":2}]}`).Want(422, `"unknown_sku"`, `body.lines[0].sku`)
	b.Post(path("/quote"), `{"lines":[{"sku":"desk","quantity":2}],"coupon":"SPRING"}`).Want(422, `"coupon_unknown"`)
	b.Post(path("/quote"), `{"lines":[{"sku":"desk","quantity":2}],"currency":"EUR"}`).Want(200, `"unavailable"`, `"lines":[]`)
}

func oneKey(t *testing.T, s *shop) {
	b, key := s.shopper(), uuid.NewString()
	draft := b.draft("desk", 1)
	answers := make([]*servicetest.Response, 30)
	var posting sync.WaitGroup
	for i := range answers {
		posting.Go(func() { answers[i] = b.post(draft, key) })
	}
	posting.Wait()
	first := ""
	for _, a := range answers {
		switch a.Status {
		case 409:
			a.Want(409, `"idempotency_in_progress"`)
		default:
			placed := servicetest.JSON[Order](a.Want(201))
			if first == "" {
				first = placed.ID
			}
			if placed.ID != first || a.Header.Get("Location") != path("/%s", first) {
				t.Errorf("order %s at %s, want %s", placed.ID, a.Header.Get("Location"), first)
			}
		}
	}
	if n := s.count(`select count(*) from orders where user_id = @user`, postgres.Args{"user": b.id}); n != 1 {
		t.Errorf("%d orders, want one", n)
	}
	if n := sent(s, events.OrderCreated, idOf)[first]; n != 1 {
		t.Errorf("order_created sent %d times, want once", n)
	}
	b.post(draft, key).Want(201, first)
}

func keyReused(_ *testing.T, s *shop) {
	b := s.shopper()
	draft := b.draft("desk", 1)
	b.post(draft, "k").Want(201)
	b.post(with(draft, "email", "eve@example.com"), "k").Want(422, `"idempotency_key_reused"`)
	s.shopper().post(s.shopper().draft("desk", 1), "k").Want(201) // another user's key
}

func noKey(_ *testing.T, s *shop) {
	b := s.shopper()
	b.Post(path(""), b.draft("desk", 1)).Want(400, `"idempotency_key_required"`)
	b.post(b.draft("desk", 1), "two words").Want(400, `"idempotency_key_required"`)
}

func twoTabs(t *testing.T, s *shop) {
	b := s.shopper()
	draft := b.draft("desk", 1)
	answers := make([]*servicetest.Response, 10)
	var posting sync.WaitGroup
	for i := range answers {
		posting.Go(func() { answers[i] = b.post(draft, uuid.NewString()) })
	}
	posting.Wait()
	var placed Order
	for _, a := range answers {
		if a.Status == 201 {
			if placed.ID != "" {
				t.Errorf("two orders of one cart: %s", a.Body)
			}
			placed = servicetest.JSON[Order](a)
		}
	}
	for _, a := range answers {
		if a.Status != 201 {
			a.Want(409, `"cart_already_ordered"`, `"order_id":"`+placed.ID+`"`)
		}
	}
	b.post(with(draft, "cart_version", 4), uuid.NewString()).Want(201)
}

func lastPiece(_ *testing.T, s *shop) {
	s.sell("single", 1_000, 1)
	b := s.shopper()
	draft := b.draft("single", 1)
	id := servicetest.JSON[Order](b.post(draft, "first-tab").Want(201)).ID
	hear(s, events.StockChanged, "single", events.Stock{SKU: "single", Available: 0, Version: 2})
	b.post(draft, "second-tab").Want(409, `"cart_already_ordered"`, id)
	b.post(with(draft, "cart_version", 4), "another-cart").Want(409, `"out_of_stock"`)
}

func freedCart(_ *testing.T, s *shop) {
	b := s.shopper()
	draft := b.draft("desk", 1)
	id := servicetest.JSON[Order](b.post(draft, "1").Want(201)).ID
	b.post(draft, "2").Want(409, `"cart_already_ordered"`)
	b.Post(path("/%s/cancel", id), nil).Want(200)
	b.post(draft, "3").Want(201)
	b.post(draft, "1").Want(201, id) // the first answer again, as it was
}

func orderedAsGuest(_ *testing.T, s *shop) {
	guest := s.shopper()
	draft := guest.draft("desk", 1)
	id := servicetest.JSON[Order](guest.post(draft, "1").Want(201)).ID
	claims := s.env.Issuer.Claims(uuid.NewString(), auth.Shopper)
	claims.Prev = guest.id
	signedIn := shopper{s.As(s.env.Issuer.Sign(claims)), s, claims.Subject}
	signedIn.post(draft, "2").Want(409, `"cart_already_ordered"`, id)
	signedIn.Get(path("/%s", id)).Want(200)
	signedIn.Get(path("")).Want(200, id)
}

func priceChanged(t *testing.T, s *shop) {
	id := s.sell("chair", 1_000, 5)
	b := s.shopper()
	draft := b.draft("chair", 2)
	hear(s, events.ProductUpdated, id, product(id, "chair", 1_100, 2))
	refused := b.post(draft, "k").Want(409, `"price_changed"`)
	now := servicetest.JSON[struct{ Quote Quote }](refused).Quote
	if now.Totals.Subtotal.Amount != 2_200 || len(now.Lines) != 1 || len(now.ShippingMethods) != 2 {
		t.Errorf("quote = %+v, want the new one", now)
	}
	b.post(with(draft, "expected_total", now.Totals.Total), "k").Want(201, `"amount":2200`)
	b.post(with(draft, "expected_total", money.Of(now.Totals.Total.Amount, money.EUR)), "l").Want(409, `"price_changed"`)
}

func shortage(_ *testing.T, s *shop) {
	s.sell("stool", 1_000, 2)
	b := s.shopper()
	b.post(b.draft("stool", 3), "k").Want(409, `"out_of_stock"`, `"shortages":[{"sku":"stool","asked":3,"available":2}]`)
	wrong := with(b.draft("stool", 3), "expected_total", money.Of(1, money.USD))
	b.post(wrong, "k").Want(409, `"price_changed"`, `"low_stock"`) // the price is checked first
}

func notOnSale(_ *testing.T, s *shop) {
	id := s.sell("vase", 1_000, 2)
	b := s.shopper()
	archived := product(id, "vase", 1_000, 2)
	archived.Status = "archived"
	hear(s, events.ProductUpdated, id, archived)
	b.post(b.draft("vase", 1), "k").Want(409, `"out_of_stock"`, `"available":0`)
	b.post(with(b.draft("desk", 1), "lines", []Wish{{"unicorn", 1}}), "k").Want(422, `"unknown_sku"`)
}

func nothingStored(t *testing.T, s *shop) {
	b := s.shopper()
	draft := b.draft("desk", 1)
	b.post(with(draft, "expected_total", money.Of(1, money.USD)), "k").Want(409)
	b.post(with(draft, "coupon", "SPRING"), "k").Want(422, `"coupon_unknown"`)
	b.post(with(draft, "shipping_method", "drone"), "k").Want(422, `"unknown_shipping_method"`)
	if n := s.count(`select count(*) from idempotency where user_id = @user`, postgres.Args{"user": b.id}); n != 0 {
		t.Errorf("%d answers stored for refused orders", n)
	}
	b.post(draft, "k").Want(201)
}

func pages(t *testing.T, s *shop) {
	b := s.shopper()
	b.Get(path("")).Want(200, `{"items":[],"next":null}`)
	want := map[string]bool{}
	for range 5 {
		want[b.buy().ID] = true
	}
	got, last := map[string]bool{}, ""
	for cursor, more := "", true; more; {
		page := servicetest.JSON[struct {
			Items []Order
			Next  *string
		}](b.Get(path("?limit=2&cursor=%s", cursor)).Want(200))
		for _, order := range page.Items {
			if got[order.ID] || last != "" && order.ID > last {
				t.Errorf("%s is there twice or not in order", order.ID)
			}
			got[order.ID], last = true, order.ID
		}
		if more = page.Next != nil; more {
			cursor = *page.Next
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("pages hold %v, want %v", got, want)
	}
	b.Get(path("?cursor=nonsense")).Want(422, `"invalid_cursor"`)
	b.Get(path("?cursor=ImEi")).Want(422, `"invalid_cursor"`)
	b.Get(path("?status=cancelled")).Want(200, `"items":[]`)
	b.Get(path("?status=lost")).Want(422)
}

func everybodys(_ *testing.T, s *shop) {
	b := s.shopper()
	first := b.buy()
	b.Post(path("/%s/cancel", first.ID), nil).Want(200)
	staff := s.As(s.env.Admin())
	staff.Get(path("?all=true&limit=100&status=cancelled")).Want(200, first.ID, `!"status":"pending"`)
	staff.Get(path("")).Want(200, `"items":[]`)
	b.Get(path("?all=true")).Want(403, `"forbidden"`)
}

func lookedUp(t *testing.T, s *shop) {
	order, anyone := s.shopper().buy(), s.As("")
	ask := func(number, email string) *servicetest.Response {
		return anyone.Post(path("/lookup"), map[string]string{"number": number, "email": email})
	}
	answer := ask(" "+order.Number+" ", "ADA@example.com").Want(200, order.ID)
	found := servicetest.JSON[Found](answer)
	if left := found.TokenExpiresAt.Sub(order.CreatedAt).Minutes(); found.Token == "" || left < 55 || left > 65 {
		t.Errorf("token %q for %.0f minutes, want an hour", found.Token, left)
	}
	if got := answer.Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control: %s", got)
	}
	token := "X-Order-Token: " + found.Token
	anyone.Get(path("/%s", order.ID), token).Want(200, order.ID)
	anyone.Get(path("/%s", order.ID)).Want(401, `"unauthorized"`)
	anyone.Get(path("/%s", order.ID), token+"x").Want(404, `"order_not_found"`)
	anyone.Get(path("/%s", s.shopper().buy().ID), token).Want(404, `"order_not_found"`)
	s.shopper().Get(path("/%s", order.ID), token).Want(200)
	anyone.Post(path("/%s/cancel", order.ID), nil, token).Want(401)
	ask(order.Number, "eve@example.com").Want(404, `"order_not_found"`)
	ask("A-1", "ada@example.com").Want(404, `"order_not_found"`)
	ask("1; drop", "ada@example.com").Want(422)
	if n := s.count(`select count(*) from lookup_tokens where hash = @token::bytea`, postgres.Args{"token": []byte(found.Token)}); n != 0 {
		t.Error("the token itself is stored")
	}
	if _, err := s.db.Exec(t.Context(), `update lookup_tokens set expires_at = now() - interval '1 second' where order_id = $1`, order.ID); err != nil {
		t.Fatal(err)
	}
	anyone.Get(path("/%s", order.ID), token).Want(404)
}

func metered(_ *testing.T, s *shop) {
	id := s.shopper().buy().ID
	s.paid(id)
	s.As("").Get("/metrics").Want(200, `order_reached_total{status="confirmed"}`, `order_reached_total{status="pending"}`,
		`order_step_seconds_count{from="pending",to="confirmed"}`, "order_in_flight", "order_oldest_in_flight_seconds")
}

// TestBadInputChangesNothing sends what no client should, to every endpoint that reads a body.
func TestBadInputChangesNothing(t *testing.T) {
	t.Parallel()
	s := openShop(t, nil)
	b := s.shopper()
	good := b.draft("desk", 1)
	line := func(sku, quantity any) []any { return []any{map[string]any{"sku": sku, "quantity": quantity}} }
	many := make([]Wish, 101)
	for i := range many {
		many[i] = Wish{fmt.Sprint("sku-", i), 1}
	}
	for _, row := range []struct {
		name   string
		body   any
		status int
		has    string
	}{
		{"no JSON", `{`, 400, `"malformed"`},
		{"an array", `[]`, 422, `"invalid"`},
		{"a duplicate key", `{"email":"a@b.co","email":"c@d.co"}`, 400, `"malformed"`},
		{"an unknown field", with(good, "total", 1), 422, `body.total`},
		{"a price", with(good, "lines", []any{map[string]any{"sku": "desk", "quantity": 1, "unit_price": 1}}), 422, `unit_price`},
		{"a user", with(good, "user_id", unknownID), 422, `body.user_id`},
		{"a status", with(good, "status", "confirmed"), 422, `body.status`},
		{"wrong case", with(with(good, "email", nil), "Email", "a@b.co"), 422, `Email`},
		{"no lines", with(good, "lines", []any{}), 422, `body.lines`},
		{"too many lines", with(good, "lines", many), 422, `body.lines`},
		{"a line twice", with(good, "lines", []Wish{{"desk", 1}, {"desk", 1}}), 422, `body.lines[1].sku`},
		{"quantity 0", with(good, "lines", line("desk", 0)), 422, `quantity`},
		{"quantity −1", with(good, "lines", line("desk", -1)), 422, `quantity`},
		{"quantity 100", with(good, "lines", line("desk", 100)), 422, `quantity`},
		{"quantity 2^31", with(good, "lines", line("desk", 1<<31)), 422, `quantity`},
		{"quantity 1.5", with(good, "lines", line("desk", 1.5)), 422, `quantity`},
		{"quantity as text", with(good, "lines", line("desk", "1")), 422, `quantity`},
		{"a number as SKU", with(good, "lines", line(7, 1)), 422, `sku`},
		{"no address", with(good, "shipping_address", nil), 422, `shipping_address`},
		{"a long name", with(good, "shipping_address.name", fmt.Sprintf("%0101d", 0)), 422, `shipping_address.name`},
		{"a country of three letters", with(good, "shipping_address.country", "USA"), 422, `shipping_address.country`},
		{"a country that is none", with(good, "shipping_address.country", "ZZ"), 422, `shipping_address.country`},
		{"a long postal code", with(good, "shipping_address.postal_code", "1234567890123"), 422, `postal_code`},
		{"no e-mail address", with(good, "email", "ada at example.com"), 422, `body.email`},
		{"an e-mail address with a name", with(good, "email", "Ada <ada@example.com>"), 422, `body.email`},
		{"a cart id that is none", with(good, "cart_id", "1"), 422, `body.cart_id`},
		{"a negative cart version", with(good, "cart_version", -1), 422, `body.cart_version`},
		{"an unknown provider", with(good, "payment.provider", "barter"), 422, `body.payment.provider`},
		{"a negative total", with(good, "expected_total", money.Of(-1, money.USD)), 422, `expected_total`},
		{"a huge total", with(good, "expected_total.amount", 1e20), 422, `expected_total`},
		{"an unknown currency", with(good, "currency", "BTC"), 422, `body.currency`},
		{"a card number", with(good, "shipping_address.line2", "4242 4242 4242 4242"), 422, `"card_number_refused"`},
		{"an unknown SKU", with(good, "lines", line("unicorn", 1)), 422, `"unknown_sku"`},
		{"a SKU for the database", with(good, "lines", line("desk' or 1=1 --", 1)), 422, `"unknown_sku"`},
	} {
		t.Run(row.name, func(t *testing.T) {
			b.post(row.body, uuid.NewString()).Want(row.status, row.has, "!4242", "!or 1=1")
		})
	}
	b.Post(path("/quote"), `{"lines":[{"sku":"desk","quantity":1}],"total":1}`).Want(422, `body.total`)
	b.Post(path("/quote?x=1"), `{"lines":[{"sku":"desk","quantity":1}]}`).Want(422, `query.x`)
	b.Post(path("/quote"), `{"lines":[{"sku":"desk","quantity":1}],"shipping_address":{"name":"4242424242424242","line1":"B","city":"C","postal_code":"10115","country":"DE"}}`).
		Want(422, `"card_number_refused"`)
	b.Post(path(""), `{}`, "Content-Type: text/plain", "Idempotency-Key: k").Want(415)
	b.Post(path(""), fmt.Sprintf(`{"email":"%070000d"}`, 0), "Idempotency-Key: k").Want(413)
	s.As("").Post(path(""), good, "Idempotency-Key: k").Want(401, `"unauthorized"`)
	s.As("").Post(path("/quote"), `{}`).Want(401)
	if n := s.count(`select (select count(*) from orders) + (select count(*) from outbox) + (select count(*) from idempotency)`, postgres.Args{}); n != 0 {
		t.Errorf("%d rows were written", n)
	}
}

// TestSomeoneElsesOrderIsAnUnknownOne compares every route with an id, byte by byte but for the trace.
func TestSomeoneElsesOrderIsAnUnknownOne(t *testing.T) {
	t.Parallel()
	s := openShop(t, nil)
	owner, other := s.shopper(), s.shopper()
	id := owner.buy().ID
	for _, row := range []struct{ method, suffix string }{{"GET", ""}, {"GET", "/stream"}, {"POST", "/cancel"}} {
		t.Run(row.method+row.suffix, func(t *testing.T) {
			first := ""
			for _, asked := range []string{id, unknownID, "nonsense", "urn:uuid:" + unknownID, "{" + unknownID + "}"} {
				answer := servicetest.JSON[map[string]any](other.Do(row.method, path("/%s%s", asked, row.suffix), nil).Want(404, `"order_not_found"`))
				delete(answer, "trace_id")
				if first == "" {
					first = fmt.Sprint(answer)
				}
				if got := fmt.Sprint(answer); got != first {
					t.Errorf("%s answers %s, want %s", asked, got, first)
				}
			}
		})
	}
	for _, suffix := range []string{"/ship", "/deliver"} {
		owner.Post(path("/%s%s", id, suffix), nil).Want(403, `"forbidden"`)
		s.As("").Post(path("/%s%s", id, suffix), nil).Want(401)
	}
	s.As(s.env.Admin()).Post(path("/%s/deliver", unknownID), nil).Want(404, `"order_not_found"`)
	if got := s.order(id).Status; got != Pending {
		t.Errorf("somebody else made it %s", got)
	}
}
