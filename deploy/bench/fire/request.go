package fire

import (
	"bytes"
	"fmt"
)

// Request is one that is sent as it is.
type Request []byte

// Get prepares a GET of path with headers such as "Authorization: Bearer …".
func Get(host, path string, headers ...string) Request {
	return prepare("GET", host, path, nil, headers)
}

// Post prepares a POST of a JSON body.
func Post(host, path string, body []byte, headers ...string) Request {
	return prepare("POST", host, path, body, append([]string{"Content-Type: application/json"}, headers...))
}

func prepare(method, host, path string, body []byte, headers []string) Request {
	var text bytes.Buffer
	fmt.Fprintf(&text, "%s %s HTTP/1.1\r\nHost: %s\r\nAccept: application/json\r\n", method, path, host)
	for _, h := range headers {
		fmt.Fprintf(&text, "%s\r\n", h)
	}
	if body != nil {
		fmt.Fprintf(&text, "Content-Length: %d\r\n", len(body))
	}
	text.WriteString("\r\n")
	text.Write(body)
	return text.Bytes()
}
