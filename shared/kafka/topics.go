package kafka

import (
	"context"
	"errors"
	"fmt"

	segmentio "github.com/segmentio/kafka-go"

	"github.com/askcart/askcart/shared/events"
)

// How long a topic keeps its events: a week, or the last one of each key for ever. Brokers drop whole segments, so
// segments are short; inbox rows live longer than any event (service's janitor).
var (
	kept      = []segmentio.ConfigEntry{{ConfigName: "retention.ms", ConfigValue: "604800000"}, {ConfigName: "segment.ms", ConfigValue: "43200000"}}
	compacted = []segmentio.ConfigEntry{{ConfigName: "cleanup.policy", ConfigValue: "compact"}}
)

// EnsureTopics makes the topics that are missing. A group whose members name one missing
// topic is left without any partition, so each service makes all it sends and hears first.
func (c *Client) EnsureTopics(ctx context.Context, topics ...events.Info) error {
	configs := make([]segmentio.TopicConfig, len(topics))
	for i, t := range topics {
		configs[i] = segmentio.TopicConfig{
			Topic:             c.cfg.Prefix + t.Name,
			NumPartitions:     c.cfg.Partitions,
			ReplicationFactor: c.cfg.Replication,
		}
		configs[i].ConfigEntries = kept
		if t.Compacted {
			configs[i].ConfigEntries = compacted
		}
	}
	made, err := c.client.CreateTopics(ctx, &segmentio.CreateTopicsRequest{Topics: configs})
	if err != nil {
		return fmt.Errorf("kafka: make topics: %w", err)
	}
	for name, err := range made.Errors {
		if err != nil && !errors.Is(err, segmentio.TopicAlreadyExists) {
			return fmt.Errorf("kafka: make topic %s: %w", name, err)
		}
	}
	return nil
}
