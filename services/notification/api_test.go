package notification

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/askcart/askcart/services/notification/internal/mail/mailtest"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/service/servicetest"
)

func TestAPI(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	s.sell(mug(1))
	user := uuid.NewString()
	me, other := s.Guest(user), s.Shopper(uuid.NewString())
	for range 3 {
		o := order(user, "guest@example.com")
		hear(s, events.OrderConfirmed, o.ID, o)
	}
	mine := s.box(me).Items[0].ID
	alert := servicetest.JSON[Alert](s.api.As(me).Post(root+"/alerts", `{"sku":"MUG-RED","kind":"price_drop","currency":"EUR"}`).
		Want(201, `"price":{"amount":900,"currency":"EUR"}`))
	prefs := `{"orders":{"in_app":true,"email":false},"alerts":{"in_app":false,"email":true}}`
	for _, x := range []struct {
		name, token, method, path, body string
		status                          int
		has                             []string
	}{
		{"no token", "", "GET", "", "", 401, nil},
		{"no token, stream", "", "GET", "/stream", "", 401, nil},
		{"no token, bad body", "", "POST", "/alerts", `{`, 401, nil},
		{"nothing told yet", other, "GET", "", "", 200, []string{`{"items":[],"next":null,"unread":0}`}},
		{"the newest", me, "GET", "?limit=1", "", 200, []string{mine, `"unread":3`, `"next":"`, `"template":"order_confirmed"`, `"read":false`}},
		{"no such part", me, "GET", "?limit=0", "", 422, nil},
		{"too much", me, "GET", "?limit=101", "", 422, nil},
		{"made-up cursor", me, "GET", "?cursor=abc", "", 422, []string{`"invalid_cursor"`}},
		{"cursor with something else in it", me, "GET", "?cursor=IngnIG9yIDEi", "", 422, []string{`"invalid_cursor"`}},
		{"unknown query", me, "GET", "?user_id=1", "", 422, nil},
		{"someone else's", other, "PUT", "/" + mine + "/read", "", 404, []string{`"notification_not_found"`}},
		{"unknown", me, "PUT", "/" + uuid.NewString() + "/read", "", 404, []string{`"notification_not_found"`}},
		{"no id", me, "PUT", "/7/read", "", 404, nil},
		{"read", me, "PUT", "/" + mine + "/read", "", 200, []string{`"read":true`, mine}},
		{"read again", me, "PUT", "/" + mine + "/read", "", 200, []string{`"read":true`}},
		{"two are left", me, "GET", "", "", 200, []string{`"unread":2`}},
		{"everything is wanted at first", me, "GET", "/preferences", "", 200, []string{`{"orders":{"in_app":true,"email":true},"alerts":{"in_app":true,"email":true}}`}},
		{"choose", me, "PUT", "/preferences", prefs, 200, []string{prefs}},
		{"what was chosen", me, "GET", "/preferences", "", 200, []string{prefs}},
		{"not the other's", other, "GET", "/preferences", "", 200, []string{`{"orders":{"in_app":true,"email":true}`}},
		{"half a choice", me, "PUT", "/preferences", `{"orders":{"in_app":true,"email":true}}`, 422, []string{`"path":"body"`}},
		{"account mail cannot be refused", me, "PUT", "/preferences", `{"account":{"in_app":false,"email":false},` + prefs[1:], 422, nil},
		{"a word for a choice", me, "PUT", "/preferences", strings.Replace(prefs, "true", `"yes"`, 1), 422, []string{"!yes"}},
		{"same alert again", me, "POST", "/alerts", `{"sku":"MUG-RED","kind":"price_drop"}`, 201, []string{alert.ID}},
		{"the alerts", me, "GET", "/alerts", "", 200, []string{alert.ID, `"kind":"price_drop"`, `"next":null`}},
		{"not the other's alerts", other, "GET", "/alerts", "", 200, []string{`"items":[]`}},
		{"unknown SKU", me, "POST", "/alerts", `{"sku":"NOPE","kind":"price_drop"}`, 404, []string{`"sku_not_found"`, "!NOPE"}},
		{"case matters", me, "POST", "/alerts", `{"sku":"mug-red","kind":"price_drop"}`, 404, nil},
		{"unknown kind", me, "POST", "/alerts", `{"sku":"MUG-RED","kind":"full_moon"}`, 422, []string{`"path":"body.kind"`, "!full_moon"}},
		{"not in this currency", me, "POST", "/alerts", `{"sku":"MUG-BLUE","kind":"price_drop","currency":"EUR"}`, 422, []string{`"not_sold_in_currency"`}},
		{"currency for nothing", me, "POST", "/alerts", `{"sku":"MUG-BLUE","kind":"back_in_stock","currency":"EUR"}`, 422, []string{`"body.currency"`}},
		{"no SKU", me, "POST", "/alerts", `{"kind":"price_drop"}`, 422, nil},
		{"a price of one's own", me, "POST", "/alerts", `{"sku":"MUG-RED","kind":"price_drop","price":{"amount":1,"currency":"USD"}}`, 422, nil},
		{"key twice", me, "POST", "/alerts", `{"sku":"MUG-RED","sku":"MUG-BLUE","kind":"price_drop"}`, 400, nil},
		{"end someone else's alert", other, "DELETE", "/alerts/" + alert.ID, "", 404, []string{`"alert_not_found"`}},
		{"end it", me, "DELETE", "/alerts/" + alert.ID, "", 204, nil},
		{"end it again", me, "DELETE", "/alerts/" + alert.ID, "", 404, nil},
		{"unsubscribe by a made-up link", "", "POST", "/unsubscribe?token=abc", "", 404, []string{`"unsubscribe_token_unknown"`}},
		{"unsubscribe by an empty one", "", "POST", "/unsubscribe", "", 404, nil},
	} {
		t.Log(x.name)
		var body any
		if x.body != "" {
			body = x.body
		}
		s.api.As(x.token).Do(x.method, root+x.path, body).Want(x.status, x.has...)
	}
	s.api.Get("/openapi.json").Want(200, "follow-notifications", "Event unread")
}

