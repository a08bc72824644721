package limit

import (
	"hash/maphash"
	"sync"
	"time"
)

// leaseFor is how long tokens taken in advance stay good; unused ones lapse.
const leaseFor = time.Second

// leases are tokens that this replica has taken from Redis in advance.
type leases struct {
	mu      sync.Mutex
	all     map[string]lease
	refills [64]sync.Mutex // by hash of the key
	seed    maphash.Seed
}

type lease struct {
	left  float64
	until time.Time
}

func newLeases() *leases { return &leases{all: map[string]lease{}, seed: maphash.MakeSeed()} }

// refill waits until nobody else asks Redis for key; the caller must call done.
func (l *leases) refill(key string) (done func()) {
	mu := &l.refills[maphash.String(l.seed, key)%uint64(len(l.refills))]
	mu.Lock()
	return mu.Unlock
}

// spend takes one token of key's lease, if there is any.
func (l *leases) spend(key string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	have, ok := l.all[key]
	if !ok || have.left < 1 || now.After(have.until) {
		return false
	}
	have.left--
	l.all[key] = have
	return true
}

func (l *leases) add(key string, n float64, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.all) >= maxBuckets {
		clear(l.all) // what lapses is at most one lease for each key
	}
	l.all[key] = lease{n, now.Add(leaseFor)}
}
