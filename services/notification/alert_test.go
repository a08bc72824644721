package notification

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/askcart/askcart/services/notification/internal/mail/mailtest"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/service/servicetest"
)

// alerted are the alerts that whoever has the token was told, oldest first.
func (s *shop) alerted(token string) []string {
	s.t.Helper()
	s.idle()
	titles := []string{}
	for _, n := range s.box(token).Items {
		titles = append([]string{n.Title}, titles...)
	}
	return titles
}

func (s *shop) wantAlerted(token string, want ...string) {
	s.t.Helper()
	if got := s.alerted(token); strings.Join(got, "|") != strings.Join(want, "|") {
		s.t.Errorf("told %q, want %q", got, want)
	}
}

func TestBackInStockIsToldOnceWhenItHappens(t *testing.T) {
	t.Parallel()
	s := open(t, mailtest.NewServer(t))
	s.stock("MUG-RED", 0, 1) // comes before the product
	s.api.As(s.Admin()).Post(root+"/alerts", `{"sku":"MUG-RED","kind":"back_in_stock"}`).Want(404)
	s.sell(mug(1))
	user := uuid.NewString()
	me := s.Shopper(user)
	s.account(user, "ada@example.com")
	s.api.As(me).Post(root+"/alerts", `{"sku":"MUG-RED","kind":"back_in_stock"}`).Want(201)

	s.stock("MUG-BLUE", 5, 1)
	p := mug(2)
	p.Variants[0].Prices[0] = money.Of(500, money.USD)
	s.sell(p)
	s.wantAlerted(me)
	s.stock("MUG-RED", 4, 3)
	s.stock("MUG-RED", 0, 2) // late
	s.wantAlerted(me, "Mug is back in stock")
	s.stock("MUG-RED", 0, 4)
	s.stock("MUG-RED", 4, 5)
	s.wantAlerted(me, "Mug is back in stock")
	if all := s.smtp.Mails(); len(all) != 1 || !strings.Contains(all[0].Text, "https://shop.example/p/mug") {
		t.Errorf("mails = %+v, want one", all)
	}
	s.api.As(me).Get(root).Want(200, `"data":{"sku":"MUG-RED","slug":"mug"}`)
	s.api.As(me).Get(root+"/alerts").Want(200, `"items":[]`)

	s.api.As(me).Post(root+"/alerts", `{"sku":"MUG-RED","kind":"back_in_stock"}`).Want(201) // asked for anew, while there are some
	s.stock("MUG-RED", 0, 3)                                                                // late: there were some all the time
	s.stock("MUG-RED", 9, 6)
	s.wantAlerted(me, "Mug is back in stock")
	p = mug(3)
	p.Status = "archived"
	s.sell(p)
	s.stock("MUG-RED", 0, 7)
	s.stock("MUG-RED", 3, 8) // nobody can buy what is archived
	s.wantAlerted(me, "Mug is back in stock")
	s.api.As(me).Post(root+"/alerts", `{"sku":"MUG-BLUE","kind":"back_in_stock"}`).Want(404)
	s.sell(mug(4))
	s.wantAlerted(me, "Mug is back in stock", "Mug is back in stock")
}

func TestAPriceDropIsToldOnceWithBothPrices(t *testing.T) {
	t.Parallel()
	s := open(t, mailtest.NewServer(t))
	s.sell(mug(1))
	dollars, euros := s.Guest(uuid.NewString()), s.Guest(uuid.NewString())
	s.api.As(dollars).Post(root+"/alerts", `{"sku":"MUG-RED","kind":"price_drop"}`).Want(201, `"price":{"amount":1000,"currency":"USD"}`)
	s.api.As(euros).Post(root+"/alerts", `{"sku":"MUG-RED","kind":"price_drop","currency":"EUR"}`).Want(201)
	price := func(version, usd, eur int64) events.Product {
		p := mug(version)
		p.Variants[0].Prices = []money.Money{money.Of(usd, money.USD), money.Of(eur, money.EUR)}
		return p
	}
	s.sell(price(2, 1100, 900))
	s.sell(price(3, 1000, 900)) // fell, but to what it was
	s.wantAlerted(dollars)
	s.sell(price(5, 899, 900))
	s.sell(price(4, 100, 100)) // late
	s.wantAlerted(dollars, "Mug fell to $8.99")
	s.wantAlerted(euros)
	s.sell(price(6, 700, 850))
	s.wantAlerted(dollars, "Mug fell to $8.99")
	s.wantAlerted(euros, "Mug fell to €8.50")
	s.api.As(dollars).Get(root).Want(200, "It was $10.00 when you asked us to watch it")

	gone := mug(7)
	gone.Variants = gone.Variants[1:] // MUG-RED is not named any more
	s.sell(gone)
	s.api.As(dollars).Post(root+"/alerts", `{"sku":"MUG-RED","kind":"price_drop"}`).Want(404)
	if len(s.smtp.Mails()) != 0 {
		t.Error("guests without an address got mail")
	}
}

