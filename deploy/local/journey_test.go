package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/askcart/askcart/deploy/local/load"
)

// The whole shop in this process, as make up runs it, bought from through the gateway.
func TestTheShop(t *testing.T) {
	spans := newSink(t)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", spans.url)
	keeper, pl := open(t)
	tests := []struct {
		name string
		run  func(*testing.T, shop, place)
	}{
		{"an order is confirmed and captured", orderIsCaptured},
		{"forty buyers of seven units", fortyBuyersOfSevenUnits},
		{"thirty posts with one key are one order", thirtyPostsWithOneKey},
		{"a declined card and then another one", declinedThenAnother},
		{"a challenge is passed, and failed", challenged},
		{"cancelling gives stock and money back", cancelGivesBack},
		{"an order is one trace", func(t *testing.T, s shop, _ place) { orderIsOneTrace(t, s, spans) }},
	}
	t.Run("all", func(t *testing.T) {
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				t.Parallel()
				test.run(t, keeper, pl)
			})
		}
	})
	var report strings.Builder
	if err := invariants(t.Context(), []string{"--wait", "60s"}, &report); err != nil {
		t.Errorf("after all of that: %v\n%s", err, report.String())
	}
}

// open starts a stack in a folder of its own and returns the shop as its admin sees it.
func open(t *testing.T) (shop, place) {
	t.Helper()
	checkout, err := findCheckout()
	if err != nil {
		t.Fatal(err)
	}
	pl := place{checkout: checkout, data: t.TempDir(), shift: freeShift(t)}
	t.Setenv("ASKCART_DIR", pl.data)
	t.Setenv("ASKCART_PORT_BASE", fmt.Sprint(basePort+pl.shift))
	chosen, err := choose("", storefrontName)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- stack(ctx, pl, options{parts: chosen}, io.Discard, func(context.Context) error { close(ready); return nil })
	}()
	select {
	case <-ready:
	case err := <-ended:
		t.Fatalf("the stack ended before it was ready: %v", err)
	}
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("stopping: %v", err)
		}
	})
	d, err := readDemo(pl)
	if err != nil {
		t.Fatal(err)
	}
	admin, err := shop{gateway: d.Gateway}.login(t.Context(), d.Admin)
	if err != nil {
		t.Fatal(err)
	}
	return admin, pl
}

// freeShift finds a distance at which nobody listens on any port of a stack.
func freeShift(t *testing.T) int {
	t.Helper()
	for shift := 2_000; shift < 11_000; shift += 100 {
		ports := []int{metricsPort, postgresPort, redisPort, kafkaPort}
		for _, p := range parts {
			ports = append(ports, p.port)
		}
		if !slices.ContainsFunc(ports, func(port int) bool { return (place{shift: shift}).free("a test", port) != nil }) {
			return shift
		}
	}
	t.Fatal("no free ports")
	return 0
}

// stockUp creates a product with one variant and waits until it can be bought.
func stockUp(t *testing.T, s shop, units int) (sku string) {
	t.Helper()
	sku = "T-" + uuid.NewString()[:13]
	line := fmt.Sprintf(`{"name":"Thing %[1]s","brand":"Test","description":"A thing.","category":"things","attributes":{},"images":[],
		"variants":[{"sku":%[1]q,"options":{},"price":{"amount":8000,"currency":"USD"},"initial_stock":%[2]d}],"status":"active"}`, sku, units)
	line = strings.ReplaceAll(line, "\n", " ")
	if err := s.send(t.Context(), http.MethodPost, "/products/import", "application/x-ndjson", strings.NewReader(line), nil); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() bool {
		var cart struct{}
		visitor := visit(t, s)
		var quote struct {
			Problems []struct{ Code string } `json:"problems"`
		}
		asked := map[string]any{"lines": []map[string]any{{"sku": sku, "quantity": 1}}}
		return visitor.Call(t.Context(), http.MethodGet, "/inventory/"+sku, nil, &cart) == nil &&
			visitor.Call(t.Context(), http.MethodPost, "/orders/quote", asked, &quote) == nil && len(quote.Problems) == 0 &&
			visitor.Call(t.Context(), http.MethodPut, "/cart/items/"+sku, map[string]int{"quantity": 0}, nil) == nil
	}, "the new product to be known everywhere")
	return sku
}

