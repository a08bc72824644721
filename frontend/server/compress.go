package server

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// compressPublic compresses what the catalogue answers to everybody: shelves are most of what a page fetches.
// An answer to somebody stays as it is: compressed beside words an attacker chose, its length would tell its secrets.
func compressPublic(res *http.Response) error {
	if !public(res.Request) || !isJSON(res.Header) || res.StatusCode != http.StatusOK || res.Header.Get("Content-Encoding") != "" {
		return nil
	}
	res.Header.Add("Vary", "Accept-Encoding")
	if !strings.Contains(res.Request.Header.Get("Accept-Encoding"), "gzip") {
		return nil
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if err := res.Body.Close(); err != nil {
		return err
	}
	if small := compress(body); small != nil {
		body = small
		res.Header.Set("Content-Encoding", "gzip")
		if tag := res.Header.Get("ETag"); strings.HasPrefix(tag, `"`) {
			res.Header.Set("ETag", "W/"+tag) // equal in meaning, no longer in bytes
		}
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	res.ContentLength = int64(len(body))
	res.Header.Set("Content-Length", strconv.Itoa(len(body)))
	return nil
}

// public reports whether a request asks as nobody in particular.
func public(r *http.Request) bool {
	return r.Method == http.MethodGet && r.Header.Get("Authorization") == "" && r.Header.Get("X-Order-Token") == ""
}

func isJSON(h http.Header) bool {
	mediaType, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	return err == nil && mediaType == "application/json"
}
