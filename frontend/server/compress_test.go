package server

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestOnlyWhatEverybodyMayReadIsCompressed(t *testing.T) {
	t.Parallel()
	front := storefront(t, gateway(t).URL)
	shelf := front.URL + "/api/v1/products/ridgeline-boot"

	res, body := get(t, shelf, "Accept-Encoding: gzip")
	unzipped, err := gzip.NewReader(strings.NewReader(body))
	if err != nil {
		t.Fatalf("public JSON did not come compressed: %v, %q", err, body)
	}
	if plain, err := io.ReadAll(unzipped); err != nil || string(plain) != boot {
		t.Errorf("after decompressing: %q, %v", plain, err)
	}
	if vary := res.Header.Get("Vary"); vary != "Accept-Encoding" {
		t.Errorf("Vary = %q: a cache would give it to clients that cannot read it", vary)
	}

	for name, header := range map[string]string{
		"a shopper's answer":             "Authorization: Bearer secret",
		"a looked-up order's answer":     "X-Order-Token: secret",
		"an answer nobody can unzip now": "Accept-Encoding: identity",
	} {
		headers := []string{"Accept-Encoding: gzip", header}
		if res, body := get(t, shelf, headers...); res.Header.Get("Content-Encoding") != "" || body != boot {
			t.Errorf("%s came changed: %q %q", name, res.Header.Get("Content-Encoding"), body)
		}
	}
}

func TestACompressedAnswersTagIsWeak(t *testing.T) {
	t.Parallel()
	tagged := &http.Response{
		StatusCode: http.StatusOK,
		Header:     http.Header{"Content-Type": {"application/json"}, "Etag": {`"3"`}},
		Body:       io.NopCloser(strings.NewReader(boot)),
		Request:    &http.Request{Method: http.MethodGet, Header: http.Header{"Accept-Encoding": {"gzip"}}},
	}
	if err := compressPublic(tagged); err != nil {
		t.Fatal(err)
	}
	if tag := tagged.Header.Get("ETag"); tag != `W/"3"` {
		t.Errorf("ETag = %s, want W/\"3\"", tag)
	}
}
