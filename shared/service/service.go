package service

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/trace"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/changes"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/httpapi"
	"github.com/askcart/askcart/shared/inbox"
	"github.com/askcart/askcart/shared/kafka"
	"github.com/askcart/askcart/shared/outbox"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/serve"
	"github.com/askcart/askcart/shared/telemetry"
)

// Service is an opened service: its parts are there, nothing runs yet.
type Service struct {
	Name    string
	Config  Config
	Log     *slog.Logger
	DB      *postgres.DB
	Router  chi.Router
	API     *httpapi.API
	Auth    auth.Authenticator
	Changes *changes.Hub
	Metrics *prometheus.Registry
	Tracer  trace.TracerProvider

	telemetry *telemetry.Telemetry
	kafka     *kafka.Client
	relay     *outbox.Relay
	consumer  *inbox.Consumer
	parts     []serve.Part
}

// Open connects to the service's schema and brings it up to date. It waits for the database
// until ctx ends, so that services may start in any order; the broker and the gateway's keys
// are not needed yet.
func Open(ctx context.Context, name string, cfg Config, migrations fs.FS, log *slog.Logger) (*Service, error) {
	tel, err := telemetry.New(ctx, telemetry.Config{Service: name, OTLPEndpoint: cfg.OTLPEndpoint, LogLevel: cfg.LogLevel})
	if err != nil {
		return nil, fmt.Errorf("start telemetry: %w", err)
	}
	s := &Service{Name: name, Config: cfg, Log: log, Metrics: tel.Metrics, Tracer: tel.Tracer, telemetry: tel}
	if err := s.open(ctx, migrations); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Service) open(ctx context.Context, migrations fs.FS) (err error) {
	if s.DB, err = s.database(ctx); err != nil {
		return err
	}
	if s.Config.Migrate {
		if err := s.DB.Migrate(ctx, migrations); err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
	}
	s.kafka, err = kafka.Open(kafka.Config{
		Brokers: s.Config.KafkaBrokers, Prefix: s.Config.KafkaPrefix, Partitions: s.Config.KafkaPartitions,
		Replication: s.Config.KafkaReplication, Session: s.Config.KafkaSession, ClientID: s.Name,
	}, s.Log)
	if err != nil {
		return err
	}
	s.Auth = auth.NewVerifier(auth.NewJWKS(s.Config.JWKSURL), s.Config.JWTIssuer, s.Config.JWTAudience)
	s.Changes = changes.NewHub(s.DB, s.Log)
	s.relay = outbox.NewRelay(s.DB, s.kafka, s.Name, s.Log)
	s.Router, s.API = httpapi.New(httpapi.Options{
		Title: s.Name, Version: "1", Service: s.Name, Log: s.Log, Auth: s.Auth, Metrics: s.Metrics, Tracer: s.Tracer,
	})
	s.probes()
	s.staffRoutes()
	s.measure()
	return nil
}

// database opens the schema, trying until it answers or ctx ends.
func (s *Service) database(ctx context.Context) (*postgres.DB, error) {
	schema := s.Config.Schema
	if schema == "" {
		schema = strings.ReplaceAll(s.Name, "-", "_")
	}
	for {
		db, err := postgres.Open(ctx, s.Config.DatabaseURL, schema,
			postgres.WithMaxConns(int32(s.Config.MaxConns)), postgres.WithTracer(s.Tracer))
		if err == nil {
			return db, nil
		}
		if !postgres.Down(err) {
			return nil, err
		}
		s.Log.WarnContext(ctx, "waiting for postgres", "err", err)
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("postgres never came: %w", err)
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// Hear subscribes the service to topics. Call it once, before Run.
func (s *Service) Hear(subs ...inbox.Subscription) {
	s.consumer = inbox.New(s.DB, s.Log, s.Tracer, s.Metrics, subs...)
}

// Go adds a part that runs until the service stops.
func (s *Service) Go(part serve.Part) { s.parts = append(s.parts, part) }

// Run serves until ctx ends or a part fails. Then streams end at once, requests in flight are
// answered, parts and consumer stop, and last the relay sends what they left in the outbox.
func (s *Service) Run(ctx context.Context) error {
	last, stopLast := context.WithCancel(context.WithoutCancel(ctx))
	defer stopLast()
	relayed := make(chan error, 1)
	go func() { relayed <- s.relay.Run(last) }()
	parts := append(slices.Clone(s.parts), s.http, s.Changes.Run, s.consume, s.janitor)
	err := serve.Run(ctx, parts...)
	stopLast()
	return errors.Join(err, <-relayed)
}

// http serves the router; open streams end as soon as ctx does.
func (s *Service) http(ctx context.Context) error {
	l := s.Config.Listener
	if l == nil {
		var err error
		if l, err = serve.Listen(s.Config.Addr); err != nil {
			return err
		}
	}
	return serve.HTTP(l, s.Router, serve.OnStop(s.API.Close), serve.Log(s.Log))(ctx)
}

// consume makes the topics and then applies events until ctx ends, however long the broker is
// away meanwhile.
func (s *Service) consume(ctx context.Context) error {
	if !s.makeTopics(ctx) || s.consumer == nil {
		<-ctx.Done()
		return nil
	}
	return s.kafka.Consume(ctx, "askcart."+s.Name, s.consumer.Topics(), s.consumer.Apply)
}

// makeTopics tries until the topics are there; false means that ctx ended first.
func (s *Service) makeTopics(ctx context.Context) bool {
	for {
		err := s.kafka.EnsureTopics(ctx, s.topics()...)
		if err == nil {
			return true
		}
		s.Log.WarnContext(ctx, "waiting for kafka", "err", err)
		select {
		case <-ctx.Done():
			return false
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// topics are those that the service sends or hears.
func (s *Service) topics() []events.Info {
	var heard []string
	if s.consumer != nil {
		heard = s.consumer.Topics()
	}
	var mine []events.Info
	for _, t := range events.Topics() {
		if t.Owner == s.Name || t.Owner == "" || slices.Contains(heard, t.Name) {
			mine = append(mine, t)
		}
	}
	return mine
}

// Close releases what Open took. The schema and the events in it stay.
func (s *Service) Close() error {
	var errs []error
	if s.kafka != nil {
		errs = append(errs, s.kafka.Close())
	}
	if s.DB != nil {
		s.DB.Close()
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	return errors.Join(append(errs, s.telemetry.Shutdown(ctx))...)
}