func TestPagesFollowEachOtherWithoutGapsOrRepetition(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	user := uuid.NewString()
	for range 7 {
		o := order(user, "guest@example.com")
		hear(s, events.OrderConfirmed, o.ID, o)
	}
	all := s.box(s.Guest(user)).Items
	var paged []string
	for cursor, more := "", true; more; {
		page := servicetest.JSON[Inbox](s.api.As(s.Guest(user)).Get(root + "?limit=3&cursor=" + cursor).Want(200))
		for _, item := range page.Items {
			paged = append(paged, item.ID)
		}
		if more = page.Next != nil; more {
			cursor = *page.Next
		}
	}
	if len(paged) != 7 || len(all) != 7 {
		t.Fatalf("pages show %d messages, one page %d; want 7", len(paged), len(all))
	}
	for i := range all {
		if paged[i] != all[i].ID || i > 0 && paged[i] >= paged[i-1] {
			t.Errorf("message %d is %s, want %s, newest first", i, paged[i], all[i].ID)
		}
	}
}

func TestPreferencesAreRespected(t *testing.T) {
	t.Parallel()
	s := open(t, mailtest.NewServer(t))
	s.sell(mug(1))
	for _, row := range []struct{ inApp, email bool }{{true, true}, {true, false}, {false, true}, {false, false}} {
		user := uuid.NewString()
		to := user + "@example.com"
		s.account(user, to)
		me := s.api.As(s.Shopper(user))
		choice := fmt.Sprintf(`{"in_app":%t,"email":%t}`, row.inApp, row.email)
		me.Put(root+"/preferences", `{"orders":`+choice+`,"alerts":`+choice+`}`).Want(200)
		me.Post(root+"/alerts", `{"sku":"MUG-RED","kind":"back_in_stock"}`).Want(201)
		o := order(user, "typed@example.com")
		hear(s, events.OrderConfirmed, o.ID, o)
		s.ask(reset(to, user)) // of another user id, to this address: account mail always comes
	}
	s.stock("MUG-RED", 1, 1)
	s.idle()
	type row struct{ inApp, email bool }
	users, err := s.db.Query(t.Context(), `select user_id::text, email, (preferences #>> '{orders,in_app}')::bool, (preferences #>> '{orders,email}')::bool
		from account where email <> ''`)
	if err != nil {
		t.Fatal(err)
	}
	wants := map[[2]string]row{}
	for users.Next() {
		var who [2]string
		var r row
		if err := users.Scan(&who[0], &who[1], &r.inApp, &r.email); err != nil {
			t.Fatal(err)
		}
		wants[who] = r
	}
	count := map[bool]int{true: 2}
	for who, r := range wants {
		if got := len(s.box(s.Shopper(who[0])).Items); got != count[r.inApp] {
			t.Errorf("%+v: %d messages in the shop, want %d", r, got, count[r.inApp])
		}
		if got := len(s.smtp.To(who[1])); got != count[r.email]+1 {
			t.Errorf("%+v: %d mails, want %d", r, got, count[r.email]+1)
		}
	}
	if len(wants) != 4 {
		t.Errorf("looked at %d accounts, want 4", len(wants))
	}
}

