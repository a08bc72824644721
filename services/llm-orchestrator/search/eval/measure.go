package eval

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/askcart/askcart/services/llm-orchestrator/search"
	"github.com/askcart/askcart/shared/money"
)

// Score is how one query, or many on average, was answered.
type Score struct {
	NDCG   float64 // at 10
	Recall float64 // share of the exact products among the first 100
	Empty  float64 // 1 when nothing was found
}

var gains = map[string]float64{"E": 1, "S": .1, "C": .01}

// Measure searches for each query and scores the answers.
func Measure(index *search.Index, queries []Labelled) []Score {
	scores := make([]Score, len(queries))
	for i, q := range queries {
		r := index.Search(search.Request{Text: q.Query, Sort: search.Relevance, Limit: 100, Filter: search.Filter{Currency: money.USD}})
		ids := make([]string, len(r.Hits))
		for j, h := range r.Hits {
			ids[j] = h.ID
		}
		scores[i] = score(ids, q.Labels)
	}
	return scores
}

func score(found []string, labels map[string]string) Score {
	ideal := make([]float64, 0, len(labels))
	exact := 0
	for _, l := range labels {
		ideal = append(ideal, gains[l])
		if l == "E" {
			exact++
		}
	}
	slices.SortFunc(ideal, func(a, b float64) int { return int(math.Copysign(1, b-a)) })
	got := make([]float64, len(found))
	hit := 0
	for i, id := range found {
		got[i] = gains[labels[id]]
		if labels[id] == "E" {
			hit++
		}
	}
	s := Score{}
	if best := dcg(ideal); best > 0 {
		s.NDCG = dcg(got) / best
	}
	if exact > 0 {
		s.Recall = float64(hit) / float64(exact)
	}
	if len(found) == 0 {
		s.Empty = 1
	}
	return s
}

// dcg is Σ gain / log2(rank + 1) over the first ten.
func dcg(gains []float64) float64 {
	sum := 0.0
	for i, g := range gains[:min(10, len(gains))] {
		sum += g / math.Log2(float64(i)+2)
	}
	return sum
}

// Mean is the average of scores.
func Mean(scores []Score) Score {
	var m Score
	n := float64(len(scores))
	for _, s := range scores {
		m.NDCG += s.NDCG / n
		m.Recall += s.Recall / n
		m.Empty += s.Empty / n
	}
	return m
}

// Interval is the 95 % bootstrap interval of the mean NDCG.
func Interval(scores []Score) (low, high float64) {
	r := rand.New(rand.NewPCG(1, 2))
	means := make([]float64, 2000)
	for i := range means {
		for range scores {
			means[i] += scores[r.IntN(len(scores))].NDCG / float64(len(scores))
		}
	}
	slices.Sort(means)
	return means[50], means[1949]
}
