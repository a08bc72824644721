package product

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/httpapi"
)

// formSlack is what a multipart body may have beside the picture.
const formSlack = 64 << 10

// mediaRoutes are upload and delivery of pictures.
func (c *Catalog) mediaRoutes(api *httpapi.API) {
	httpapi.HandleRaw(api, httpapi.Op("upload-media", http.MethodPost, "/api/v1/media", auth.Staff,
		http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity).
		Tag("media").Summary("Store a picture (form field file: PNG, JPEG, WebP or GIF, at most 8 MiB)").
		Raw("multipart/form-data").MaxBody(maxMedia+formSlack).Status(http.StatusCreated).Answers(Uploaded{}),
		func(w http.ResponseWriter, r *http.Request) { c.upload(api, w, r) })
	describeForm(api)
	httpapi.HandleRaw(api, httpapi.Op("get-media", http.MethodGet, "/media/{name}", auth.Public, http.StatusNotFound).
		Tag("media").Summary("A stored picture; its name says what it holds, so it never changes"),
		func(w http.ResponseWriter, r *http.Request) { c.serveMedia(api, w, r) })
}

// describeForm documents the form of an upload, so that the page at /docs offers to choose a file.
func describeForm(api *httpapi.API) {
	api.OpenAPI().Paths["/api/v1/media"].Post.RequestBody.Content["multipart/form-data"].Schema = &huma.Schema{
		Type: huma.TypeObject, Required: []string{"file"},
		Properties: map[string]*huma.Schema{"file": {Type: huma.TypeString, Format: "binary", Description: "The picture"}},
	}
}

// Uploaded says where an uploaded picture is served.
type Uploaded struct {
	URL string `json:"url" doc:"To use in images[].url"`
}

func (c *Catalog) upload(api *httpapi.API, w http.ResponseWriter, r *http.Request) {
	data, err := uploaded(r)
	var url string
	if err == nil {
		url, err = c.Upload(data)
	}
	if err != nil {
		api.WriteError(w, r, err)
		return
	}
	w.Header().Set("Location", url)
	writeJSON(w, http.StatusCreated, Uploaded{url})
}

// uploaded reads the form field file.
func uploaded(r *http.Request) ([]byte, error) {
	form, err := r.MultipartReader()
	if err != nil {
		return nil, httpapi.ErrUnsupportedMedia
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, ErrNoPicture
		}
		if err != nil {
			return nil, unreadable(err)
		}
		if part.FormName() == "file" {
			return readPart(part)
		}
	}
}

func readPart(part *multipart.Part) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(part, maxMedia+1))
	if err != nil {
		return nil, unreadable(err)
	}
	if len(data) > maxMedia {
		return nil, httpapi.ErrBodyTooLarge
	}
	return data, nil
}

// unreadable tells a body that is too large from one that is no form.
func unreadable(err error) error {
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return err
	}
	return ErrMalformedForm
}

func (c *Catalog) serveMedia(api *httpapi.API, w http.ResponseWriter, r *http.Request) {
	name := chi.URLParam(r, "name")
	kind, ok := mediaType(name)
	if !ok {
		api.WriteError(w, r, ErrMediaNotFound)
		return
	}
	f, err := c.shelf.open(name)
	if err != nil {
		api.WriteError(w, r, err)
		return
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		api.WriteError(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("ETag", `"`+name[:16]+`"`)
	http.ServeContent(w, r, "", info.ModTime(), f)
}
