package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/askcart/askcart/shared/httpapi"
	"github.com/askcart/askcart/shared/problem"
	"github.com/go-chi/chi/v5"
)

const (
	docsKept = 30 * time.Second // a service's document, before it is asked for again
	docsMax  = 8 << 20
)

var errNoSuchDocument = problem.New(problem.NotFound, "no_such_service", "there is no such service")

// docs serves one documentation page over all services, from the documents they publish.
type docs struct {
	upstreams map[string]string
	client    *http.Client
	own       *httpapi.API
	mu        sync.Mutex
	kept      map[string]kept
}

type kept struct {
	doc  document
	read time.Time
}

func newDocs(upstreams map[string]string, transport http.RoundTripper, own *httpapi.API) *docs {
	return &docs{upstreams, &http.Client{Transport: transport, Timeout: 2 * time.Second}, own, sync.Mutex{}, map[string]kept{}}
}

func (d *docs) routes(r chi.Router) {
	pages := []httpapi.Document{{Name: "the whole shop", URL: "/openapi.json"}}
	for _, name := range d.names() {
		pages = append(pages, httpapi.Document{Name: name, URL: "/docs/openapi/" + name + ".json"})
	}
	httpapi.Docs(r, "AskCart", pages...)
	r.Get("/openapi.json", d.whole)
	r.Get("/docs/openapi/{name}.json", d.one)
}

// names lists the gateway and the installed services.
func (d *docs) names() []string {
	names := []string{}
	for name, address := range d.upstreams {
		if address != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return append([]string{"gateway"}, names...)
}

func (d *docs) one(w http.ResponseWriter, r *http.Request) {
	name := chi.URLParam(r, "name")
	if !slices.Contains(d.names(), name) {
		httpapi.WriteProblem(w, r, errNoSuchDocument)
		return
	}
	doc, err := d.of(r.Context(), name)
	if err != nil {
		httpapi.WriteProblem(w, r, errUnreachable)
		return
	}
	sendJSON(w, doc.public())
}

// whole is the public part of all documents in one; services that are down are missing from it.
func (d *docs) whole(w http.ResponseWriter, r *http.Request) {
	all := newMerged()
	for _, name := range d.names() {
		if doc, err := d.of(r.Context(), name); err == nil {
			all.add(name, doc.public())
		}
	}
	sendJSON(w, all.document)
}

func sendJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-cache")
	json.NewEncoder(w).Encode(v) //nolint:errcheck // the client has gone
}

// of is a service's document, at most half a minute old unless the service is down since.
func (d *docs) of(ctx context.Context, name string) (document, error) {
	if name == "gateway" {
		return parseDocument(strings.NewReader(string(d.own.Document())))
	}
	d.mu.Lock()
	have, ok := d.kept[name]
	d.mu.Unlock()
	if ok && time.Since(have.read) < docsKept {
		return have.doc, nil
	}
	doc, err := d.fetch(ctx, d.upstreams[name])
	if err != nil {
		if ok {
			return have.doc, nil
		}
		return document{}, err
	}
	d.mu.Lock()
	d.kept[name] = kept{doc, time.Now()}
	d.mu.Unlock()
	return doc, nil
}

func (d *docs) fetch(ctx context.Context, address string) (document, error) {
	if address == "" {
		return document{}, errors.New("not installed")
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/openapi.json", nil)
	if err != nil {
		return document{}, err
	}
	res, err := d.client.Do(r)
	if err != nil {
		return document{}, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return document{}, fmt.Errorf("document answered %d", res.StatusCode)
	}
	return parseDocument(io.LimitReader(res.Body, docsMax))
}
