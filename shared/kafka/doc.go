// Package kafka is AskCart's client of the event broker, on segmentio/kafka-go.
//
// Writing: one writer a process, acknowledged by all replicas, partition by key. Reading: a
// consumer group hands out partitions; one long poll for each leading broker fetches all of
// them, so a service with a hundred partitions costs one connection and no idle traffic.
// Offsets are committed after the caller has applied the messages: every message is seen at
// least once, in order within its partition. The inbox makes that once.
package kafka
