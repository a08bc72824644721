package notification

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/askcart/askcart/services/notification/internal/mail/mailtest"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/service/servicetest"
)

// step is one event about an order and what is told of it.
type step struct {
	template string
	send     func(s *shop, id string, o events.Order) // under an event id
	title    string                                   // of the message, with the order's number for %s
	says     []string                                 // by mail
}

var refundID, returnID, paymentID = uuid.NewString(), uuid.NewString(), uuid.NewString()

var steps = []step{
	{"order_confirmed", func(s *shop, id string, o events.Order) {
		servicetest.PublishAs(s.Env, id, events.OrderConfirmed, o.ID, o)
	}, "Order %s is confirmed", []string{`2 × Mug <b onclick="x">"red"</b> at $10.00`, "Total: $25.00", "payment was accepted"}},
	{"order_cancelled", func(s *shop, id string, o events.Order) {
		servicetest.PublishAs(s.Env, id, events.OrderCancelled, o.ID, events.Cancelled{Order: o, Reason: "out_of_stock"})
	}, "Order %s is cancelled", []string{"sold out before we could set it aside"}},
	{"order_shipped", func(s *shop, id string, o events.Order) {
		servicetest.PublishAs(s.Env, id, events.OrderShipped, o.ID, events.Shipped{Order: o, Carrier: "DHL", Tracking: "JD01"})
	}, "Order %s is on its way", []string{"left with DHL", "Tracking number: JD01"}},
	{"order_delivered", func(s *shop, id string, o events.Order) {
		servicetest.PublishAs(s.Env, id, events.OrderDelivered, o.ID, events.Shipped{Order: o})
	}, "Order %s was delivered", []string{"was delivered"}},
	{"payment_failed", func(s *shop, id string, o events.Order) {
		servicetest.PublishAs(s.Env, id, events.PaymentFailed, o.ID, events.PaymentFailure{OrderID: o.ID, PaymentID: paymentID, Stage: "authorize"})
	}, "The payment for order %s failed", []string{"did not go through"}},
	{"payment_refunded", func(s *shop, id string, o events.Order) {
		servicetest.PublishAs(s.Env, id, events.PaymentRefunded, o.ID, events.PaymentGivenBack{OrderID: o.ID, RefundID: refundID, Amount: money.Of(1250, money.EUR)})
	}, "€12.50 refunded for order %s", []string{"gave back €12.50"}},
	{"return_received", func(s *shop, id string, o events.Order) {
		servicetest.PublishAs(s.Env, id, events.ReturnReceived, o.ID, events.Return{ID: returnID, OrderID: o.ID, UserID: o.UserID, Refund: money.Of(1250, money.USD)})
	}, "Your return for order %s arrived", []string{"$12.50 will be refunded"}},
}

func TestEveryStepOfAnOrderIsToldOnce(t *testing.T) {
	t.Parallel()
	for name, inOrder := range map[string]bool{"in order": true, "backwards, before the order is known": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, mailtest.NewServer(t))
			user := uuid.NewString()
			o := order(user, "guest@example.com")
			todo := slices.Clone(steps)
			if inOrder {
				hear(s, events.OrderCreated, o.ID, o)
			} else {
				slices.Reverse(todo)
			}
			for _, x := range todo {
				id := events.NewID()
				x.send(s, id, o)
				x.send(s, id, o)             // delivered twice
				x.send(s, events.NewID(), o) // sent twice
				s.until(x.template+" to be handled", `select exists (select from inbox where event_id = @id)`, postgres.Args{"id": id})
			}
			hear(s, events.OrderCreated, o.ID, o)
			s.until("everything to be handled", `select count(*) = @n from inbox where topic <> 'order_created'`, postgres.Args{"n": 2 * len(steps)})
			s.idle()
			s.wantSteps(o, s.box(s.Guest(user)))
			s.api.As(s.Admin()).Get("/journal?order_id="+o.ID).Want(200, "order_shipped: in the shop and by e-mail", `"kind":"mail_sent"`, "!guest@")
		})
	}
}