func visit(t *testing.T, s shop) *load.Shopper {
	t.Helper()
	client := load.NewClient()
	t.Cleanup(client.CloseIdleConnections)
	visitor := load.NewShopper(s.gateway, client)
	if err := visitor.Arrive(t.Context()); err != nil {
		t.Fatal(err)
	}
	return visitor
}

func eventually(t *testing.T, ok func() bool, what string) {
	t.Helper()
	limit, tick := time.After(30*time.Second), time.NewTicker(20*time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatal("waited in vain for " + what)
		}
	}
}

// follow waits until the order is as wanted.
func follow(t *testing.T, visitor *load.Shopper, id, what string, until func(load.Order) bool) load.Order {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	o, err := visitor.Follow(ctx, id, until)
	if err != nil {
		t.Fatalf("waiting for %s: %v; last seen %+v", what, err, o)
	}
	return o
}

func status(want string) func(load.Order) bool {
	return func(o load.Order) bool { return o.Status == want }
}

func paid(want string) func(load.Order) bool {
	return func(o load.Order) bool { return o.Payment.Status == want }
}

func buy(t *testing.T, visitor *load.Shopper, sku, method string) load.Order {
	t.Helper()
	o, err := visitor.Buy(t.Context(), load.Basket{SKU: sku, Quantity: 1, Method: method})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// charged is what the provider holds or took for an order, as payments knows it.
func charged(t *testing.T, visitor *load.Shopper, order string) (captured, refunded int64, attempts int) {
	t.Helper()
	var list struct {
		Items []struct {
			Attempt  int
			Captured struct{ Amount int64 }
			Refunded struct{ Amount int64 }
		}
	}
	if err := visitor.Call(t.Context(), http.MethodGet, "/payments?order_id="+order, nil, &list); err != nil {
		t.Fatal(err)
	}
	for _, p := range list.Items {
		captured += p.Captured.Amount
		refunded += p.Refunded.Amount
		attempts = max(attempts, p.Attempt)
	}
	return captured, refunded, attempts
}

func orderIsCaptured(t *testing.T, s shop, _ place) {
	sku, visitor := stockUp(t, s, 3), visit(t, s)
	o := buy(t, visitor, sku, "tok_ok")
	follow(t, visitor, o.ID, "confirmation", status("confirmed"))
	follow(t, visitor, o.ID, "capture", paid("captured"))
	if got, _, _ := charged(t, visitor, o.ID); got < 8000 {
		t.Errorf("captured %d, want at least the price of 8000", got)
	}
	eventually(t, func() bool { return onHand(t, s, sku) == 2 }, "the unit to leave the stock")
	var cart struct{ Lines []any }
	eventually(t, func() bool {
		return visitor.Call(t.Context(), http.MethodGet, "/cart", nil, &cart) == nil && len(cart.Lines) == 0
	}, "the cart to be emptied of what was ordered")
}

func onHand(t *testing.T, s shop, sku string) int {
	t.Helper()
	var level struct {
		OnHand int `json:"on_hand"`
	}
	if err := s.call(t.Context(), http.MethodGet, "/inventory/"+sku, nil, &level); err != nil {
		t.Fatal(err)
	}
	return level.OnHand
}

func fortyBuyersOfSevenUnits(t *testing.T, s shop, _ place) {
	sku := stockUp(t, s, 7)
	r := load.Run(t.Context(), load.Plan{Gateway: s.gateway, SKUs: []string{sku}, Orders: 40, AtOnce: 40, Within: 60 * time.Second})
	if r.Confirmed != 7 || r.Confirmed+r.Cancelled+r.Refused != 40 || r.Unfinished > 0 {
		t.Errorf("got %+v, want exactly 7 confirmed and 33 refused or cancelled", r)
	}
	eventually(t, func() bool { return onHand(t, s, sku) == 0 }, "all seven units to be gone")
}

func thirtyPostsWithOneKey(t *testing.T, s shop, _ place) {
	sku, visitor := stockUp(t, s, 50), visit(t, s)
	body, err := visitor.Prepare(t.Context(), load.Basket{SKU: sku, Quantity: 1, Method: "tok_ok"})
	if err != nil {
		t.Fatal(err)
	}
	key := uuid.NewString()
	ids := make([]string, 30)
	var posts sync.WaitGroup
	for i := range ids {
		posts.Go(func() {
			o, err := visitor.Place(t.Context(), body, key)
			if err != nil {
				t.Error(err)
			}
			ids[i] = o.ID
		})
	}
	posts.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Fatalf("one key made the orders %s and %s", ids[0], id)
		}
	}
	follow(t, visitor, ids[0], "capture", paid("captured"))
	if got, _, attempts := charged(t, visitor, ids[0]); attempts != 1 || got >= 2*8000 {
		t.Errorf("charged %d in %d attempts, want once", got, attempts)
	}
	eventually(t, func() bool { return onHand(t, s, sku) == 49 }, "one unit to be gone")
}

