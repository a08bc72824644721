package embedded

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/twmb/franz-go/pkg/kfake"
)

// Broker is a running broker.
type Broker struct {
	// Addrs are the addresses to give to clients, host:port each.
	Addrs []string

	cluster *kfake.Cluster
}

// Partitions is what a topic gets that is created without a number; it never changes, since keys would move.
const Partitions = 8

// Kafka starts one broker that speaks the Kafka protocol inside this process. With Options.Dir its topics, groups
// and offsets stay for the next start and survive a killed process; with Options.Fsync also a power cut. Topics
// are created by those who use them, never by asking for them.
func Kafka(_ context.Context, opts Options) (*Broker, error) {
	options := []kfake.Opt{kfake.NumBrokers(1), kfake.DefaultNumPartitions(Partitions),
		kfake.ClusterID("askcart"), kfake.BrokerConfigs(map[string]string{"default.replication.factor": "1"})}
	if opts.Port != 0 {
		options = append(options, kfake.Ports(opts.Port))
	}
	if opts.Dir != "" {
		if err := os.MkdirAll(filepath.Dir(opts.Dir), 0o755); err != nil {
			return nil, err
		}
		options = append(options, kfake.DataDir(opts.Dir))
	}
	if opts.Fsync {
		options = append(options, kfake.SyncWrites())
	}
	cluster, err := kfake.NewCluster(options...)
	if err != nil {
		return nil, fmt.Errorf("start Kafka: %w", err)
	}
	return &Broker{Addrs: cluster.ListenAddrs(), cluster: cluster}, nil
}

// Stop closes all connections and writes what is open to disk.
func (b *Broker) Stop(context.Context) error {
	b.cluster.Close()
	return nil
}
