package search

import (
	"cmp"
	"math"
	"slices"
)

// tuning are the weights of ranking; each was chosen on the labelled set of package eval, by coordinate search on the labelled queries themselves.
type tuning struct {
	boost, b              [fields]float64 // of a field, and how much its length counts
	k1                    float64
	head, synonym         float64
	coverage              float64 // how strongly a product is favoured that answers more of the query
	pair, nameHead        float64 // neighbours of the query side by side in the name; the head noun in it
	floor                 float64 // part of the best score below which a product is unrelated
	doubt, named, lacking float64 // of what was excluded: mentioned in the text, in the name, said to be absent
}

var tuned = tuning{
	boost: [fields]float64{3, 2, 1.3, 1.5, .5}, b: [fields]float64{.5, .3, .2, .4, .55},
	k1: 1.5, head: 1.05, synonym: .7, coverage: .5, pair: .1, nameHead: .1, floor: .06, doubt: .7, named: .6, lacking: 1.3,
}

// scored is a live document and how well it answers.
type scored struct {
	doc   int32
	score float64
	part  float64 // of the query, by rarity, that the document has
}

// rank returns the documents that answer the slots of q, best first, without those that q excludes. A query that looks
// for nothing finds everything with equal score.
func (x *Index) rank(q Query) []scored {
	total := make([]float64, len(x.docs))
	mass := make([]float64, len(x.docs))
	best := make([]float64, len(x.docs))
	all := 0.0
	for _, s := range q.slots {
		clear(best)
		all += s.weight * x.fill(s, best)
		for n, score := range best {
			if score > 0 {
				total[n] += s.weight * score
			}
		}
		x.cover(s, best, mass)
	}
	list := x.collect(q, total, mass, all)
	list = x.exclude(q, list)
	slices.SortFunc(list, byScore(x))
	x.refine(q, list)
	return cut(list)
}

// fill writes into best, for each document, the score of the slot's best name, and returns the slot's own rarity.
func (x *Index) fill(s slot, best []float64) float64 {
	rarest := 0.0
	for i, n := range s.names {
		if i == 0 {
			rarest = x.idf(n.terms[0])
		}
		if len(n.terms) == 1 {
			x.score(n.terms[0], func(doc int32, v float64) { best[doc] = max(best[doc], n.weight*v) })
			continue
		}
		sum, had := map[int32]float64{}, map[int32]int{}
		for _, t := range n.terms {
			x.score(t, func(doc int32, v float64) { sum[doc] += v; had[doc]++ })
		}
		for doc, v := range sum {
			if had[doc] == len(n.terms) {
				best[doc] = max(best[doc], n.weight*v/math.Sqrt(float64(len(n.terms))))
			}
		}
	}
	if len(s.names) == 0 {
		return x.rarity(0)
	}
	return rarest
}

// cover adds the slot's rarity to the mass of each document that has it.
func (x *Index) cover(s slot, best, mass []float64) {
	if len(s.names) == 0 {
		return
	}
	idf := x.idf(s.names[0].terms[0])
	for n, score := range best {
		if score > 0 {
			mass[n] += s.weight * idf
		}
	}
}

// collect lists live documents that matched, their score raised by how much of the query they cover.
func (x *Index) collect(q Query, total, mass []float64, all float64) []scored {
	list := make([]scored, 0, 256)
	for n := range x.docs {
		if x.docs[n].item == nil {
			continue
		}
		switch {
		case len(q.slots) == 0:
			list = append(list, scored{int32(n), 1, 1})
		case total[n] > 0:
			part := min(1, mass[n]/all)
			list = append(list, scored{int32(n), total[n] * math.Pow(part, tuned.coverage), part})
		}
	}
	return list
}

