package httpapi

import (
	"encoding/json"
	"html/template"
	"net/http"
	"path"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/swaggest/swgui/v5/static"
)

// Document is one API description that a documentation page offers.
type Document struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

// docsPolicy allows the page its own script and style files and calls to this server, nothing else.
const docsPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; " +
	"img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

var docsPage = template.Must(template.New("docs").Parse(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.}} · API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/swagger-ui-standalone-preset.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`))

// docsStart runs Swagger UI over the documents put before it; only its standalone layout, which lets one choose,
// reads a list of them. Authorize is kept over reloads.
const docsStart = `;window.onload = () => {
  window.ui = SwaggerUIBundle({
    ...(documents.length > 1 ? { urls: documents } : { url: documents[0].url }), dom_id: "#swagger-ui", deepLinking: true, persistAuthorization: true,
    tryItOutEnabled: true, displayRequestDuration: true, filter: true, validatorUrl: null,
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
    layout: documents.length > 1 ? "StandaloneLayout" : "BaseLayout",
  });
};
`

// Docs serves Swagger UI with embedded assets under /docs on r, for one or more documents.
func Docs(r chi.Router, title string, documents ...Document) {
	list, err := json.Marshal(documents)
	if err != nil {
		panic(err) // two strings always marshal
	}
	page := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", docsPolicy)
		w.Header().Set("Cache-Control", "no-cache")
		docsPage.Execute(w, title) //nolint:errcheck // the client has gone
	}
	r.Get("/docs", page)
	r.Get("/docs/", page)
	r.Get("/docs/start.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		w.Write([]byte("const documents = " + string(list) + docsStart))
	})
	r.Get("/docs/{asset}", docsAsset)
}

var docsTypes = map[string]string{".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".png": "image/png"}

// docsAsset sends an embedded file. Most exist only compressed, which every browser takes.
func docsAsset(w http.ResponseWriter, r *http.Request) {
	name := chi.URLParam(r, "asset")
	kind, known := docsTypes[path.Ext(name)]
	body, err := static.FS.ReadFile(name + ".gz")
	if err == nil {
		w.Header().Set("Content-Encoding", "gzip")
	} else {
		body, err = static.FS.ReadFile(name)
	}
	if err != nil || !known || strings.Contains(name, "/") {
		w.Header().Del("Content-Encoding")
		WriteProblem(w, r, ErrNoSuchPath)
		return
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "public, max-age=86400")
	w.Write(body)
}

// docs serves this API's document and the page for it.
func (a *API) docs(title string) {
	Docs(a.router, title, Document{Name: title, URL: "/openapi.json"})
	a.router.Get("/openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Write(a.Document())
	})
}
