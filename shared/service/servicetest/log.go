package servicetest

import (
	"log/slog"
	"os"
	"testing"
)

// realBrokers names a real Kafka to test against, or is empty.
func realBrokers() string { return os.Getenv("TEST_KAFKA_BROKERS") }

// logger is silent unless TEST_LOG is set; a service's log belongs to no test in particular.
func logger(testing.TB) *slog.Logger {
	if os.Getenv("TEST_LOG") == "" {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
}