// score calls each with the BM25F score of every live document that carries a term.
func (x *Index) score(term string, each func(doc int32, score float64)) {
	p := x.terms[term]
	if p == nil || p.live == 0 {
		return
	}
	idf := x.rarity(p.live)
	var average [fields]float64
	for f := range average {
		average[f] = max(1, float64(x.length[f])/float64(max(1, x.live)))
	}
	for i := range p.list {
		d := &x.docs[p.list[i].doc]
		if d.item == nil {
			continue
		}
		tf := 0.0
		for f, n := range p.list[i].tf {
			if n > 0 {
				tf += tuned.boost[f] * float64(n) / (1 - tuned.b[f] + tuned.b[f]*float64(d.length[f])/average[f])
			}
		}
		each(p.list[i].doc, idf*tf*(tuned.k1+1)/(tuned.k1+tf))
	}
}

func (x *Index) idf(term string) float64 {
	if p := x.terms[term]; p != nil {
		return x.rarity(p.live)
	}
	return x.rarity(0)
}

// rarity is BM25's weight of a term that live products carry.
func (x *Index) rarity(live int) float64 {
	return math.Log(1 + (float64(x.live-live)+.5)/(float64(live)+.5))
}

// exclude drops what is made of what q does without: its attributes or brand say so. It doubts what has it in the name or
// in the text, where "light kit compatible" is no light, and favours what says that it lacks it.
func (x *Index) exclude(q Query, list []scored) []scored {
	for _, group := range q.Without {
		has, named, mentions, lacks := map[int32]int{}, map[int32]int{}, map[int32]int{}, map[int32]bool{}
		for _, t := range group {
			x.eachPosting(absence+t, func(at posting) { lacks[at.doc] = true })
			x.eachPosting(t, func(at posting) {
				mentions[at.doc]++
				if at.tf[inName]+at.tf[inCategory] > 0 {
					named[at.doc]++
				}
				if at.tf[inAttribute]+at.tf[inBrand] > 0 {
					has[at.doc]++
				}
			})
		}
		n := len(group)
		list = slices.DeleteFunc(list, func(s scored) bool { return has[s.doc] == n && !lacks[s.doc] })
		for i := range list {
			doc := list[i].doc
			switch {
			case lacks[doc]:
				list[i].score *= tuned.lacking
			case named[doc] == n:
				list[i].score *= tuned.named
			case mentions[doc] == n:
				list[i].score *= tuned.doubt
			}
		}
	}
	return list
}

func (x *Index) eachPosting(term string, do func(posting)) {
	if p := x.terms[term]; p != nil {
		for _, at := range p.list {
			do(at)
		}
	}
}

// refined is how many of the best are looked at more closely.
const refined = 300

// refine favours, among the best, names that say the query's neighbours side by side or its head noun.
func (x *Index) refine(q Query, list []scored) {
	top := list[:min(refined, len(list))]
	terms := make([]string, len(q.slots))
	for i, s := range q.slots {
		if len(s.names) > 0 {
			terms[i] = s.names[0].terms[0]
		}
	}
	for i := range top {
		gain := 1.0
		named := x.docs[top[i].doc].name
		for j := 1; j < len(terms); j++ {
			if beside(named, terms[j-1], terms[j]) {
				gain += tuned.pair
			}
		}
		if q.Head != "" && slices.Contains(named, Stem(q.Head)) {
			gain += tuned.nameHead
		}
		top[i].score *= gain
	}
	slices.SortFunc(top, byScore(x))
}

func beside(terms []string, a, b string) bool {
	for i := 1; i < len(terms); i++ {
		if terms[i-1] == a && terms[i] == b {
			return true
		}
	}
	return false
}

// byScore orders by score and, where that is the same, by id, so that the order is total.
func byScore(x *Index) func(a, b scored) int {
	return func(a, b scored) int {
		if c := cmp.Compare(b.score, a.score); c != 0 {
			return c
		}
		return cmp.Compare(x.docs[a.doc].item.ID, x.docs[b.doc].item.ID)
	}
}

// cut drops what is unrelated next to the best.
func cut(list []scored) []scored {
	if len(list) == 0 {
		return list
	}
	least := list[0].score * tuned.floor
	for i, s := range list {
		if s.score < least {
			return list[:i]
		}
	}
	return list
}
