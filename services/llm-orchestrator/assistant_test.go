package orchestrator

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/askcart/askcart/services/llm-orchestrator/assistant"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/service/servicetest"
)

// streamEvent is one event of a stream as a reader sees it.
type streamEvent struct{ ID, Name, Data string }

func parse(body string) []streamEvent {
	var all []streamEvent
	for block := range strings.SplitSeq(body, "\n\n") {
		var e streamEvent
		for line := range strings.Lines(block) {
			line = strings.TrimSuffix(line, "\n")
			if v, ok := strings.CutPrefix(line, "id: "); ok {
				e.ID = v
			} else if v, ok := strings.CutPrefix(line, "event: "); ok {
				e.Name = v
			} else if v, ok := strings.CutPrefix(line, "data: "); ok {
				e.Data = v
			}
		}
		if e.Name != "" {
			all = append(all, e)
		}
	}
	return all
}

// order is that of the events; deltas may repeat.
var order = []string{"start", "status", "delta", "products", "sources", "action", "followups", "done"}

func text(all []streamEvent) string {
	var b strings.Builder
	for _, e := range all {
		if e.Name == "delta" {
			var t TextEvent
			_ = json.Unmarshal([]byte(e.Data), &t)
			b.WriteString(t.Text)
		}
	}
	return b.String()
}

func started(all []streamEvent) (s StartEvent) {
	_ = json.Unmarshal([]byte(all[0].Data), &s)
	return s
}

func data(all []streamEvent, name string) string {
	for _, e := range all {
		if e.Name == name {
			return e.Data
		}
	}
	return ""
}

// outside plays order, cart and inventory; it notes whose token it was shown.
type outside struct {
	*httptest.Server
	tokens  chan string
	orders  string
	soldOut atomic.Bool
}

func newOutside(t testing.TB) *outside {
	o := &outside{tokens: make(chan string, 100), orders: `{"items":[],"next":null}`}
	o.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/api/v1/orders":
			o.tokens <- r.Header.Get("Authorization")
			_, _ = w.Write([]byte(o.orders))
		case r.URL.Path == "/api/v1/inventory" && o.soldOut.Load():
			items := []map[string]any{}
			for sku := range strings.SplitSeq(r.URL.Query().Get("skus"), ",") {
				items = append(items, map[string]any{"sku": sku, "available": 0})
			}
			_ = json.NewEncoder(w).Encode(map[string]any{"items": items})
		default:
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(o.Close)
	return o
}

func (o *outside) config(c *Config) {
	c.OrderURL, c.CartURL, c.InventoryURL, c.ToolTimeout = o.URL, o.URL, o.URL, 2*time.Second
}

const messages = root + "/assistant/messages"

func ask(me *servicetest.Client, body any) []streamEvent {
	return parse(me.Post(messages, body).Want(200).Body)
}

func TestTheAssistantStreamsCitedAnswers(t *testing.T) {
	t.Parallel()
	s := open(t, newOutside(t).config)
	products := s.demo()
	me := s.api.As(s.Guest(uuid.NewString()))
	s.api.Post(messages, `{"text":"hi"}`).Want(401)
	me.Post(messages, `{"text":" "}`).Want(422, "text_required")
	me.Post(messages, `{"text":"hi","user_id":"x"}`).Want(422)
	me.Post(messages, `{"text":"hi","conversation_id":"`+uuid.NewString()+`"}`).Want(404, "conversation_not_found")

	got := ask(me, `{"text":"I'll take the Lap Stopwatch"}`)
	var names []string
	for _, e := range got {
		if len(names) == 0 || names[len(names)-1] != e.Name {
			names = append(names, e.Name)
		}
	}
	if !slices.Equal(names, order) {
		t.Errorf("events come as %q, want %q", names, order)
	}
	if !strings.Contains(text(got), "$29.90 [2]") || !strings.Contains(data(got, "sources"), `"text":"Lap Stopwatch, price: $29.90"`) {
		t.Errorf("said %q with sources %s", text(got), data(got, "sources"))
	}
	if a := data(got, "action"); !strings.Contains(a, `"kind": "add_to_cart"`) && !strings.Contains(a, `"kind":"add_to_cart"`) || !strings.Contains(a, "LAPS") {
		t.Errorf("proposes %s", a)
	}
	if cards := data(got, "products"); !strings.Contains(cards, products["lap-stopwatch"].ID) {
		t.Errorf("shows %s", cards)
	}
	next := ask(me, map[string]any{"conversation_id": started(got).ConversationID, "text": "how heavy is it?"})
	if !strings.Contains(text(next), "72 g [1]") {
		t.Errorf("“it” is answered with %q", text(next))
	}
	page := ask(me, map[string]any{"text": "is this waterproof?", "context": map[string]string{"product_id": products["ridgeline-hiking-boot"].ID}})
	if !strings.Contains(text(page), "Ridgeline") {
		t.Errorf("“this” on a product's page is answered with %q", text(page))
	}
}

