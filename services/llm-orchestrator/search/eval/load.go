package eval

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/askcart/askcart/services/llm-orchestrator/search"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
)

// Labelled is a query and what each judged product is to it: E exact, S substitute, C complement, I irrelevant.
type Labelled struct {
	ID     int               `json:"id"`
	Query  string            `json:"query"`
	Labels map[string]string `json:"labels"`
}

type product struct {
	ID          string   `json:"id"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Bullets     string   `json:"bullets"`
	Brand       string   `json:"brand"`
	Color       string   `json:"color"`
	Category    []string `json:"category"`
	Rating      float64  `json:"rating"`
	RatingCount int64    `json:"rating_count"`
}

// Load reads the labelled set of a folder into an index and its queries.
func Load(folder string) (*search.Index, []Labelled, error) {
	index := search.New()
	file, err := os.Open(filepath.Join(folder, "products.ndjson.gz"))
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = file.Close() }()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return nil, nil, fmt.Errorf("products: %w", err)
	}
	if err := each(unzipped, func(p product) { index.Put(p.item()) }); err != nil {
		return nil, nil, fmt.Errorf("products: %w", err)
	}
	judged, err := os.Open(filepath.Join(folder, "queries.ndjson"))
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = judged.Close() }()
	var queries []Labelled
	if err := each(judged, func(q Labelled) { queries = append(queries, q) }); err != nil {
		return nil, nil, fmt.Errorf("queries: %w", err)
	}
	return index, queries, nil
}

func each[T any](r io.Reader, do func(T)) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 4<<20)
	for lines.Scan() {
		var v T
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			return err
		}
		do(v)
	}
	return lines.Err()
}

func (p product) item() *search.Item {
	attributes := map[string]string{}
	if p.Color != "" {
		attributes["color"] = p.Color
	}
	return &search.Item{Product: events.Product{
		ID: p.ID, Name: p.Title, Brand: p.Brand, Category: p.Category, Attributes: attributes, Status: "active",
		Description: strings.TrimSpace(p.Description + "\n" + p.Bullets), Rating: events.Rating{Tenths: int64(p.Rating * 10), Count: p.RatingCount},
		Variants: []events.Variant{{SKU: p.ID, Prices: []money.Money{money.Of(1000, money.USD)}}},
	}}
}
