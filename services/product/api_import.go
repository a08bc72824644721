package product

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"net/http"
	"time"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/httpapi"
	"github.com/askcart/askcart/shared/problem"
)

const (
	maxImport     = 256 << 20 // bytes
	importTimeout = 15 * time.Minute
)

// ErrMalformedForm is a body that is no multipart form.
var ErrMalformedForm = problem.New(problem.Malformed, "malformed", "the body is not a well-formed form")

// importRoutes are the operations that take many things at once.
func (c *Catalog) importRoutes(api *httpapi.API) {
	httpapi.HandleRaw(api, importOp("import-products", root+"/import").
		Summary("Create or replace a product for each line, by slug").
		Description("Each line is what POST /products takes. A line without slug replaces the product that has its SKUs. "+
			"A bad line is told in failed and stops no other."),
		func(w http.ResponseWriter, r *http.Request) {
			report, err := c.Import(r.Context(), linesOf[Draft](api, r.Body))
			answerImport(api, w, r, report, err)
		})
	httpapi.HandleRaw(api, importOp("import-reviews", "/api/v1/reviews/import").
		Summary("Add or replace a review for each line, by product and author").
		Description("Each line is {slug, author, rating, title, body}. Imported reviews are not verified."),
		func(w http.ResponseWriter, r *http.Request) {
			report, err := c.ImportReviews(r.Context(), linesOf[ImportedReview](api, r.Body))
			answerImport(api, w, r, report, err)
		})
}

func importOp(id, path string) httpapi.Operation {
	return op(id, http.MethodPost, path, auth.Staff, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType).
		Raw("application/x-ndjson").MaxBody(maxImport).Timeout(importTimeout).Answers(Imported{})
}

func answerImport(api *httpapi.API, w http.ResponseWriter, r *http.Request, report Imported, err error) {
	if err != nil {
		api.WriteError(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, report)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v) //nolint:errcheck // the client has gone
}

// linesOf reads a body line by line, blank ones skipped. A line that is too long or that is no T carries its error; an
// error of reading ends the sequence.
func linesOf[T any](api *httpapi.API, body io.Reader) iter.Seq2[Line[T], error] {
	return func(yield func(Line[T], error) bool) {
		in := bufio.NewReaderSize(body, maxLine+2) // with its line end
		for number := 1; ; number++ {
			text, tooLong, err := readLine(in)
			if err != nil && !errors.Is(err, io.EOF) {
				yield(Line[T]{}, err)
				return
			}
			line := Line[T]{Number: number}
			switch {
			case tooLong:
				line.Err = ErrLineTooLong
			case len(text) > 0:
				line.Value, line.Err = httpapi.Decode[T](api, text)
			}
			if (tooLong || len(text) > 0) && !yield(line, nil) || err != nil {
				return
			}
		}
	}
}

// readLine returns the next line without the blanks around it. What is too long is read to its end and dropped. The
// text is valid until the next call; io.EOF may come with the last line.
func readLine(in *bufio.Reader) (text []byte, tooLong bool, err error) {
	text, err = in.ReadSlice('\n')
	for errors.Is(err, bufio.ErrBufferFull) {
		tooLong = true
		_, err = in.ReadSlice('\n')
	}
	if tooLong {
		return nil, true, err
	}
	text = bytes.TrimSpace(text)
	return text, len(text) > maxLine, err
}