func TestAnAlertMadeDuringTheChangeIsNotMissed(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	s.sell(mug(1))
	tokens := make([]string, 20)
	made := make(chan struct{})
	for i := range tokens {
		tokens[i] = s.Guest(uuid.NewString())
		go func() {
			s.api.As(tokens[i]).Post(root+"/alerts", `{"sku":"MUG-RED","kind":"price_drop"}`)
			made <- struct{}{}
		}()
	}
	for version := range int64(10) { // ever cheaper
		p := mug(version + 2)
		p.Variants[0].Prices[0] = money.Of(1000-10*(version+1), money.USD)
		servicetest.Publish(s.Env, events.ProductUpdated, p.ID, p)
	}
	for range tokens {
		<-made
	}
	s.until("all prices", `select exists (select from product where version = 11)`, postgres.Args{})
	s.idle()
	missed, err := postgres.Value[int](t.Context(), s.db, `select count(*) from alert where fired_at is null and price > 900`, postgres.Args{})
	if err != nil || missed != 0 {
		t.Errorf("%d alerts wait for a price that has fallen (%v)", missed, err)
	}
	for _, token := range tokens {
		if got := len(s.box(token).Items) + strings.Count(s.api.As(token).Get(root+"/alerts").Body, `"price_drop"`); got != 1 {
			t.Errorf("an alert was told or waits %d times, want 1", got)
		}
	}
}

func TestAnAlertRemembersThePriceAfterAChangeInProgress(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	s.sell(mug(1))
	tx, err := s.db.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	red, err := lockVariants(t.Context(), tx, []string{"MUG-RED"})
	if err != nil {
		t.Fatal(err)
	}
	red[0].Prices = []money.Money{money.Of(800, money.USD)}
	if err := saveVariants(t.Context(), tx, mug(1).ID, red); err != nil {
		t.Fatal(err)
	}
	answer := make(chan *servicetest.Response, 1)
	go func() {
		answer <- s.api.As(s.Guest(uuid.NewString())).Post(root+"/alerts", `{"sku":"MUG-RED","kind":"price_drop"}`)
	}()
	s.until("the alert to wait for the change, or to be there", `
		select exists (select from alert) or exists (
			select from pg_stat_activity where application_name = current_schema() and wait_event_type = 'Lock')`, postgres.Args{})
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	(<-answer).Want(201, `"price":{"amount":800,"currency":"USD"}`)
}

func TestAPopularArticleTellsEverybodyOnceWithTwoReplicas(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	s.sell(mug(1))
	const n = 130 // more than two batches
	_, err := postgres.Exec(t.Context(), s.db, `
		insert into alert (id, user_id, sku, kind)
		select gen_random_uuid(), gen_random_uuid(), 'MUG-RED', 'back_in_stock' from generate_series(1, @n)`, postgres.Args{"n": n})
	if err != nil {
		t.Fatal(err)
	}
	s.start()
	s.stock("MUG-RED", 2, 1)
	s.idle()
	s.until("everybody to be told once", `select count(*) = @n and count(distinct user_id) = @n from notice`, postgres.Args{"n": n})
}

func TestThereIsALimitToAlerts(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	p := mug(1)
	for i := range maxAlerts {
		p.Variants = append(p.Variants, events.Variant{SKU: fmt.Sprint("M-", i)})
	}
	s.sell(p)
	user := uuid.NewString()
	_, err := postgres.Exec(t.Context(), s.db, `
		insert into alert (id, user_id, sku, kind) select gen_random_uuid(), @user, sku, 'back_in_stock' from variant where sku like 'M-%'`,
		postgres.Args{"user": user})
	if err != nil {
		t.Fatal(err)
	}
	me := s.api.As(s.Guest(user))
	me.Post(root+"/alerts", `{"sku":"MUG-RED","kind":"back_in_stock"}`).Want(409, `"too_many_alerts"`)
	me.Post(root+"/alerts", `{"sku":"M-7","kind":"back_in_stock"}`).Want(201)
}
