package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/askcart/askcart/deploy/local/document"
	"github.com/askcart/askcart/shared/events"
)

// generatePorts is how far the throw-away stack of generate is shifted, so that it runs beside the real one; below the
// ports that systems give to outgoing connections.
const generatePorts = 11_500

// errDone ends the throw-away stack when its documents are read.
var errDone = errors.New("documents are written")

// generate writes docs/openapi, docs/events, docs/events.md, docs/env.md and every .env.example from the code: the
// OpenAPI documents as the running services serve them, on a throw-away stack.
func generate(ctx context.Context, args []string, out io.Writer) error {
	flags := newFlags("generate", out)
	breaking := flags.Bool("breaking", false, "write event schemas although readers of the old ones would miss something")
	if err := flags.Parse(args); err != nil {
		return errUsage
	}
	pl, err := here()
	if err != nil {
		return err
	}
	if err := writeEvents(pl.checkout, *breaking); err != nil {
		return err
	}
	if err := writeEnvironment(pl.checkout); err != nil {
		return err
	}
	return writeOpenAPI(ctx, pl, out)
}

// writeOpenAPI runs the services and keeps what they say of themselves.
func writeOpenAPI(ctx context.Context, pl place, out io.Writer) error {
	dir, err := os.MkdirTemp("", "askcart-generate-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	chosen, err := choose("", storefrontName)
	if err != nil {
		return err
	}
	throwaway := place{checkout: pl.checkout, data: dir, shift: generatePorts}
	err = stack(ctx, throwaway, options{parts: chosen}, io.Discard, func(ctx context.Context) error {
		docs := map[string][]byte{}
		for _, p := range chosen {
			if docs[p.name], err = fetch(ctx, throwaway.url(p.port)+"/openapi.json"); err != nil {
				return err
			}
		}
		if err := keepOpenAPI(pl.checkout, docs); err != nil {
			return err
		}
		return errDone
	})
	if !errors.Is(err, errDone) {
		return err
	}
	fmt.Fprintln(out, "docs/openapi, docs/events, docs/env.md and the .env.example files are written")
	return nil
}

func fetch(ctx context.Context, url string) ([]byte, error) {
	client := &http.Client{Timeout: 5 * time.Second}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	answer, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answers %d", url, answer.StatusCode)
	}
	return io.ReadAll(answer.Body)
}

// keepOpenAPI writes each service's document; the gateway's is that of all of them.
func keepOpenAPI(checkout string, docs map[string][]byte) error {
	for name, doc := range docs {
		text, err := document.Indented(doc)
		if err != nil {
			return err
		}
		if name == gatewayName {
			name = "askcart"
		}
		if err := write(filepath.Join(checkout, "docs", "openapi", name+".json"), text); err != nil {
			return err
		}
	}
	return nil
}

func writeEvents(checkout string, breaking bool) error {
	folder := filepath.Join(checkout, "docs", "events")
	for _, t := range events.Topics() {
		schema, err := document.Schema(t)
		if err != nil {
			return err
		}
		file := filepath.Join(folder, t.Name+".json")
		if old, err := os.ReadFile(file); err == nil && !breaking {
			missed, err := document.Breaking(old, schema)
			if err != nil {
				return err
			}
			if len(missed) > 0 {
				return fmt.Errorf("readers of %s would miss something: %s (events only grow; --breaking writes it all the same)",
					t.Name, strings.Join(missed, "; "))
			}
		}
		if err := write(file, schema); err != nil {
			return err
		}
	}
	heard, err := subscriptions(checkout)
	if err != nil {
		return err
	}
	async, err := document.AsyncAPI(events.Topics())
	if err != nil {
		return err
	}
	return errors.Join(
		write(filepath.Join(checkout, "docs", "asyncapi.json"), async),
		write(filepath.Join(checkout, "docs", "events.md"), []byte(document.EventsPage(events.Topics(), heard))),
	)
}

var (
	subscription = regexp.MustCompile(`inbox\.On\(events\.(\w+)`)
	capital      = regexp.MustCompile(`[A-Z]`)
)

// subscriptions reads from the services' events.go who hears which topic.
func subscriptions(checkout string) (map[string][]string, error) {
	files, err := filepath.Glob(filepath.Join(checkout, "services", "*", "events*.go"))
	if err != nil {
		return nil, err
	}
	heard := map[string][]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		service := filepath.Base(filepath.Dir(file))
		for _, found := range subscription.FindAllStringSubmatch(string(text), -1) {
			topic := strings.TrimPrefix(capital.ReplaceAllStringFunc(found[1], func(c string) string { return "_" + strings.ToLower(c) }), "_")
			if !slices.Contains(heard[topic], service) {
				heard[topic] = append(heard[topic], service)
			}
		}
	}
	return heard, nil
}

func writeEnvironment(checkout string) error {
	var programs []document.Program
	for _, p := range parts {
		program := document.Program{Name: p.name, Folder: p.folder, Fields: p.variables}
		programs = append(programs, program)
		if err := write(filepath.Join(checkout, p.folder, ".env.example"), []byte(document.Example(program))); err != nil {
			return err
		}
	}
	return write(filepath.Join(checkout, "docs", "env.md"), []byte(document.EnvironmentPage(programs)))
}

func write(file string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o644)
}
