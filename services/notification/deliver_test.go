package notification

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/askcart/askcart/services/notification/internal/mail/mailtest"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/service/servicetest"
)

// reset is a request for a new password, to an address.
func reset(to, token string) events.Notice {
	return events.Notice{UserID: uuid.NewString(), Email: to, Template: "reset_password", DedupeKey: "key of " + token,
		Data: map[string]string{"token": token, "name": "Ada", "locale": "en"}}
}

func (s *shop) ask(n events.Notice) {
	s.t.Helper()
	hear(s, events.UserNotifications, n.UserID, n)
}

func TestMailWaitsForItsServer(t *testing.T) {
	t.Parallel()
	server := mailtest.NewServer(t)
	s := open(t, server)
	server.Stop()
	for i := range 5 {
		s.ask(reset(fmt.Sprintf("ada%d@example.com", i), fmt.Sprint("t", i)))
	}
	s.until("several tries", `select count(*) = 5 from mail where state = 'waiting' and attempts >= 3`, postgres.Args{})
	s.api.Get("/metrics").Want(200, `mails_total{outcome="retried",template="reset_password"}`, "mail_waiting 5")
	server.Start()
	s.idle()
	for i := range 5 {
		if got := server.To(fmt.Sprintf("ada%d@example.com", i)); len(got) != 1 {
			t.Errorf("mails to reader %d = %d, want 1", i, len(got))
		}
	}
	servicetest.Eventually(t, func() bool { // counted just after it is written down
		return strings.Contains(s.api.Get("/metrics").Body, `mails_total{outcome="sent",template="reset_password"} 5`)
	}, "five mails to be counted")
	s.api.Get("/metrics").Want(200, "mail_waiting 0")
}

func TestAMailWhoseAnswerWasLostIsSentAgainUnderItsName(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	server := mailtest.NewServer(t, func(s *mailtest.Server) { s.Take = func(mailtest.Mail) bool { return asked.Add(1) > 1 } })
	s := open(t, server, func(c *Config) { c.Timeout = 200 * time.Millisecond })
	s.ask(reset("ada@example.com", "t"))
	s.idle()
	all := server.To("ada@example.com")
	if len(all) != 2 || all[0].Header.Get("Message-ID") == "" || all[0].Header.Get("Message-ID") != all[1].Header.Get("Message-ID") {
		t.Errorf("%d mails, want 2 with the same Message-ID: %+v", len(all), all)
	}
}

func TestARefusedMailIsGivenUpAndHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	server := mailtest.NewServer(t, func(s *mailtest.Server) {
		s.Reader = func(to string) int { return map[string]int{"gone@example.com": 550, "busy@example.com": 450}[to] }
	})
	s := open(t, server, func(c *Config) { c.GiveUp = 300 * time.Millisecond })
	o := order(uuid.NewString(), "gone@example.com")
	hear(s, events.OrderConfirmed, o.ID, o)
	s.ask(reset("busy@example.com", "a"))
	s.ask(reset("ada@example.com", "b"))
	s.idle()
	s.until("the refused one", `select attempts = 1 and state = 'failed' from mail where template = 'order_confirmed'`, postgres.Args{})
	s.until("the put off one", `select count(*) = 1 from mail where state = 'failed' and attempts > 1`, postgres.Args{})
	if got := server.Mails(); len(got) != 1 || got[0].To != "ada@example.com" {
		t.Errorf("mails taken = %+v, want one to ada", got)
	}
	s.api.As(s.Admin()).Get("/journal?order_id="+o.ID).Want(200, `"kind":"mail_failed","detail":"order_confirmed, try 1"`)
}

