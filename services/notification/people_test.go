package notification

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/askcart/askcart/services/notification/internal/mail/mailtest"
	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/inbox"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/service"
	"github.com/askcart/askcart/shared/service/servicetest"
)

func TestLinksAreMailedAndKeptNowhereElse(t *testing.T) {
	t.Parallel()
	s := open(t, mailtest.NewServer(t))
	for template, want := range map[string]string{
		"verify_email": "https://shop.example/verify-email#token=S%2BCRET", "reset_password": "https://shop.example/reset-password#token=S%2BCRET",
	} {
		n := reset("Ada@example.com", "S+CRET")
		n.Template, n.DedupeKey = template, template
		s.ask(n)
		s.idle()
		all := s.smtp.Mails()
		last := all[len(all)-1]
		if last.To != "Ada@example.com" || !strings.Contains(last.Text, want) || !strings.Contains(last.HTML, want) || !strings.Contains(last.Text, "Hello Ada") {
			t.Errorf("%s: mail %+v", template, last)
		}
		s.api.As(s.Shopper(n.UserID)).Get(root).Want(200, `"template":"`+template+`"`, "!CRET", `"data":{}`)
	}
	left, err := postgres.Value[int](t.Context(), s.db, `
		select (select count(*) from mail m where m::text like '%CRET%') + (select count(*) from notice n where n::text like '%CRET%')`, postgres.Args{})
	if err != nil || left != 0 {
		t.Errorf("%d rows still hold the token (%v)", left, err)
	}
}

