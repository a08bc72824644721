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
	return admin.importProducts(ctx, file, out)
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

// seed imports the demo catalogue unless the shop has it: its first product and, since an import may have been cut
// off, its last.
func (s shop) seed(ctx context.Context, force bool, out io.Writer) error {
	lines := bytes.Split(bytes.TrimSpace(catalogue.Products()), []byte("\n"))
	if !force {
		first, err := s.knows(ctx, lines[0])
		if err != nil {
			return err
		}
		last, err := s.knows(ctx, lines[len(lines)-1])
		if err != nil || first && last {
			return err
		}
	}
	fmt.Fprintf(out, "Seeding %d products …\n", len(lines))
	return s.importProducts(ctx, bytes.NewReader(catalogue.Products()), out)
}

// knows reports whether the shop has the product of a draft.
func (s shop) knows(ctx context.Context, draft []byte) (bool, error) {
	var product struct{ Slug string }
	if err := json.Unmarshal(draft, &product); err != nil {
		return false, fmt.Errorf("read the demo catalogue: %w", err)
	}
	err := s.call(ctx, http.MethodGet, "/products/"+url.PathEscape(product.Slug), nil, nil)
	if r, ok := errors.AsType[*refusal](err); ok && r.Status == http.StatusNotFound {
		return false, nil
	}
	return err == nil, err
}

// imported is the shop's report on an import.
type imported struct {
	Created, Updated int
	Failed           []struct {
		Line          int
		Code, Message string
	}
}

// importProducts streams drafts into the shop and tells what became of them; a refused line is an error in the end.
func (s shop) importProducts(ctx context.Context, drafts io.Reader, out io.Writer) error {
	var report imported
	if err := s.send(ctx, http.MethodPost, "/products/import", "application/x-ndjson", drafts, &report); err != nil {
		return fmt.Errorf("import products: %w", err)
	}
	fmt.Fprintf(out, "Imported: %d created, %d updated, %d refused\n", report.Created, report.Updated, len(report.Failed))
	for _, f := range report.Failed {
		fmt.Fprintf(out, "  line %d: %s: %s\n", f.Line, f.Code, f.Message)
	}
	if len(report.Failed) > 0 {
		return fmt.Errorf("%d lines were refused", len(report.Failed))
	}
	return nil
}