func TestAStopInTheMiddleOfSendingLosesNothing(t *testing.T) {
	t.Parallel()
	var silent atomic.Bool
	silent.Store(true)
	arrived := make(chan struct{}, 10)
	server := mailtest.NewServer(t, func(s *mailtest.Server) {
		s.Reader = func(string) int { arrived <- struct{}{}; return map[bool]int{true: 451}[silent.Load()] }
	})
	s := open(t, server, func(c *Config) { c.Retry = time.Hour })
	s.ask(reset("ada@example.com", "t"))
	<-arrived
	s.api.Stop()
	s.until("the mail to be kept", `select state = 'waiting' and attempts = 1 from mail`, postgres.Args{})
	silent.Store(false)
	if _, err := postgres.Exec(t.Context(), s.db, `update mail set due_at = now()`, postgres.Args{}); err != nil {
		t.Fatal(err)
	}
	s.api = s.start()
	s.idle()
	if got := server.To("ada@example.com"); len(got) != 1 {
		t.Errorf("mails = %d, want 1", len(got))
	}
}

func TestAStopCutsASilentServerOffAndTheNextStartGoesOnAtOnce(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	began := make(chan struct{}, 10)
	server := mailtest.NewServer(t, func(s *mailtest.Server) {
		s.Take = func(mailtest.Mail) bool { began <- struct{}{}; return asked.Add(1) > 1 }
	})
	s := open(t, server, func(c *Config) { c.Retry, c.Timeout = time.Hour, time.Hour })
	s.ask(reset("ada@example.com", "t"))
	<-began
	s.api.Stop()
	s.api = s.start()
	s.idle()
	if got := len(server.To("ada@example.com")); got != 2 {
		t.Errorf("the server was given the mail %d times, want 2", got)
	}
}

func TestTheMailOfAWorkerThatDiedIsTakenUp(t *testing.T) {
	t.Parallel()
	server := mailtest.NewServer(t)
	s := open(t, server, func(c *Config) { c.Retry = time.Hour })
	server.Stop()
	s.ask(reset("ada@example.com", "t"))
	s.until("a try", `select attempts = 1 and due_at > now() + interval '5 minutes' from mail`, postgres.Args{})
	s.api.Stop()
	server.Start()
	if _, err := postgres.Exec(t.Context(), s.db, `update mail set due_at = now()`, postgres.Args{}); err != nil {
		t.Fatal(err)
	}
	dead, err := lease(t.Context(), s.db, 10, 500*time.Millisecond, time.Hour) // and nothing comes of it
	if err != nil || len(dead) != 1 {
		t.Fatalf("leased %d, %v", len(dead), err)
	}
	s.api = s.start()
	s.idle()
	s.until("three tries", `select attempts = 3 and state = 'sent' from mail`, postgres.Args{})
	if err := putOff(t.Context(), s.db, dead[0], 0, "late"); err != nil {
		t.Fatal(err)
	}
	s.until("a late worker to change nothing", `select state = 'sent' from mail`, postgres.Args{})
	if got := len(server.Mails()); got != 1 {
		t.Errorf("mails = %d, want 1", got)
	}
}

func TestTwoReplicasSendEachMailOnce(t *testing.T) {
	t.Parallel()
	server := mailtest.NewServer(t)
	s := open(t, server)
	other := s.start()
	const n = 120
	for i := range n {
		r := reset(fmt.Sprintf("ada%d@example.com", i), fmt.Sprint("t", i))
		servicetest.Publish(s.Env, events.UserNotifications, r.UserID, r)
		servicetest.Publish(s.Env, events.UserNotifications, uuid.NewString(), r) // the same again, elsewhere
	}
	s.until("all to be heard", `select count(*) = @n from inbox`, postgres.Args{"n": 2 * n})
	s.idle()
	got := map[string]int{}
	for _, m := range server.Mails() {
		got[m.To]++
	}
	for to, times := range got {
		if times != 1 {
			t.Errorf("%s got %d mails", to, times)
		}
	}
	if len(got) != n {
		t.Errorf("%d readers got mail, want %d", len(got), n)
	}
	other.Get("/readyz").Want(200)
}

func TestPausesGrowToALimit(t *testing.T) {
	t.Parallel()
	for tries, want := range map[int]time.Duration{1: 2 * time.Second, 2: 4 * time.Second, 5: 32 * time.Second, 10: longest, 1000: longest} {
		if got := pause(2*time.Second, tries); got != want {
			t.Errorf("pause after try %d = %s, want %s", tries, got, want)
		}
	}
}