// wantSteps checks that every step was told once in the shop and once by mail.
func (s *shop) wantSteps(o events.Order, box Inbox) {
	s.t.Helper()
	mails := s.smtp.To("guest@example.com")
	if len(box.Items) != len(steps) || len(mails) != len(steps) || len(s.smtp.Mails()) != len(steps) {
		s.t.Errorf("%d messages and %d mails, want %d each: %+v", len(box.Items), len(mails), len(steps), box.Items)
	}
	for _, x := range steps {
		title := fmt.Sprintf(x.title, o.Number)
		i := slices.IndexFunc(box.Items, func(n Notification) bool { return n.Template == x.template })
		j := slices.IndexFunc(mails, func(m mailtest.Mail) bool { return m.Subject() == title })
		if i < 0 || j < 0 {
			s.t.Errorf("%s: message %d, mail %d; want both", x.template, i, j)
			continue
		}
		if n := box.Items[i]; n.Title != title || n.Text == "" || n.Data.OrderID != o.ID || n.Data.Number != o.Number || n.Read {
			s.t.Errorf("%s: message %+v", x.template, n)
		}
		for _, part := range append(x.says, "https://shop.example/orders/"+o.ID) {
			if !strings.Contains(mails[j].Text, part) {
				s.t.Errorf("%s: mail lacks %q: %s", x.template, part, mails[j].Text)
			}
		}
		if strings.Contains(mails[j].HTML, "<b onclick") {
			s.t.Errorf("%s: a name became HTML: %s", x.template, mails[j].HTML)
		}
	}
}

func TestTheReasonOfACancellationIsTold(t *testing.T) {
	t.Parallel()
	w, err := newWords("https://shop.example/")
	if err != nil {
		t.Fatal(err)
	}
	for reason, want := range map[string]string{
		"out_of_stock": "sold out", "payment_failed": "did not go through", "capture_failed": "could not be collected",
		"deadline": "not paid in time", "shopper": "You asked us to", "staff": "Our staff",
	} {
		got, err := w.of(draft{template: "order_cancelled", details: details{Number: "A-1", Reason: reason}}, "")
		if err != nil || !strings.Contains(got.text, want) || !strings.Contains(got.short, want) {
			t.Errorf("%s: %q, %q, %v; want %q", reason, got.short, got.text, err, want)
		}
	}
	cod, err := w.of(draft{template: "order_confirmed", details: details{Number: "A-1", Cash: true}}, "")
	if err != nil || !strings.Contains(cod.text, "You pay when the parcel comes") || strings.Contains(cod.text, "accepted") {
		t.Errorf("cash on delivery: %q, %v", cod.text, err)
	}
}

func TestEveryTemplateCanBeWritten(t *testing.T) {
	t.Parallel()
	w, err := newWords("https://shop.example")
	if err != nil {
		t.Fatal(err)
	}
	all := details{Name: "Ada", Number: "A-1", Lines: []line{{"Mug", 1, "$1.00"}}, Total: "$1.00", Reason: "staff", Carrier: "DHL",
		Tracking: "J", Amount: "$1.00", Product: "Mug", SKU: "M", Slug: "mug", Before: "$2.00", Now: "$1.00", Token: "t", Title: "T", Text: "X"}
	for name := range kinds {
		got, err := w.of(draft{template: name, details: all}, "https://shop.example/u")
		if err != nil || got.title == "" || got.short == "" || strings.Contains(got.text+got.title+got.short, "<no value>") || !strings.Contains(got.html, "</html>") {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		if strings.Contains(got.text, "\n\n\n") || strings.Contains(got.short, "\n") || strings.Contains(got.title, "\n") {
			t.Errorf("%s has gaps: %q, %q, %q", name, got.title, got.short, got.text)
		}
	}
}
