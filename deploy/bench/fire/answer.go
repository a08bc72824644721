package fire

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http/httputil"
	"strconv"
)

var errAnswer = errors.New("the answer is no HTTP/1.1 with a known length")

// answer reads one answer off a connection and returns its status and the length of its body.
func answer(in *bufio.Reader) (status int, length int64, err error) {
	first, err := in.ReadSlice('\n')
	if err != nil {
		return 0, 0, err
	}
	if len(first) < 12 || !bytes.HasPrefix(first, []byte("HTTP/1.1 ")) {
		return 0, 0, fmt.Errorf("%w: %.40q", errAnswer, first)
	}
	if status, err = strconv.Atoi(string(first[9:12])); err != nil {
		return 0, 0, errAnswer
	}
	length, chunked, err := headers(in)
	switch {
	case err != nil:
		return 0, 0, err
	case chunked:
		length, err = io.Copy(io.Discard, httputil.NewChunkedReader(in))
		if err == nil {
			_, err = in.Discard(2) // the line end after the last chunk, which its reader leaves
		}
	case length < 0 && (status == 204 || status == 304):
		length = 0
	case length < 0:
		err = errAnswer
	default:
		_, err = in.Discard(int(length))
	}
	return status, length, err
}

// headers reads up to the body; length is -1 when none is told.
func headers(in *bufio.Reader) (length int64, chunked bool, err error) {
	length = -1
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return 0, false, err
		}
		name, value, ok := bytes.Cut(bytes.TrimSpace(line), []byte(":"))
		switch {
		case !ok:
			return length, chunked, nil
		case bytes.EqualFold(name, []byte("Content-Length")):
			if length, err = strconv.ParseInt(string(bytes.TrimSpace(value)), 10, 64); err != nil {
				return 0, false, errAnswer
			}
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			chunked = bytes.EqualFold(bytes.TrimSpace(value), []byte("chunked"))
		}
	}
}
