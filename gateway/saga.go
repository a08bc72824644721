package gateway

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/httpapi"
	"github.com/askcart/askcart/shared/journal"
	"go.opentelemetry.io/otel/propagation"
)

const (
	sagaWait = 3 * time.Second // for one service's part; later it is missing
	sagaMax  = 8 << 20
)

// Step is one line of an order's story.
type Step struct {
	At      time.Time `json:"at"`
	Service string    `json:"service"`
	Kind    string    `json:"kind"`
	Detail  string    `json:"detail"`
	EventID *string   `json:"event_id"`
	TraceID *string   `json:"trace_id"`
}

// Saga is an order's story as all services tell it.
type Saga struct {
	Items   []Step   `json:"items"`
	Missing []string `json:"missing" doc:"Services that could not be asked"`
}

// sagas asks every service's journal, with the caller's own rights.
type sagas struct {
	upstreams map[string]string
	client    *http.Client
}

func newSagas(upstreams map[string]string, transport http.RoundTripper) *sagas {
	installed := maps.Clone(upstreams)
	maps.DeleteFunc(installed, func(_, address string) bool { return address == "" })
	return &sagas{installed, &http.Client{Transport: transport, Timeout: sagaWait}}
}

func (s *sagas) routes(api *httpapi.API) {
	httpapi.Handle(api, httpapi.Op("get-order-saga", http.MethodGet, "/api/v1/orders/{id}/saga", auth.Staff).Tag("operations").
		Summary("An order's story from all services"), s.get)
}

func (s *sagas) get(ctx context.Context, in *httpapi.IDInput) (*httpapi.Body[Saga], error) {
	return httpapi.Reply(s.tell(ctx, in.ID), nil)
}

// tell joins what the services answer in time, in the order in which it happened.
func (s *sagas) tell(ctx context.Context, orderID string) Saga {
	saga := Saga{Items: []Step{}, Missing: []string{}}
	var mu sync.Mutex
	var all sync.WaitGroup
	for name, address := range s.upstreams {
		all.Go(func() {
			lines, err := s.ask(ctx, address, orderID)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				saga.Missing = append(saga.Missing, name)
			}
			for _, l := range lines {
				saga.Items = append(saga.Items, Step{l.At, name, l.Kind, l.Detail, l.EventID, l.TraceID})
			}
		})
	}
	all.Wait()
	slices.Sort(saga.Missing)
	slices.SortStableFunc(saga.Items, func(a, b Step) int { return a.At.Compare(b.At) })
	return saga
}

func (s *sagas) ask(ctx context.Context, address, orderID string) ([]journal.Entry, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/journal?order_id="+url.QueryEscape(orderID), nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+auth.From(ctx).Token)
	propagation.TraceContext{}.Inject(ctx, propagation.HeaderCarrier(r.Header))
	res, err := s.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("journal answered %d", res.StatusCode)
	}
	var page httpapi.Page[journal.Entry]
	err = json.NewDecoder(io.LimitReader(res.Body, sagaMax)).Decode(&page)
	return page.Items, err
}
