package httpapi

import (
	"net/http"
	"reflect"
	"time"

	"github.com/askcart/askcart/shared/auth"
	"github.com/danielgtaylor/huma/v2"
)

const (
	defaultMaxBody = 1 << 20
	defaultTimeout = 25 * time.Second // below the server's write time-out, so that the answer still leaves
)

// Operation is one entry of a service's HTTP surface. Build it with Op; every method returns a
// changed copy.
type Operation struct {
	id, method, path string
	access           auth.Access
	failures         []int
	summary, detail  string
	tags             []string
	status           int
	maxBody          int64
	timeout          time.Duration
	raw              bool
	takes            []string
	answers          reflect.Type
	events           []event
}

type event struct {
	name string
	data reflect.Type
}

// Op describes an operation. id names the function of the generated client (kebab-case), access
// is who may call it, failures are statuses it may answer beyond the usual ones.
func Op(id, method, path string, access auth.Access, failures ...int) Operation {
	return Operation{
		id: id, method: method, path: path, access: access, failures: failures,
		maxBody: defaultMaxBody, timeout: defaultTimeout,
	}
}

// Summary is the line shown in the documentation.
func (o Operation) Summary(s string) Operation { o.summary = s; return o }

// Description is the longer text below it, in Markdown.
func (o Operation) Description(s string) Operation { o.detail = s; return o }

// Tag groups the operation in the documentation.
func (o Operation) Tag(s string) Operation {
	o.tags = append(o.tags[:len(o.tags):len(o.tags)], s)
	return o
}

// Status is that of success; 200 (204 without a body) when not given.
func (o Operation) Status(s int) Operation { o.status = s; return o }

// MaxBody is the largest accepted body in bytes; 1 MiB when not given.
func (o Operation) MaxBody(n int64) Operation { o.maxBody = n; return o }

// Timeout is how long reading, handling and answering may take together; 25 s when not given.
func (o Operation) Timeout(d time.Duration) Operation { o.timeout = d; return o }

// Raw says that the body is one of these media types (any when none) and nothing checks it but
// the handler: multipart, NDJSON, signed webhooks.
func (o Operation) Raw(mediaTypes ...string) Operation { o.raw, o.takes = true, mediaTypes; return o }

// Answers documents the JSON answer of a raw operation by a sample of its type.
func (o Operation) Answers(sample any) Operation { o.answers = reflect.TypeOf(sample); return o }

// Event documents one kind of event of a stream by a sample of its data.
func (o Operation) Event(name string, sample any) Operation {
	o.events = append(o.events[:len(o.events):len(o.events)], event{name, reflect.TypeOf(sample)})
	return o
}

// huma returns the operation in huma's terms, with the statuses every operation may answer.
func (o Operation) huma() huma.Operation {
	h := huma.Operation{
		OperationID: o.id, Method: o.method, Path: o.path, Summary: o.summary, Description: o.detail,
		Tags: o.tags, DefaultStatus: o.status, Errors: o.errors(), SkipValidateBody: o.raw,
		MaxBodyBytes:    o.maxBody + 1, // huma refuses a body of exactly this size
		BodyReadTimeout: min(o.timeout, 15*time.Second),
	}
	if o.summary == "" {
		h.Summary = summarize(o.id)
	}
	if o.access != auth.Public {
		h.Security = []map[string][]string{{"bearer": {}}}
	} else {
		h.Security = []map[string][]string{{}, {"bearer": {}}}
	}
	return h
}

// errors lists the documented failures without repetition.
func (o Operation) errors() []int {
	all := append([]int{http.StatusBadRequest}, o.failures...)
	if o.access != auth.Public {
		all = append(all, http.StatusUnauthorized)
	}
	if o.access == auth.Staff {
		all = append(all, http.StatusForbidden)
	}
	seen, once := map[int]bool{}, []int{}
	for _, s := range append(all, http.StatusServiceUnavailable) {
		if !seen[s] {
			seen[s] = true
			once = append(once, s)
		}
	}
	return once
}
