// Package servicetest runs a service as it really is: its own Run, on a real Postgres, a real
// Kafka protocol and a free port, with a token issuer in the gateway's place. The test plays
// the rest of the shop through the API and the broker.
package servicetest

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/auth/authtest"
	"github.com/askcart/askcart/shared/embedded"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/kafka"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
	"github.com/askcart/askcart/shared/service"
)

// patience is how long the helpers wait for something that should happen at once.
const patience = 60 * time.Second

// Env is what surrounds the services of one test.
type Env struct {
	Issuer  *authtest.Issuer
	Brokers []string
	Log     *slog.Logger
	t       testing.TB
	kafka   *kafka.Client
	prefix  string
	urls    map[string]string // of a service's database
	schemas map[string]string
}

// New returns fresh surroundings; all of it ends with t. TEST_KAFKA_BROKERS makes
// it use that broker, with topics of the test's own, instead of an embedded one.
func New(t testing.TB) *Env {
	t.Helper()
	e := &Env{Issuer: authtest.NewIssuer(t), Log: logger(t), t: t, urls: map[string]string{}, schemas: map[string]string{}}
	e.Brokers, e.prefix = brokers(t)
	client, err := kafka.Open(kafka.Config{
		Brokers: e.Brokers, Prefix: e.prefix, Partitions: partitions, Replication: 1, Session: 6 * time.Second, ClientID: "test",
	}, e.Log)
	if err != nil {
		t.Fatal(err)
	}
	e.kafka = client
	t.Cleanup(func() { _ = client.Close() })
	if err := client.EnsureTopics(t.Context(), events.Topics()...); err != nil {
		t.Fatal(err)
	}
	return e
}

// partitions of a test's topics; fewer than in production, so that tests start faster.
const partitions = 2

func brokers(t testing.TB) (addrs []string, prefix string) {
	t.Helper()
	if real := realBrokers(); real != "" {
		return strings.Split(real, ","), "test-" + uuid.NewString()[:8] + "."
	}
	b, err := embedded.Kafka(t.Context(), embedded.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Stop(context.Background()) })
	return b.Addrs, ""
}

// Config is the configuration of a service in these surroundings; every call for the same name
// means the same schema, so a service can be stopped and started again.
func (e *Env) Config(name string) service.Config {
	e.t.Helper()
	if e.schemas[name] == "" {
		e.urls[name], e.schemas[name] = postgrestest.Schema(e.t)
	}
	return service.Config{
		DatabaseURL: e.urls[name], Schema: e.schemas[name], MaxConns: 6, Migrate: true,
		KafkaBrokers: e.Brokers, KafkaPrefix: e.prefix, KafkaPartitions: partitions, KafkaReplication: 1, KafkaSession: 6 * time.Second,
		JWKSURL: e.Issuer.URL, JWTIssuer: authtest.Iss, JWTAudience: authtest.Aud, Environment: "development", LogLevel: "warn",
	}
}

// DB opens the schema of a service, to look inside.
func (e *Env) DB(name string) *postgres.DB {
	e.t.Helper()
	cfg := e.Config(name)
	db, err := postgres.Open(e.t.Context(), cfg.DatabaseURL, cfg.Schema, postgres.WithMaxConns(2))
	if err != nil {
		e.t.Fatal(err)
	}
	e.t.Cleanup(db.Close)
	return db
}

// Admin returns a token of a member of staff.
func (e *Env) Admin() string { return e.Issuer.Token(uuid.NewString(), auth.Admin) }

// Shopper returns a token of the registered user id.
func (e *Env) Shopper(id string) string { return e.Issuer.Token(id, auth.Shopper) }

// Guest returns a token of the guest id.
func (e *Env) Guest(id string) string { return e.Issuer.Token(id, auth.Guest) }

// Running is a service that serves.
type Running struct {
	*Client
	stop func()
}

// Stop ends the service as SIGTERM does and waits for it; Start may follow with the same name.
func (r *Running) Stop() { r.stop() }

// Start runs a service on a free port and returns when it is ready. It stops with the test, and
// fails it when run returns an error.
func Start(t testing.TB, e *Env, name string, run func(context.Context, service.Config, *slog.Logger) error) *Running {
	t.Helper()
	cfg := e.Config(name)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	cfg.Listener = listener
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := run(ctx, cfg, e.Log); err != nil {
			t.Errorf("%s stopped: %v", name, err)
		}
	}()
	stop := func() { cancel(); <-done }
	t.Cleanup(stop)
	r := &Running{Client: &Client{t: t, base: "http://" + listener.Addr().String(), http: newHTTP(t)}, stop: stop}
	r.awaitReady(done)
	return r
}

func (r *Running) awaitReady(ended <-chan struct{}) {
	r.t.Helper()
	Eventually(r.t, func() bool {
		select {
		case <-ended:
			r.t.Fatal("the service ended before it was ready")
		default:
		}
		answer, err := r.http.Get(r.base + "/readyz")
		if err != nil {
			return false
		}
		_ = answer.Body.Close()
		return answer.StatusCode == http.StatusOK
	}, "the service to be ready")
}

// Eventually polls ok until it is true, and fails t when it never is.
func Eventually(t testing.TB, ok func() bool, what string) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for {
		if ok() {
			return
		}
		select {
		case <-tick.C:
		case <-limit.C:
			t.Fatalf("waited %s in vain for %s", patience, what)
		}
	}
}
