package notification

import (
	"bytes"
	"embed"
	"fmt"
	htmltemplate "html/template"
	"net/url"
	"regexp"
	"strings"
	"text/template"

	"github.com/askcart/askcart/shared/events"
)

//go:embed templates
var templateFiles embed.FS

// details is what the templates may speak of; what a template uses and details lack is written as nothing.
type details struct {
	Name     string `json:"name,omitempty"`
	Number   string `json:"number,omitempty"`
	Lines    []line `json:"lines,omitempty"`
	Total    string `json:"total,omitempty"`
	Reason   string `json:"reason,omitempty"`
	Carrier  string `json:"carrier,omitempty"`
	Tracking string `json:"tracking,omitempty"`
	Amount   string `json:"amount,omitempty"`
	Cash     bool   `json:"cash,omitempty"` // paid when the parcel comes

	Product string `json:"product,omitempty"`
	SKU     string `json:"sku,omitempty"`
	Slug    string `json:"slug,omitempty"`
	Before  string `json:"before,omitempty"`
	Now     string `json:"now,omitempty"`

	Token string `json:"token,omitempty"`
	Title string `json:"title,omitempty"`
	Text  string `json:"text,omitempty"`
}

// line is what was ordered of one article.
type line struct {
	Name     string `json:"name"`
	Quantity int    `json:"quantity"`
	Price    string `json:"price"` // of one
}

// wording is a message in its final words: title and short in the shop, all of it but short in mail.
type wording struct {
	title, short, text, html string
}

// words puts messages into words.
type words struct {
	shop      string // address of the storefront, without a slash at the end
	templates map[string]*template.Template
	layout    *htmltemplate.Template
}

// newWords parses every template; an error is a programmer's mistake.
func newWords(shop string) (*words, error) {
	w := &words{shop: strings.TrimRight(shop, "/"), templates: map[string]*template.Template{}}
	var err error
	if w.layout, err = htmltemplate.ParseFS(templateFiles, "templates/layout.html"); err != nil {
		return nil, fmt.Errorf("read layout: %w", err)
	}
	for name := range kinds {
		if w.templates[name], err = template.ParseFS(templateFiles, "templates/"+name+".txt"); err != nil {
			return nil, fmt.Errorf("read template %s: %w", name, err)
		}
	}
	return w, nil
}

// link is where a message leads.
type link struct{ Label, URL string }

// of puts a draft into words. unsubscribe is a link that every copy by mail carries, or empty.
func (w *words) of(d draft, unsubscribe string) (wording, error) {
	t := w.templates[d.template]
	if t == nil {
		return wording{}, fmt.Errorf("no template %q", d.template)
	}
	var said [3]string
	for i, name := range []string{"title", "short", "body"} {
		var b bytes.Buffer
		if err := t.ExecuteTemplate(&b, name, d.details); err != nil {
			return wording{}, fmt.Errorf("write %s of %s: %w", name, d.template, err)
		}
		said[i] = strings.TrimSpace(b.String())
	}
	title, short, body := strings.Join(strings.Fields(said[0]), " "), said[1], tidy(said[2])
	to := w.link(d)
	html, err := w.page(title, body, to, unsubscribe)
	return wording{title, short, plain(body, to, unsubscribe), html}, err
}

// link is what a message of a template leads to. Tokens travel in the fragment: it reaches neither servers nor their logs.
func (w *words) link(d draft) link {
	switch {
	case d.template == "verify_email":
		return link{"Confirm the address", w.shop + "/verify-email#token=" + url.QueryEscape(d.details.Token)}
	case d.template == "reset_password":
		return link{"Choose a new password", w.shop + "/reset-password#token=" + url.QueryEscape(d.details.Token)}
	case d.data.OrderID != "":
		return link{"See the order", w.shop + "/orders/" + d.data.OrderID}
	case d.data.Slug != "":
		return link{"See the article", w.shop + "/p/" + url.PathEscape(d.data.Slug)}
	default:
		return link{"Go to the shop", w.shop + "/"}
	}
}

// unsubscribe is the link that ends alerts by mail for whoever has the token.
func (w *words) unsubscribe(token string) string {
	return w.shop + "/api/v1/notifications/unsubscribe?token=" + url.QueryEscape(token)
}

func plain(body string, to link, unsubscribe string) string {
	text := body + "\n\n" + to.Label + ": " + to.URL + "\n"
	if unsubscribe != "" {
		text += "\nNo more alerts by e-mail: " + unsubscribe + "\n"
	}
	return text
}

// page writes the same words as HTML, every one of them escaped.
func (w *words) page(title, body string, to link, unsubscribe string) (string, error) {
	var b bytes.Buffer
	err := w.layout.ExecuteTemplate(&b, "layout.html", map[string]any{
		"Title": title, "Paragraphs": strings.Split(body, "\n\n"), "Link": to, "Unsubscribe": unsubscribe,
	})
	if err != nil {
		return "", fmt.Errorf("write page: %w", err)
	}
	return b.String(), nil
}

var gaps = regexp.MustCompile(`\n{3,}`)

// tidy leaves one empty line between paragraphs.
func tidy(s string) string { return gaps.ReplaceAllString(s, "\n\n") }

func linesOf(o events.Order) []line {
	all := make([]line, len(o.Lines))
	for i, l := range o.Lines {
		all[i] = line{Name: l.Name, Quantity: l.Quantity, Price: l.UnitPrice.String()}
	}
	return all
}
