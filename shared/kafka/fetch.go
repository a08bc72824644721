package kafka

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	segmentio "github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"
	fetchapi "github.com/segmentio/kafka-go/protocol/fetch"
)

const (
	maxWait        = 5 * time.Second // of a long poll; an event ends it at once
	answerBytes    = 4 << 20
	partitionBytes = 1 << 20
	batchSize      = 100 // messages handed on at a time: one transaction of the inbox
)

// fetch long-polls one broker until ctx ends, and hands on what it reads in batches.
func (c *Client) fetch(ctx context.Context, cur *cursor, out chan<- []Message) error {
	for failures := 0; ctx.Err() == nil; {
		messages, err := c.poll(ctx, cur)
		for batch := range slices.Chunk(messages, batchSize) {
			select {
			case <-ctx.Done():
				return nil
			case out <- batch:
			}
		}
		if err == nil {
			failures = 0
			continue
		}
		if failures++; failures > 5 {
			return err
		}
		pause(ctx, time.Duration(failures)*100*time.Millisecond)
	}
	return nil
}

// poll waits for the next messages of a cursor and moves it past them. With an error it still
// returns what was read before it: the cursor is past that already.
func (c *Client) poll(ctx context.Context, cur *cursor) ([]Message, error) {
	ctx, cancel := context.WithTimeout(ctx, maxWait+10*time.Second)
	defer cancel()
	answer, err := c.transport.RoundTrip(ctx, cur.leader, cur.request())
	if err != nil {
		return nil, fmt.Errorf("kafka: fetch: %w", err)
	}
	r := answer.(*fetchapi.Response)
	if r.ErrorCode != 0 {
		return nil, fmt.Errorf("kafka: fetch: %w", segmentio.Error(r.ErrorCode))
	}
	var messages []Message
	for _, t := range r.Topics {
		for _, p := range t.Partitions {
			if err := c.moveOn(ctx, cur, partition{t.Topic, int(p.Partition)}, p, &messages); err != nil {
				return messages, err
			}
		}
	}
	return messages, nil
}

// moveOn appends what a partition answered and moves the cursor past it.
func (c *Client) moveOn(ctx context.Context, cur *cursor, at partition, p fetchapi.ResponsePartition, messages *[]Message) error {
	switch err := segmentio.Error(p.ErrorCode); {
	case errors.Is(err, segmentio.OffsetOutOfRange):
		first := map[string][]segmentio.OffsetRequest{at.topic: {segmentio.FirstOffsetOf(at.id)}}
		return c.firstOffsets(ctx, first, cur.next)
	case p.ErrorCode != 0:
		return fmt.Errorf("kafka: fetch %s/%d: %w", at.topic, at.id, err)
	case p.RecordSet.Records == nil:
		return nil
	}
	for found := false; ; {
		record, err := p.RecordSet.Records.ReadRecord()
		if errors.Is(err, io.EOF) {
			if !found && cur.next[at] < p.HighWatermark {
				cur.next[at]++ // compaction took this offset, and all that was left of its batch is older
			}
			return nil
		}
		if err != nil {
			return fmt.Errorf("kafka: read %s/%d: %w", at.topic, at.id, err)
		}
		if record.Offset < cur.next[at] {
			continue // a batch may begin before what was asked for
		}
		found = true
		m, err := c.message(at, record)
		if err != nil {
			return err
		}
		*messages = append(*messages, m)
		cur.next[at] = record.Offset + 1
	}
}

func (c *Client) message(at partition, r *protocol.Record) (Message, error) {
	key, err := protocol.ReadAll(r.Key)
	if err != nil {
		return Message{}, fmt.Errorf("kafka: read key: %w", err)
	}
	value, err := protocol.ReadAll(r.Value)
	if err != nil {
		return Message{}, fmt.Errorf("kafka: read value: %w", err)
	}
	h := make(map[string]string, len(r.Headers))
	for _, header := range r.Headers {
		h[header.Key] = string(header.Value)
	}
	return Message{
		Topic: c.plain(at.topic), Partition: at.id, Offset: r.Offset,
		Key: string(key), Value: value, Headers: h, Time: r.Time,
	}, nil
}

// rotated returns the keys of m in order, begun turn places on.
func rotated[V any](m map[string]V, turn int) []string {
	keys := slices.Sorted(maps.Keys(m))
	if len(keys) == 0 {
		return nil
	}
	turn %= len(keys)
	return append(keys[turn:], keys[:turn]...)
}