func declinedThenAnother(t *testing.T, s shop, _ place) {
	sku, visitor := stockUp(t, s, 2), visit(t, s)
	o := buy(t, visitor, sku, "tok_decline")
	o = follow(t, visitor, o.ID, "the decline", paid("declined"))
	if o.Status != "reserved" {
		t.Errorf("after a decline the order is %s, want reserved", o.Status)
	}
	retry := map[string]string{"provider": "sandbox", "method": "tok_ok"}
	if err := visitor.Call(t.Context(), http.MethodPost, "/payments/"+o.Payment.ID+"/retry", retry, nil); err != nil {
		t.Fatal(err)
	}
	follow(t, visitor, o.ID, "confirmation", status("confirmed"))
	follow(t, visitor, o.ID, "capture", paid("captured"))
	if got, _, attempts := charged(t, visitor, o.ID); attempts != 2 || got < 8000 || got >= 2*8000 {
		t.Errorf("charged %d with %d attempts, want once with the second", got, attempts)
	}
}

func challenged(t *testing.T, s shop, _ place) {
	sku := stockUp(t, s, 5)
	for result, want := range map[string]func(load.Order) bool{"ok": status("confirmed"), "fail": paid("declined")} {
		visitor := visit(t, s)
		o := buy(t, visitor, sku, "tok_3ds")
		o = follow(t, visitor, o.ID, "the challenge", paid("requires_action"))
		if err := visitor.Call(t.Context(), http.MethodPost, "/payments/"+o.Payment.ID+"/challenge", map[string]string{"result": result}, nil); err != nil {
			t.Fatal(err)
		}
		follow(t, visitor, o.ID, "the challenge's result "+result, want)
	}
}

func cancelGivesBack(t *testing.T, s shop, _ place) {
	sku, visitor := stockUp(t, s, 1), visit(t, s)
	o := buy(t, visitor, sku, "tok_ok")
	follow(t, visitor, o.ID, "capture", paid("captured"))
	if err := visitor.Call(t.Context(), http.MethodPost, "/orders/"+o.ID+"/cancel", nil, nil); err != nil {
		t.Fatal(err)
	}
	follow(t, visitor, o.ID, "the refund", paid("refunded"))
	captured, refunded, _ := charged(t, visitor, o.ID)
	if captured == 0 || captured != refunded {
		t.Errorf("captured %d and refunded %d, want the same", captured, refunded)
	}
	eventually(t, func() bool { return onHand(t, s, sku) == 1 }, "the unit to come back")
}

// sink is a collector that keeps what it is sent.
type sink struct {
	url   string
	mu    sync.Mutex
	spans map[string]map[string]span // by trace, by id
}

