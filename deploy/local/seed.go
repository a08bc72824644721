package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"time"

	"github.com/askcart/askcart/deploy/local/catalogue"
)

func newFlags(name string, out io.Writer) *flag.FlagSet {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(out)
	return flags
}

// furnish makes the demo accounts and fills an empty shop, as far as the running parts allow.
func (s *running) furnish(ctx context.Context) error {
	has := func(name string) bool {
		return slices.ContainsFunc(s.options.parts, func(p part) bool { return p.name == name })
	}
	if !has(gatewayName) {
		return nil
	}
	admin, err := shop{gateway: s.place.url(gatewayPort)}.accounts(ctx, s.secrets)
	if err != nil || !s.options.seed || !has(productName) {
		return err
	}
	return admin.seed(ctx, false, s.out)
}

func seed(ctx context.Context, args []string, out io.Writer) error {
	flags := newFlags("seed", out)
	force := flags.Bool("force", false, "import again: resets what was changed in the demo products")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		return errUsage
	}
	admin, err := asAdmin(ctx)
	if err != nil {
		return err
	}
	return admin.seed(ctx, *force, out)
}

func importFile(ctx context.Context, args []string, out io.Writer) error {
	flags := newFlags("import", out)
	if err := flags.Parse(args); err != nil || flags.NArg() != 1 {
		return errUsage
	}
	file, err := os.Open(flags.Arg(0))
	if err != nil {
		return err
	}
	defer file.Close()
	admin, err := asAdmin(ctx)
	if err != nil {
		return err
	}
	return admin.importLines(ctx, "/products/import", file, out)
}

// asAdmin is the running shop as its admin sees it.
func asAdmin(ctx context.Context) (shop, error) {
	pl, err := here()
	if err != nil {
		return shop{}, err
	}
	d, err := readDemo(pl)
	if err != nil {
		return shop{}, err
	}
	return shop{gateway: d.Gateway}.login(ctx, d.Admin)
}

// seed imports the demo catalogue and its reviews unless the shop has them: the first product and, since an import
// may have been cut off, a review of the product that the last review is about.
func (s shop) seed(ctx context.Context, force bool, out io.Writer) error {
	drafts, reviews := lines(catalogue.Products()), lines(catalogue.Reviews())
	if !force {
		done, err := s.seeded(ctx, drafts[0], reviews[len(reviews)-1])
		if err != nil || done {
			return err
		}
	}
	fmt.Fprintf(out, "Seeding %d products and %d reviews …\n", len(drafts), len(reviews))
	if err := s.importLines(ctx, "/products/import", bytes.NewReader(catalogue.Products()), out); err != nil {
		return err
	}
	if err := s.importLines(ctx, "/reviews/import", bytes.NewReader(catalogue.Reviews()), out); err != nil {
		return err
	}
	return s.stocked(ctx, drafts[len(drafts)-1])
}

func lines(ndjson []byte) [][]byte { return bytes.Split(bytes.TrimSpace(ndjson), []byte("\n")) }

// seeded reports whether the shop has the product of draft and a review where the last one belongs.
func (s shop) seeded(ctx context.Context, draft, review []byte) (bool, error) {
	if found, err := s.product(ctx, draft); found == nil || err != nil {
		return false, err
	}
	found, err := s.product(ctx, review)
	return found != nil && found.Rating.Count > 0, err
}

// stocked waits until the product of draft can be bought: its stock takes the way through the events. The shop is
// open either way, so the wait ends after a while.
func (s shop) stocked(ctx context.Context, draft []byte) error {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		found, err := s.product(ctx, draft)
		if err == nil && found != nil && found.available() {
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// shown is what seeding needs to know of a product.
type shown struct {
	Rating   struct{ Count int }
	Variants []struct{ Available int64 }
}

func (p shown) available() bool {
	for _, v := range p.Variants {
		if v.Available > 0 {
			return true
		}
	}
	return false
}

// product is the product that a line of the catalogue names by its slug, or nil when the shop has none.
func (s shop) product(ctx context.Context, line []byte) (*shown, error) {
	var named struct{ Slug string }
	if err := json.Unmarshal(line, &named); err != nil {
		return nil, fmt.Errorf("read the demo catalogue: %w", err)
	}
	var found shown
	err := s.call(ctx, http.MethodGet, "/products/"+url.PathEscape(named.Slug), nil, &found)
	if r, ok := errors.AsType[*refusal](err); ok && r.Status == http.StatusNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &found, nil
}

// imported is the shop's report on an import.
type imported struct {
	Created, Updated int
	Failed           []struct {
		Line          int
		Code, Message string
	}
}

// importLines streams NDJSON into the shop and tells what became of it; a refused line is an error in the end.
func (s shop) importLines(ctx context.Context, path string, ndjson io.Reader, out io.Writer) error {
	var report imported
	if err := s.send(ctx, http.MethodPost, path, "application/x-ndjson", ndjson, &report); err != nil {
		return fmt.Errorf("POST %s: %w", path, err)
	}
	fmt.Fprintf(out, "POST %s: %d created, %d updated, %d refused\n", path, report.Created, report.Updated, len(report.Failed))
	for _, f := range report.Failed {
		fmt.Fprintf(out, "  line %d: %s: %s\n", f.Line, f.Code, f.Message)
	}
	if len(report.Failed) > 0 {
		return fmt.Errorf("%d lines were refused", len(report.Failed))
	}
	return nil
}
