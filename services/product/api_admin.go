package product

import (
	"context"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/httpapi"
	"github.com/askcart/askcart/shared/money"
)

// adminRoutes are the operations with which staff write single products.
func (c *Catalog) adminRoutes(api *httpapi.API) {
	httpapi.Handle(api, op("create-product", http.MethodPost, root, auth.Staff, http.StatusConflict).
		Status(http.StatusCreated).Summary("Add a product"), c.post)
	httpapi.Handle(api, op("update-product", http.MethodPatch, root+"/{id}", auth.Staff,
		http.StatusNotFound, http.StatusConflict, http.StatusPreconditionFailed, http.StatusPreconditionRequired).
		Summary("Change the named parts of a product, when If-Match names its version"), c.patch)
	httpapi.Handle(api, op("archive-product", http.MethodDelete, root+"/{id}", auth.Staff,
		http.StatusNotFound, http.StatusPreconditionFailed).
		Summary("Take a product off the shelves; it stays readable"), c.archive)
}

type postInput struct{ Body Draft }

// Resolve reports broken rules together with what the schema refuses.
func (in *postInput) Resolve(huma.Context) []error { return details(in.Body.faults()) }

// createdProduct is a new product with where it is and its version.
type createdProduct struct {
	Location string `header:"Location"`
	ETag     string `header:"ETag"`
	Body     Detail
}

func (c *Catalog) post(ctx context.Context, in *postInput) (*createdProduct, error) {
	p, err := c.Create(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	return &createdProduct{Location: root + "/" + p.ID, ETag: p.etag(), Body: p.detail(c.shownCurrency(p))}, nil
}

type patchInput struct {
	IDOrSlug
	httpapi.IfMatch
	Body Patch
}

// Resolve reports broken rules together with what the schema refuses.
func (in *patchInput) Resolve(huma.Context) []error { return details(in.Body.draft().faults()) }

func (c *Catalog) patch(ctx context.Context, in *patchInput) (*httpapi.Tagged[Detail], error) {
	version, err := versionIn(in.Tag)
	if err != nil {
		return nil, err
	}
	p, err := c.Update(ctx, in.Ref, version, in.Body)
	return c.reply(p, err)
}

type archiveInput struct {
	IDOrSlug
	Tag string `header:"If-Match" doc:"Optional: archive this version only"`
}

func (c *Catalog) archive(ctx context.Context, in *archiveInput) (*httpapi.Tagged[Detail], error) {
	version := int64(0)
	if in.Tag != "" {
		var err error
		if version, err = versionIn(in.Tag); err != nil {
			return nil, err
		}
	}
	p, err := c.Archive(ctx, in.Ref, version)
	return c.reply(p, err)
}

func (c *Catalog) reply(p Stocked, err error) (*httpapi.Tagged[Detail], error) {
	if err != nil {
		return nil, err
	}
	return &httpapi.Tagged[Detail]{ETag: p.etag(), Body: p.detail(c.shownCurrency(p))}, nil
}

// shownCurrency is the shop's, or the main one of a product that is not sold in it.
func (c *Catalog) shownCurrency(p Stocked) money.Currency {
	if _, _, sold := p.cheapest(c.currency); sold {
		return c.currency
	}
	return p.Variants[0].Prices[0].Currency
}

var versionTag = regexp.MustCompile(`^"([1-9][0-9]{0,17})(\.[0-9a-f]{1,8})?"$`)

// versionIn is the version an If-Match names: "3", or a whole ETag of this service, "3.9fa1". Missing is 428, what no
// version can look like is 412.
func versionIn(tag string) (int64, error) {
	tag = strings.TrimSpace(tag)
	if tag == "" {
		return 0, httpapi.ErrVersionRequired
	}
	parts := versionTag.FindStringSubmatch(tag)
	if parts == nil {
		return 0, ErrVersionChanged
	}
	return strconv.ParseInt(parts[1], 10, 64)
}