type span struct{ service, name, parent string }

func newSink(t *testing.T) *sink {
	t.Helper()
	k := &sink{spans: map[string]map[string]span{}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		var sent collector.ExportTraceServiceRequest
		if err == nil {
			err = proto.Unmarshal(body, &sent)
		}
		if err != nil {
			t.Errorf("collector: %v", err)
		}
		k.keep(sent.ResourceSpans)
		w.Header().Set("Content-Type", "application/x-protobuf")
	}))
	t.Cleanup(server.Close)
	k.url = server.URL
	return k
}

func (k *sink) keep(all []*trace.ResourceSpans) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, resource := range all {
		service := ""
		for _, a := range resource.Resource.Attributes {
			if a.Key == "service.name" {
				service = a.Value.GetStringValue()
			}
		}
		for _, scope := range resource.ScopeSpans {
			for _, s := range scope.Spans {
				id := fmt.Sprintf("%x", s.TraceId)
				if k.spans[id] == nil {
					k.spans[id] = map[string]span{}
				}
				k.spans[id][fmt.Sprintf("%x", s.SpanId)] = span{service, s.Name, fmt.Sprintf("%x", s.ParentSpanId)}
			}
		}
	}
}

// tree is the trace in which a service has a span of this name, or nil.
func (k *sink) tree(id string) map[string]span {
	k.mu.Lock()
	defer k.mu.Unlock()
	copied := map[string]span{}
	for at, s := range k.spans[id] {
		copied[at] = s
	}
	return copied
}

func (s span) String() string { return s.service + ": " + s.name }

// orderIsOneTrace follows one order from the gateway through every consumer in one trace.
func orderIsOneTrace(t *testing.T, s shop, k *sink) {
	sku, visitor := stockUp(t, s, 1), visit(t, s)
	o := buy(t, visitor, sku, "tok_ok")
	follow(t, visitor, o.ID, "capture", paid("captured"))
	id := traceOf(t, s, o.ID)
	wanted := []string{
		"gateway: POST /api/v1/orders", "order: POST /api/v1/orders", "inventory: process order_created", "payments: process order_created",
		"payments: process inventory_reserved", "order: process payment_succeeded", "inventory: process order_confirmed",
		"payments: process order_confirmed", "cart: process order_confirmed",
	}
	var spans map[string]span
	eventually(t, func() bool {
		spans = k.tree(id)
		seen := map[string]bool{}
		for _, s := range spans {
			seen[s.String()] = true
		}
		for _, w := range wanted {
			if !seen[w] {
				return false
			}
		}
		return orphans(spans) <= 1 // only the root has no parent here
	}, "one whole trace with every step of the order; it has "+fmt.Sprint(len(spans))+" spans")
	t.Log("\n" + draw(spans, "", ""))
}

// traceOf is the trace in which an order was placed, from the staff's saga view.
func traceOf(t *testing.T, s shop, order string) string {
	t.Helper()
	var story struct {
		Items []struct {
			TraceID string `json:"trace_id"`
		} `json:"items"`
		Missing []string `json:"missing"`
	}
	if err := s.call(t.Context(), http.MethodGet, "/orders/"+order+"/saga", nil, &story); err != nil {
		t.Fatal(err)
	}
	if len(story.Items) == 0 || story.Items[0].TraceID == "" {
		t.Fatalf("the saga view has no trace: %+v", story)
	}
	return story.Items[0].TraceID
}

func orphans(spans map[string]span) (n int) {
	for _, s := range spans {
		if _, known := spans[s.parent]; !known {
			n++
		}
	}
	return n
}

// draw writes the spans below parent ("" means the roots), indented.
func draw(spans map[string]span, parent, indent string) string {
	var b strings.Builder
	for id, s := range spans {
		_, known := spans[s.parent]
		if parent == "" && !known || parent != "" && s.parent == parent {
			b.WriteString(indent + s.String() + "\n" + draw(spans, id, indent+"  "))
		}
	}
	return b.String()
}
