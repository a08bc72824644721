package limit

import (
	"math"
	"sync"
	"time"
)

// maxBuckets bounds the memory of the local buckets, about 100 bytes each.
const maxBuckets = 100_000

// bucket holds tokens as of a moment.
type bucket struct {
	tokens float64
	at     time.Time
}

// take refills b by r up to now and takes n tokens if there are as many; wait is how long until
// there would be.
func (b *bucket) take(r Rule, n float64, now time.Time) (ok bool, wait time.Duration) {
	if b.at.IsZero() {
		b.tokens = r.Count
	} else {
		// Of two requests at once the later may have looked at its clock first.
		b.tokens = math.Min(r.Count, b.tokens+max(0, now.Sub(b.at).Seconds())*r.perSecond())
	}
	if now.After(b.at) {
		b.at = now
	}
	if b.tokens >= n {
		b.tokens -= n
		return true, 0
	}
	return false, time.Duration((n - b.tokens) / r.perSecond() * float64(time.Second))
}

// buckets are the local ones, by rule and key.
type buckets struct {
	mu  sync.Mutex
	all map[string]*bucket
}

func newBuckets() *buckets { return &buckets{all: map[string]*bucket{}} }

func (b *buckets) take(r Rule, key string, n float64, now time.Time) (bool, time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	found, ok := b.all[key]
	if !ok {
		b.shrink(now)
		found = &bucket{}
		b.all[key] = found
	}
	return found.take(r, n, now)
}

// give puts n tokens back, or into a bucket that holds a lease.
func (b *buckets) give(r Rule, key string, n float64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if found, ok := b.all[key]; ok {
		found.tokens = math.Min(r.Count, found.tokens+n)
	}
}

// shrink makes room by dropping buckets that nobody used for a while, or any when all are in use.
func (b *buckets) shrink(now time.Time) {
	if len(b.all) < maxBuckets {
		return
	}
	for key, old := range b.all {
		if now.Sub(old.at) > time.Minute {
			delete(b.all, key)
		}
	}
	for key := range b.all {
		if len(b.all) < maxBuckets*9/10 {
			return
		}
		delete(b.all, key)
	}
}
