package eval

import (
	"flag"
	"testing"
	"time"
)

var folder = flag.String("esci", "", "folder of a labelled set; the measurement is left out without it")

// bar is what ranking must reach without any outside model.
const bar = .60

func TestEvalReachesTheBar(t *testing.T) {
	if *folder == "" {
		t.Skip("no -esci FOLDER")
	}
	begin := time.Now()
	index, queries, err := Load(*folder)
	if err != nil {
		t.Fatal(err)
	}
	loaded := time.Since(begin)
	begin = time.Now()
	scores := Measure(index, queries)
	each := time.Since(begin) / time.Duration(len(queries))
	m := Mean(scores)
	low, high := Interval(scores)
	t.Logf("%d products in %s, %d queries at %s", index.Len(), loaded, len(queries), each)
	t.Logf("NDCG@10 %.3f [%.3f, %.3f]  R100 %.3f  empty %.3f", m.NDCG, low, high, m.Recall, m.Empty)
	if testing.Verbose() {
		for i, q := range queries {
			t.Logf("%.2f %.2f %s", scores[i].NDCG, scores[i].Recall, q.Query)
		}
	}
	if m.NDCG < bar || m.Empty > 0 {
		t.Errorf("NDCG@10 = %.3f and %.3f empty, want %.2f and none", m.NDCG, m.Empty, bar)
	}
}

func TestScoreOfKnownOrders(t *testing.T) {
	labels := map[string]string{"a": "E", "b": "E", "c": "S", "d": "I"}
	rows := []struct {
		found []string
		ndcg  float64
	}{
		{[]string{"a", "b", "c", "d"}, 1},
		{[]string{"b", "a", "c"}, 1},
		{[]string{"d"}, 0},
		{nil, 0},
		{[]string{"x", "a"}, .6309 / (1 + .6309 + .05)},
	}
	for _, r := range rows {
		if got := score(r.found, labels).NDCG; got < r.ndcg-.001 || got > r.ndcg+.001 {
			t.Errorf("NDCG of %v = %.4f, want %.4f", r.found, got, r.ndcg)
		}
	}
}
