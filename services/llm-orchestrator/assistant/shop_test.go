package assistant

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/askcart/askcart/services/llm-orchestrator/search"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
)

// shop is the demo catalogue as tools, with the orders and the cart that a test puts in.
type shop struct {
	index   *search.Index
	slugs   map[string]string
	reviews map[string][]Review
	orders  []Order
	cart    Cart
	down    bool
}

func demo(t testing.TB) *shop {
	t.Helper()
	s := &shop{index: search.New(), slugs: map[string]string{}, reviews: map[string][]Review{}}
	each(t, "reviews.ndjson", func(line []byte, _ int) {
		var r struct {
			Slug string
			Review
		}
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		s.reviews[r.Slug] = append(s.reviews[r.Slug], r.Review)
	})
	each(t, "products.ndjson", func(line []byte, n int) {
		var d struct {
			events.Product
			Category string `json:"category"`
		}
		if err := json.Unmarshal(line, &d); err != nil {
			t.Fatal(err)
		}
		i := &search.Item{Product: d.Product, Stock: map[string]int64{}}
		i.ID, i.Category = fmt.Sprintf("00000000-0000-7000-8000-%012d", n), strings.Split(d.Category, "/")
		for _, v := range i.Variants {
			i.Stock[v.SKU] = v.InitialStock
		}
		sum := 0
		for _, r := range s.reviews[i.Slug] {
			sum += r.Rating * 10
		}
		if n := len(s.reviews[i.Slug]); n > 0 {
			i.Rating = events.Rating{Tenths: int64(sum / n), Count: int64(n)}
		}
		s.slugs[i.Slug] = i.ID
		s.index.Put(i)
	})
	s.index.SetSynonyms(search.NewSynonyms([][]string{{"trainers", "sneakers", "running shoes"}, {"couch", "sofa"}}))
	return s
}

func each(t testing.TB, file string, do func(line []byte, n int)) {
	t.Helper()
	text, err := os.ReadFile("../../../deploy/local/catalogue/" + file)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 1<<20)
	for n := 0; lines.Scan(); n++ {
		do(lines.Bytes(), n)
	}
}

func (s *shop) Search(_ context.Context, text string, limit int) search.Result {
	return s.index.Search(search.Request{Text: text, Limit: limit, Sort: search.Relevance, Filter: search.Filter{Currency: money.USD}})
}

func (s *shop) Named(text string) []*search.Item { return s.index.Named(text) }

func (s *shop) Product(id string) (*search.Item, bool) { return s.index.Item(id) }

func (s *shop) Stock(_ context.Context, i *search.Item) (map[string]int64, time.Time) {
	return i.Stock, time.Now()
}

func (s *shop) Reviews(_ context.Context, id string) ([]Review, error) {
	for slug, own := range s.slugs {
		if own == id {
			return s.reviews[slug], nil
		}
	}
	return nil, nil
}

func (s *shop) Cart(context.Context) (Cart, error) {
	if s.down {
		return Cart{}, ErrUnreachable
	}
	return s.cart, nil
}

func (s *shop) Orders(context.Context) ([]Order, error) {
	if s.down {
		return nil, ErrUnreachable
	}
	return s.orders, nil
}

func (s *shop) Currency() money.Currency { return money.USD }

func (s *shop) item(t testing.TB, slug string) *search.Item {
	t.Helper()
	i, ok := s.index.Item(s.slugs[slug])
	if !ok {
		t.Fatalf("there is no %s", slug)
	}
	return i
}

// ask answers one message of a conversation.
func (s *shop) ask(t testing.TB, text string, before ...Reply) Reply {
	turn := Turn{Text: text, Now: time.Now()}
	if len(before) > 0 {
		turn.Memory = before[0].Memory
	}
	return Answer(t.Context(), s, turn)
}