func TestAnAnswerIsResumedAndKept(t *testing.T) {
	t.Parallel()
	s := open(t, newOutside(t).config)
	s.sell(kettle())
	s.eventually(root+"/search?q=kettle", "Copper Kettle", `"available":true`)
	mine := uuid.NewString()
	me, other := s.api.As(s.Shopper(mine)), s.api.As(s.Shopper(uuid.NewString()))
	all := ask(me, `{"text":"copper kettle"}`)
	begun := started(all)
	path := messages + "/" + begun.MessageID
	for _, from := range []int{0, 1, 2, len(all) - 1, len(all)} {
		rest := parse(me.Get(path+"/stream", "Last-Event-ID: "+all[max(0, from-1)].ID).Want(200).Body)
		if want := all[max(1, from):]; !slices.Equal(rest, want) {
			t.Errorf("resumed after %d: %v, want %v", from, rest, want)
		}
	}
	if whole := parse(me.Get(path + "/stream").Want(200).Body); !slices.Equal(whole, all) {
		t.Errorf("read again: %v, want %v", whole, all)
	}
	talk := root + "/assistant/conversations/" + begun.ConversationID
	me.Get(talk).Want(200, `"role":"user","text":"copper kettle"`, `"status":"done"`, `"name":"Copper Kettle"`, `"n":1`)
	me.Get(root+"/assistant/conversations").Want(200, begun.ConversationID, `"title":"copper kettle"`)
	me.Post(path+"/feedback", `{"helpful":true}`).Want(204)

	other.Get(path + "/stream").Want(404)
	other.Get(talk).Want(404, "conversation_not_found")
	other.Delete(talk).Want(404)
	other.Post(path+"/feedback", `{"helpful":false}`).Want(404)
	other.Post(messages, map[string]any{"conversation_id": begun.ConversationID, "text": "hi"}).Want(404)
	other.Get(root+"/assistant/conversations").Want(200, `"items":[]`)

	account := uuid.NewString()
	servicetest.Publish(s.Env, events.UserMerged, account, events.UserMerge{From: mine, To: account})
	merged := s.api.As(s.Shopper(account))
	servicetest.Eventually(t, func() bool { return merged.Get(talk).Status == 200 }, "the conversation to move")
	merged.Delete(talk).Want(204)
	merged.Get(talk).Want(404)
}

func TestOrdersAreReadWithTheCallersToken(t *testing.T) {
	t.Parallel()
	o := newOutside(t)
	o.orders = `{"items":[{"id":"x","number":"A-1001","status":"confirmed","lines":[{"name":"Copper Kettle","quantity":2}],"totals":{"total":{"amount":11800,"currency":"USD"}},"created_at":"2026-11-01T10:00:00Z"}],"next":null}`
	s := open(t, o.config)
	token := s.Shopper(uuid.NewString())
	got := ask(s.api.As(token), `{"text":"Where is my order?"}`)
	if said := text(got); !strings.Contains(said, "A-1001 of 1 November 2026 over $118.00 is paid and being packed [1]") || !strings.Contains(said, "2 × Copper Kettle") {
		t.Errorf("the order is told as %q", said)
	}
	if shown := <-o.tokens; shown != "Bearer "+token {
		t.Error("the order service was not shown the caller's token")
	}
	if cart := text(ask(s.api.As(token), `{"text":"what is in my cart?"}`)); !strings.Contains(cart, "cannot read your cart") {
		t.Errorf("a cart that does not answer is told as %q", cart)
	}
}

func TestLiveStockIsToldAndNotTheCopy(t *testing.T) {
	t.Parallel()
	o := newOutside(t)
	s := open(t, o.config)
	s.sell(kettle())
	s.eventually(root+"/search?q=kettle", `"available":true`)
	o.soldOut.Store(true)
	got := ask(s.api.As(s.Guest(uuid.NewString())), `{"text":"is the Copper Kettle in stock?"}`)
	if !strings.Contains(text(got), "sold out") || data(got, "action") != "" {
		t.Errorf("what is sold out is told as %q, with the proposal %s", text(got), data(got, "action"))
	}
}

func TestDraftsAreNeverSpokenOf(t *testing.T) {
	t.Parallel()
	s := open(t, newOutside(t).config)
	s.sell(kettle())
	secret := kettle()
	secret.ID, secret.Slug, secret.Name, secret.Status, secret.Variants = events.NewID(), "secret", "Zanzibar Samovar", "draft", nil
	s.sell(secret)
	s.eventually(root+"/search?q=kettle", `"available":true`)
	me := s.api.As(s.Guest(uuid.NewString()))
	for _, q := range []string{"tell me about the Zanzibar Samovar", "samovar", "compare the Zanzibar Samovar and the Copper Kettle"} {
		body := me.Post(messages, map[string]string{"text": q}).Want(200).Body
		if strings.Contains(body, "Zanzibar") || strings.Contains(body, secret.ID) {
			t.Errorf("%q tells of a draft: %s", q, body)
		}
	}
}

func TestPiecesAreTheText(t *testing.T) {
	t.Parallel()
	for _, whole := range []string{"", "a", strings.Repeat("Längeres Wort und € ", 30), strings.Repeat("x", 300)} {
		if got := strings.Join(pieces(whole), ""); got != whole {
			t.Errorf("pieces of %q make %q", whole, got)
		}
	}
}

var _ assistant.Tools = tools{}
