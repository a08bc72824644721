package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/exaring/otelpgx"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"go.opentelemetry.io/otel/trace"
)

// connectTimeout bounds one attempt to reach the server, so that a black hole is noticed.
const connectTimeout = 5 * time.Second

// goodbyes make the server end the session of a client that vanished, and with it its locks, within half a minute;
// left alone it would take two hours.
var goodbyes = map[string]string{
	"tcp_keepalives_idle": "15", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3", "tcp_user_timeout": "30s",
}

// DB is a pool of connections whose search path is one service's schema. It embeds the pool, so a DB is a
// Querier for reads outside a transaction. Close it when the service ends.
type DB struct {
	*pgxpool.Pool
	schema string

	mu    sync.RWMutex
	hooks []func()
}

// Option changes how Open builds the pool.
type Option func(*pgxpool.Config)

// WithMaxConns sets the size of the pool; the default is 8.
func WithMaxConns(n int32) Option {
	return func(cfg *pgxpool.Config) { cfg.MaxConns = n }
}

// WithTracer records a span for each statement with provider; values are never recorded.
func WithTracer(provider trace.TracerProvider) Option {
	return func(cfg *pgxpool.Config) {
		cfg.ConnConfig.Tracer = otelpgx.NewTracer(
			otelpgx.WithTracerProvider(provider),
			otelpgx.WithDisableConnectionDetailsInAttributes(),
		)
	}
}

// Open connects to url and makes schema the only one its statements see. It tries once: whoever starts a
// service decides how long to wait for its database.
func Open(ctx context.Context, url, schema string, opts ...Option) (*DB, error) {
	if schema == "" {
		return nil, errors.New("open postgres: no schema given")
	}
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	cfg.MaxConns = 8
	cfg.ConnConfig.ConnectTimeout = connectTimeout
	cfg.ConnConfig.RuntimeParams["search_path"] = pgx.Identifier{schema}.Sanitize()
	cfg.ConnConfig.RuntimeParams["application_name"] = schema
	for name, value := range goodbyes {
		cfg.ConnConfig.RuntimeParams[name] = value
	}
	for _, opt := range opts {
		opt(cfg)
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("reach postgres: %w", mark(err))
	}
	return &DB{Pool: pool, schema: schema}, nil
}

// Schema is the name of the schema that this pool's statements see.
func (db *DB) Schema() string { return db.schema }
