package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"html/template"
	"net/http"
	"strings"
)

// page is index.html of the build, cut where the server writes into it.
type page struct{ text string }

const (
	headMark  = "<!--head-->"
	dataMark  = "<!--data-->"
	nonceMark = "__CSP_NONCE__"
)

func newPage(files assets) (*page, error) {
	index := files["/index.html"]
	if index == nil {
		return nil, errors.New("the storefront's build has no index.html: run its build first")
	}
	text := string(index.body)
	for _, mark := range []string{headMark, dataMark, nonceMark} {
		if !strings.Contains(text, mark) {
			return nil, errors.New("the storefront's index.html has no " + mark)
		}
	}
	delete(files, "/index.html") // only ever served as a page
	return &page{text}, nil
}

// view is what the server knows of a page before the app starts.
type view struct {
	Status      int
	Title       string
	Description string
	Canonical   string
	Kind        string // Open Graph type
	Image       string
	Price       string // decimal, for Open Graph
	Currency    string
	NoIndex     bool
	Structured  any // JSON-LD
	Data        any // first data of the app
}

var head = template.Must(template.New("head").Parse(
	`<title>{{.Title}}</title>
{{- if .Description}}<meta name="description" content="{{.Description}}">{{end}}
{{- if .NoIndex}}<meta name="robots" content="noindex">{{else}}<link rel="canonical" href="{{.Canonical}}">
<meta property="og:site_name" content="AskCart"><meta property="og:type" content="{{.Kind}}"><meta property="og:title" content="{{.Title}}">
<meta property="og:description" content="{{.Description}}"><meta property="og:url" content="{{.Canonical}}">
{{- if .Image}}<meta property="og:image" content="{{.Image}}">{{end}}
{{- if .Price}}<meta property="product:price:amount" content="{{.Price}}"><meta property="product:price:currency" content="{{.Currency}}">{{end}}{{end}}`))

// write answers with the page that shows v.
func (p *page) write(w http.ResponseWriter, r *http.Request, v view) {
	var b bytes.Buffer
	if err := head.Execute(&b, v); err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	if v.Structured != nil {
		b.WriteString(script("application/ld+json", "", v.Structured))
	}
	nonce := newNonce()
	text := strings.Replace(p.text, headMark, b.String(), 1)
	data := ""
	if v.Data != nil {
		data = script("application/json", "initial-data", v.Data)
	}
	text = strings.Replace(text, dataMark, data, 1)
	text = strings.ReplaceAll(text, nonceMark, nonce)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy(nonce))
	h.Set("Cache-Control", "no-cache")
	h.Set("Vary", "Accept-Encoding")
	body := []byte(text)
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		if small := compress(body); small != nil {
			h.Set("Content-Encoding", "gzip")
			body = small
		}
	}
	w.WriteHeader(v.Status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

// script is a data block, which no browser runs. json.Marshal escapes <, > and &, so the data
// cannot end it.
func script(mediaType, id string, data any) string {
	text, err := json.Marshal(data)
	if err != nil {
		return ""
	}
	if id != "" {
		id = ` id="` + id + `"`
	}
	return `<script type="` + mediaType + `"` + id + `>` + string(text) + `</script>`
}