func TestWithoutAServerMailIsLoggedWithoutItsText(t *testing.T) {
	t.Parallel()
	var out lockedBuffer
	log := slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s := &shop{Env: servicetest.New(t), t: t}
	s.api = servicetest.Start(t, s.Env, "notification", func(ctx context.Context, c service.Config, _ *slog.Logger) error {
		return Run(ctx, Config{Config: c}, log)
	})
	s.db = s.DB("notification")
	s.ask(reset("ada@example.com", "S3CRET"))
	s.until("the mail to be logged", `select count(*) = 1 from mail where state = 'logged' and text = ''`, postgres.Args{})
	if text := out.String(); !strings.Contains(text, `"template":"reset_password","to":"a…@example.com"`) || strings.Contains(text, "S3CRET") || strings.Contains(text, "ada@") {
		t.Errorf("the log says: %s", text)
	}
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func TestARequestThatCannotBeToldIsKeptAndHoldsUpNothing(t *testing.T) {
	t.Parallel()
	s := open(t, mailtest.NewServer(t))
	good := reset("ada@example.com", "t")
	for name, change := range map[string]func(*events.Notice){
		"unknown template": func(n *events.Notice) { n.Template = "horoscope" },
		"an order's":       func(n *events.Notice) { n.Template = "order_confirmed" },
		"no token":         func(n *events.Notice) { n.Data = map[string]string{"name": "Ada"} },
		"nobody":           func(n *events.Notice) { n.UserID, n.Email = "", "" },
		"no user id":       func(n *events.Notice) { n.UserID = "ada" },
	} {
		bad := good
		change(&bad)
		bad.DedupeKey = name
		servicetest.Publish(s.Env, events.UserNotifications, good.UserID, bad)
	}
	s.ask(good)
	s.idle()
	if got := len(s.smtp.Mails()); got != 1 {
		t.Errorf("mails = %d, want 1", got)
	}
	letters := servicetest.JSON[struct{ Items []inbox.DeadLetter }](s.api.As(s.Admin()).Get("/dead-letters").Want(200)).Items
	if len(letters) != 5 {
		t.Errorf("dead letters = %+v, want 5", letters)
	}
}

func TestMailGoesToTheAccountsAddressOrTheOrders(t *testing.T) {
	t.Parallel()
	s := open(t, mailtest.NewServer(t))
	user := uuid.NewString()
	s.account(user, "ada@example.com")
	for _, o := range []events.Order{
		order(user, "typed@example.com"), order(uuid.NewString(), "guest@example.com"), order(uuid.NewString(), "no address"), order("", "nobody@example.com"),
	} {
		hear(s, events.OrderConfirmed, o.ID, o)
	}
	s.account(user, "new@example.com")
	o := order(user, "typed@example.com")
	hear(s, events.OrderConfirmed, o.ID, o)
	s.idle()
	for to, want := range map[string]int{"ada@example.com": 1, "new@example.com": 1, "guest@example.com": 1, "nobody@example.com": 1} {
		if got := len(s.smtp.To(to)); got != want {
			t.Errorf("mails to %s = %d, want %d", to, got, want)
		}
	}
	if got := len(s.smtp.Mails()); got != 4 {
		t.Errorf("mails = %d, want 4", got)
	}
}

func TestWhatAGuestWasToldIsTheAccountsAndWhatComesLaterToo(t *testing.T) {
	t.Parallel()
	s := open(t, mailtest.NewServer(t))
	guest, user := uuid.NewString(), uuid.NewString()
	s.sell(mug(1))
	s.account(user, "ada@example.com")
	for _, token := range []string{s.Guest(guest), s.Shopper(user)} {
		s.api.As(token).Post(root+"/alerts", `{"sku":"MUG-RED","kind":"back_in_stock"}`).Want(201)
	}
	s.api.As(s.Guest(guest)).Post(root+"/alerts", `{"sku":"MUG-BLUE","kind":"back_in_stock"}`).Want(201)
	before := order(guest, "guest@example.com")
	hear(s, events.OrderConfirmed, before.ID, before)
	for range 2 {
		hear(s, events.UserMerged, user, events.UserMerge{From: guest, To: user})
	}
	hear(s, events.OrderShipped, before.ID, events.Shipped{Order: before}) // still names the guest
	s.stock("MUG-RED", 3, 1)
	s.stock("MUG-BLUE", 3, 1)
	s.idle()
	if box := s.box(s.Shopper(user)); len(box.Items) != 4 || box.Unread != 4 {
		t.Errorf("the account has %+v, want two steps and two alerts", box)
	}
	if box := s.box(s.Guest(guest)); len(box.Items) != 0 {
		t.Errorf("the guest still has %+v", box)
	}
	if got := len(s.smtp.To("ada@example.com")); got != 3 {
		t.Errorf("mails to the account = %d, want shipped and two alerts", got)
	}
	claims := s.Issuer.Claims(user, auth.Shopper)
	claims.Prev = guest
	if box := s.box(s.Issuer.Sign(claims)); len(box.Items) != 4 {
		t.Errorf("a token that names the guest sees %d messages, want 4", len(box.Items))
	}
}

func TestATokenThatNamesTheGuestSeesItsMessagesBeforeTheyMoved(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	guest, user := uuid.NewString(), uuid.NewString()
	o := order(guest, "guest@example.com")
	hear(s, events.OrderConfirmed, o.ID, o)
	claims := s.Issuer.Claims(user, auth.Shopper)
	claims.Prev = guest
	box := s.box(s.Issuer.Sign(claims))
	if len(box.Items) != 1 || box.Unread != 1 {
		t.Fatalf("box = %+v", box)
	}
	s.api.As(s.Issuer.Sign(claims)).Put(root+"/"+box.Items[0].ID+"/read", nil).Want(200, `"read":true`)
}

func TestAForgottenUserIsNeverWrittenToAgain(t *testing.T) {
	t.Parallel()
	server := mailtest.NewServer(t)
	s := open(t, server)
	guest, user := uuid.NewString(), uuid.NewString()
	s.account(user, "ada@example.com")
	hear(s, events.UserMerged, user, events.UserMerge{From: guest, To: user})
	s.sell(mug(1))
	s.api.As(s.Shopper(user)).Post(root+"/alerts", `{"sku":"MUG-RED","kind":"back_in_stock"}`).Want(201)
	told, later := order(user, "ada@example.com"), order(guest, "ada@example.com")
	hear(s, events.OrderConfirmed, told.ID, told)
	s.idle()
	server.Stop()
	hear(s, events.OrderShipped, told.ID, events.Shipped{Order: told}) // its mail is on the way

	hear(s, events.UserErased, user, events.UserID{ID: user})
	s.account(user, "ada@example.com") // comes late
	hear(s, events.OrderDelivered, told.ID, events.Shipped{Order: told})
	hear(s, events.OrderConfirmed, later.ID, later)
	s.ask(events.Notice{UserID: user, Email: "ada@example.com", Template: "verify_email", Data: map[string]string{"token": "t"}})
	s.stock("MUG-RED", 3, 1)
	server.Start()
	s.idle()
	if got := len(server.Mails()); got != 1 {
		t.Errorf("mails = %d, want only the one from before", got)
	}
	if box := s.box(s.Shopper(user)); len(box.Items) != 0 {
		t.Errorf("messages = %+v, want none", box.Items)
	}
	for _, table := range []string{"account", "notice", "mail", "purchase", "alert", "waiting_notice"} {
		s.until(table+" to hold no address", `select not exists (select from `+table+` x where x::text like '%ada@example.com%')`, postgres.Args{})
	}
}
