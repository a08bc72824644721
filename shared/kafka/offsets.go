package kafka

import (
	"context"
	"fmt"
	"sync"
	"time"

	segmentio "github.com/segmentio/kafka-go"
)

// offsets remembers what was applied and tells the group of it now and then: a commit for
// each batch would cost a round trip, and what is delivered twice does no harm.
type offsets struct {
	generation *segmentio.Generation
	prefix     string // the broker's name of a topic is prefix + topic
	mu         sync.Mutex
	next       map[string]map[int]int64
}

func newOffsets(g *segmentio.Generation, prefix string) *offsets {
	return &offsets{generation: g, prefix: prefix, next: map[string]map[int]int64{}}
}

// note records that batch is applied.
func (o *offsets) note(batch []Message) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, m := range batch {
		topic := o.prefix + m.Topic
		if o.next[topic] == nil {
			o.next[topic] = map[int]int64{}
		}
		o.next[topic][m.Partition] = m.Offset + 1
	}
}

// commit tells the group what is applied so far.
func (o *offsets) commit() error {
	o.mu.Lock()
	next := o.next
	o.next = map[string]map[int]int64{}
	o.mu.Unlock()
	if err := o.generation.CommitOffsets(next); err != nil {
		return fmt.Errorf("kafka: commit offsets: %w", err)
	}
	return nil
}

// commitEvery commits until ctx ends; a failure shows when the generation ends.
func (o *offsets) commitEvery(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			_ = o.commit() // delivered again after a failure, and the inbox knows it
		}
	}
}
