package embedded

import (
	"context"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"
)

func TestKafkaKeepsMessagesBetweenStarts(t *testing.T) {
	t.Parallel()
	opts := Options{Dir: t.TempDir() + "/kafka"}
	first := broker(t, opts)
	topic(t, first, "orders")
	writer := &kafka.Writer{Addr: kafka.TCP(first.Addrs...), Topic: "orders", BatchTimeout: time.Millisecond,
		RequiredAcks: kafka.RequireAll, Transport: &kafka.Transport{}}
	if err := writer.WriteMessages(t.Context(), kafka.Message{Key: []byte("k"), Value: []byte("kept")}); err != nil {
		t.Fatal(err)
	}
	writer.Close()
	writer.Transport.(*kafka.Transport).CloseIdleConnections()
	first.Stop(t.Context())

	second := broker(t, opts)
	if got := read(t, second, "orders"); got != "kept" {
		t.Errorf("after a restart read %q, want kept", got)
	}
}

func TestKafkaDoesNotInventTopics(t *testing.T) {
	t.Parallel()
	b := broker(t, Options{})
	conn := dial(t, b)
	if partitions, err := conn.ReadPartitions("misspelt"); err == nil {
		t.Errorf("asking for an unknown topic gave %d partitions", len(partitions))
	}
	topic(t, b, "orders")
	partitions, err := conn.ReadPartitions("orders")
	if err != nil {
		t.Fatal(err)
	}
	if len(partitions) != Partitions {
		t.Errorf("%d partitions, want %d", len(partitions), Partitions)
	}
}

func broker(t *testing.T, opts Options) *Broker {
	t.Helper()
	b, err := Kafka(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Stop(context.WithoutCancel(t.Context())) })
	return b
}

func dial(t *testing.T, b *Broker) *kafka.Conn {
	t.Helper()
	conn, err := kafka.DialContext(t.Context(), "tcp", b.Addrs[0])
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

func topic(t *testing.T, b *Broker, name string) {
	t.Helper()
	if err := dial(t, b).CreateTopics(kafka.TopicConfig{Topic: name, NumPartitions: -1, ReplicationFactor: -1}); err != nil {
		t.Fatal(err)
	}
}

// read returns the first message of any partition of the topic.
func read(t *testing.T, b *Broker, name string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	group := kafka.NewReader(kafka.ReaderConfig{Brokers: b.Addrs, Topic: name, GroupID: "test",
		StartOffset: kafka.FirstOffset, MaxWait: 100 * time.Millisecond})
	defer group.Close()
	message, err := group.ReadMessage(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return string(message.Value)
}
