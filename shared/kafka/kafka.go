package kafka

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"time"

	segmentio "github.com/segmentio/kafka-go"
)

// Config says where the broker is and how topics are made.
type Config struct {
	Brokers     []string      // host:port
	Prefix      string        // put before every topic and group name, so that shops can share a broker
	Partitions  int           // of topics made here; never changed afterwards
	Replication int           // of topics made here
	Session     time.Duration // how long a silent member keeps its partitions; 6 s where everything is near
	ClientID    string
}

// Client talks to the broker. It is safe for concurrent use; one a process is enough.
type Client struct {
	cfg       Config
	log       *slog.Logger
	transport *segmentio.Transport
	client    *segmentio.Client
	writer    *segmentio.Writer
}

// Message is one event on the wire. Topic carries no prefix.
type Message struct {
	Topic     string
	Partition int
	Offset    int64
	Key       string
	Value     []byte
	Headers   map[string]string
	Time      time.Time
}

// Open returns a client without connecting yet.
func Open(cfg Config, log *slog.Logger) (*Client, error) {
	if len(cfg.Brokers) == 0 {
		return nil, errors.New("kafka: no broker address")
	}
	transport := &segmentio.Transport{
		ClientID:    cfg.ClientID,
		DialTimeout: 3 * time.Second,
		IdleTimeout: 30 * time.Second,
		MetadataTTL: 2 * time.Second,
	}
	addr := segmentio.TCP(cfg.Brokers...)
	return &Client{
		cfg:       cfg,
		log:       log,
		transport: transport,
		client:    &segmentio.Client{Addr: addr, Transport: transport, Timeout: 10 * time.Second},
		writer: &segmentio.Writer{
			Addr:         addr,
			Transport:    transport,
			Balancer:     &segmentio.Hash{},
			RequiredAcks: segmentio.RequireAll,
			BatchTimeout: time.Millisecond,
			BatchSize:    500,
			MaxAttempts:  3,
			WriteTimeout: 10 * time.Second,
		},
	}, nil
}

// Close ends the connections; what was published is acknowledged already.
func (c *Client) Close() error {
	err := c.writer.Close()
	c.transport.CloseIdleConnections()
	return err
}

// Ping reports whether a broker answers.
func (c *Client) Ping(ctx context.Context) error {
	_, err := c.client.ApiVersions(ctx, &segmentio.ApiVersionsRequest{})
	if err != nil {
		return fmt.Errorf("kafka: ping: %w", err)
	}
	return nil
}

// Publish sends messages and returns when every replica has them. On an error any of them may
// have arrived: send them again.
func (c *Client) Publish(ctx context.Context, messages ...Message) error {
	out := make([]segmentio.Message, len(messages))
	for i, m := range messages {
		out[i] = segmentio.Message{Topic: c.cfg.Prefix + m.Topic, Key: []byte(m.Key), Value: m.Value, Headers: headers(m)}
	}
	if err := c.writer.WriteMessages(ctx, out...); err != nil {
		return fmt.Errorf("kafka: publish %d: %w", len(messages), err)
	}
	return nil
}

func headers(m Message) []segmentio.Header {
	h := make([]segmentio.Header, 0, len(m.Headers))
	for k, v := range m.Headers {
		h = append(h, segmentio.Header{Key: k, Value: []byte(v)})
	}
	return h
}

// plain takes the deployment's prefix off a topic.
func (c *Client) plain(topic string) string { return strings.TrimPrefix(topic, c.cfg.Prefix) }

// broker is the address of the broker with a node id, as the cluster names it.
func broker(b segmentio.Broker) net.Addr {
	return segmentio.TCP(net.JoinHostPort(b.Host, strconv.Itoa(b.Port)))
}