func TestOneClickEndsAlertsByMail(t *testing.T) {
	t.Parallel()
	s := open(t, mailtest.NewServer(t))
	s.sell(mug(1))
	user := uuid.NewString()
	s.account(user, "ada@example.com")
	me := s.api.As(s.Shopper(user))
	me.Post(root+"/alerts", `{"sku":"MUG-RED","kind":"back_in_stock"}`).Want(201)
	s.stock("MUG-RED", 1, 1)
	s.idle()
	m := s.smtp.Mails()[0]
	link := strings.Trim(m.Header.Get("List-Unsubscribe"), "<>")
	path, ok := strings.CutPrefix(link, "https://shop.example")
	if !ok || m.Header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" || !strings.Contains(m.Text, link) || !strings.Contains(m.HTML, link) {
		t.Fatalf("mail = %+v", m)
	}
	s.api.Get(path).Want(200, "Stop them") // as scanners do
	me.Get(root+"/preferences").Want(200, `"alerts":{"in_app":true,"email":true}`)
	for range 2 {
		answer, err := http.Post(s.api.URL(path), "application/x-www-form-urlencoded", strings.NewReader("List-Unsubscribe=One-Click"))
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != 200 {
			t.Errorf("unsubscribe = %d", answer.StatusCode)
		}
	}
	me.Get(root+"/preferences").Want(200, `{"orders":{"in_app":true,"email":true},"alerts":{"in_app":true,"email":false}}`)
	me.Post(root+"/alerts", `{"sku":"MUG-BLUE","kind":"back_in_stock"}`).Want(201)
	s.stock("MUG-BLUE", 1, 1)
	o := order(user, "")
	hear(s, events.OrderConfirmed, o.ID, o)
	s.idle()
	if all := s.smtp.Mails(); len(all) != 2 || all[1].Header.Get("List-Unsubscribe") != "" || !regexp.MustCompile("confirmed").MatchString(all[1].Subject()) {
		t.Errorf("after it: %+v, want only the order's mail, which cannot be refused by a click", all[1:])
	}
	if got := len(s.box(s.Shopper(user)).Items); got != 3 {
		t.Errorf("messages in the shop = %d, want 3", got)
	}
}

// told is one event of a stream.
type streamed struct {
	id, event string
	data      json.RawMessage
}

// follow reads a stream; the channel is closed at its end.
func (s *shop) follow(token, after string) <-chan streamed {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.api.URL(root+"/stream"), nil)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Last-Event-ID", after)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	if kind := answer.Header.Get("Content-Type"); answer.StatusCode != 200 || !strings.HasPrefix(kind, "text/event-stream") {
		s.t.Fatalf("stream: %d %s", answer.StatusCode, kind)
	}
	all := make(chan streamed, 100)
	go func() {
		defer close(all)
		defer answer.Body.Close()
		var e streamed
		for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
			name, value, _ := strings.Cut(lines.Text(), ": ")
			switch name {
			case "id":
				e.id = value
			case "event":
				e.event = value
			case "data":
				e.data = json.RawMessage(value)
				all <- e
				e = streamed{}
			}
		}
	}()
	return all
}

// unread waits for the next event and checks that it says how many are unread.
func wantUnread(t *testing.T, all <-chan streamed, count int) {
	t.Helper()
	if e := <-all; e.event != "unread" || string(e.data) != fmt.Sprintf(`{"count":%d}`, count) {
		t.Fatalf("got %s %s, want unread %d", e.event, e.data, count)
	}
}

// wantTold waits for the next event and checks that it is a message; it returns its id.
func wantTold(t *testing.T, all <-chan streamed, template string) string {
	t.Helper()
	e := <-all
	var n Notification
	if err := json.Unmarshal(e.data, &n); err != nil || e.event != "notification" || n.Template != template || n.ID != e.id {
		t.Fatalf("got %s %s, want notification %s", e.event, e.data, template)
	}
	return e.id
}

func TestTheStreamTellsWhatIsNew(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	user := uuid.NewString()
	o := order(user, "guest@example.com")
	hear(s, events.OrderConfirmed, o.ID, o)
	all, others := s.follow(s.Guest(user), ""), s.follow(s.Guest(uuid.NewString()), "")
	wantUnread(t, all, 1) // what was told before is in the list
	wantUnread(t, others, 0)

	hear(s, events.OrderShipped, o.ID, events.Shipped{Order: o})
	first := wantTold(t, all, "order_shipped")
	wantUnread(t, all, 2)
	s.api.As(s.Guest(user)).Put(root+"/"+first+"/read", nil).Want(200) // in another window
	wantUnread(t, all, 1)

	other := s.start() // what another replica hears is told here, too
	hear(s, events.OrderDelivered, o.ID, events.Shipped{Order: o})
	wantTold(t, all, "order_delivered")
	wantUnread(t, all, 2)

	again := s.follow(s.Guest(user), first)
	wantTold(t, again, "order_delivered") // what came after the last one seen
	wantUnread(t, again, 2)
	other.Stop()
	s.api.Stop()
	for _, c := range []<-chan streamed{all, again, others} {
		if e, open := <-c; open {
			t.Errorf("after all that came %s %s", e.event, e.data)
		}
	}
}
