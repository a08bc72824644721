package kafka

import (
	"context"
	"fmt"
	"net"

	segmentio "github.com/segmentio/kafka-go"
	fetchapi "github.com/segmentio/kafka-go/protocol/fetch"
)

// partition names one partition of a topic, with the topic's name at the broker.
type partition struct {
	topic string
	id    int
}

// cursor is where to read on in every assigned partition that one broker leads.
type cursor struct {
	leader net.Addr
	next   map[partition]int64
	turn   int // rotates the order of the topics, so that none starves behind a busy one
}

// cursors groups the assignment by leading broker and finds the first offset of partitions
// that the group has never committed.
func (c *Client) cursors(ctx context.Context, g *segmentio.Generation) ([]*cursor, error) {
	offsets, topics := map[partition]int64{}, []string{}
	fresh := map[string][]segmentio.OffsetRequest{}
	for topic, assigned := range g.Assignments {
		topics = append(topics, topic)
		for _, a := range assigned {
			offsets[partition{topic, a.ID}] = a.Offset
			if a.Offset < 0 {
				fresh[topic] = append(fresh[topic], segmentio.FirstOffsetOf(a.ID))
			}
		}
	}
	if err := c.firstOffsets(ctx, fresh, offsets); err != nil {
		return nil, err
	}
	meta, err := c.client.Metadata(ctx, &segmentio.MetadataRequest{Topics: topics})
	if err != nil {
		return nil, fmt.Errorf("kafka: metadata: %w", err)
	}
	return byLeader(meta, offsets)
}

// firstOffsets puts the oldest offset of each asked partition into offsets.
func (c *Client) firstOffsets(ctx context.Context, asked map[string][]segmentio.OffsetRequest, offsets map[partition]int64) error {
	if len(asked) == 0 {
		return nil
	}
	found, err := c.client.ListOffsets(ctx, &segmentio.ListOffsetsRequest{Topics: asked})
	if err != nil {
		return fmt.Errorf("kafka: list offsets: %w", err)
	}
	for topic, partitions := range found.Topics {
		for _, p := range partitions {
			if p.Error != nil {
				return fmt.Errorf("kafka: offset of %s/%d: %w", topic, p.Partition, p.Error)
			}
			offsets[partition{topic, p.Partition}] = p.FirstOffset
		}
	}
	return nil
}

func byLeader(meta *segmentio.MetadataResponse, offsets map[partition]int64) ([]*cursor, error) {
	leaders := map[string]*cursor{}
	var all []*cursor
	for _, t := range meta.Topics {
		for _, p := range t.Partitions {
			offset, mine := offsets[partition{t.Name, p.ID}]
			if !mine {
				continue
			}
			if p.Leader.Host == "" {
				return nil, fmt.Errorf("kafka: %s/%d has no leader", t.Name, p.ID)
			}
			addr := broker(p.Leader)
			cur := leaders[addr.String()]
			if cur == nil {
				cur = &cursor{leader: addr, next: map[partition]int64{}}
				leaders[addr.String()] = cur
				all = append(all, cur)
			}
			cur.next[partition{t.Name, p.ID}] = offset
			delete(offsets, partition{t.Name, p.ID})
		}
	}
	if len(offsets) > 0 {
		return nil, fmt.Errorf("kafka: %d assigned partitions are not known to the cluster yet", len(offsets))
	}
	return all, nil
}

// request asks for what comes next in every partition of the cursor.
func (cur *cursor) request() *fetchapi.Request {
	byTopic := map[string][]fetchapi.RequestPartition{}
	for p, offset := range cur.next {
		byTopic[p.topic] = append(byTopic[p.topic], fetchapi.RequestPartition{
			Partition: int32(p.id), CurrentLeaderEpoch: -1, FetchOffset: offset, LogStartOffset: -1,
			PartitionMaxBytes: partitionBytes,
		})
	}
	r := &fetchapi.Request{
		ReplicaID: -1, SessionID: -1, SessionEpoch: -1,
		MaxWaitTime: int32(maxWait.Milliseconds()), MinBytes: 1, MaxBytes: answerBytes,
	}
	for _, topic := range rotated(byTopic, cur.turn) {
		r.Topics = append(r.Topics, fetchapi.RequestTopic{Topic: topic, Partitions: byTopic[topic]})
	}
	cur.turn++
	return r
}
