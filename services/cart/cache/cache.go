// Package cache keeps small values in Redis for whoever can do without it. Every call is bounded by a short time-out, an
// error is a miss, and after a few errors in a row Redis is left alone for a while, so a dead or slow one costs next
// to nothing.
package cache

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

const (
	patience = 50 * time.Millisecond // for one answer
	strikes  = 3                     // errors in a row after which Redis is left alone
	rest     = 2 * time.Second       // for how long
	keepFor  = time.Hour
)

// Cache is a connection to Redis. A nil Cache keeps nothing. It is safe for concurrent use.
type Cache struct {
	redis  *redis.Client
	log    *slog.Logger
	asked  *prometheus.CounterVec
	failed atomic.Int64 // in a row
	until  atomic.Int64 // Unix nanoseconds until which Redis is left alone
}

// Open returns a cache at url, or nil when url is empty. It does not connect yet; the only error is a malformed url.
func Open(url string, reg prometheus.Registerer, log *slog.Logger) (*Cache, error) {
	if url == "" {
		return nil, nil
	}
	o, err := redis.ParseURL(url)
	if err != nil {
		return nil, errors.New("REDIS_URL is not a Redis address") // the error would quote its password
	}
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout, o.PoolTimeout = 2*patience, patience, patience, patience
	o.MaxRetries, o.ContextTimeoutEnabled, o.PoolSize = -1, true, 8
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	asked := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "cache_requests_total", Help: "Look-ups in Redis by outcome: hit, miss, error, or skipped while it is left alone.",
	}, []string{"outcome"})
	if err := reg.Register(asked); err != nil {
		return nil, fmt.Errorf("register cache metrics: %w", err)
	}
	return &Cache{redis: redis.NewClient(o), log: log, asked: asked}, nil
}

// Up reports whether it is worth asking.
func (c *Cache) Up() bool {
	return c != nil && time.Now().UnixNano() >= c.until.Load()
}

// Get returns what is kept under key, and whether anything is.
func (c *Cache) Get(ctx context.Context, key string) ([]byte, bool) {
	if c == nil {
		return nil, false
	}
	if !c.Up() {
		c.asked.WithLabelValues("skipped").Inc()
		return nil, false
	}
	value, err := c.redis.Get(ctx, key).Bytes()
	switch {
	case errors.Is(err, redis.Nil):
		c.note(ctx, nil)
		c.asked.WithLabelValues("miss").Inc()
	case err != nil:
		c.note(ctx, err)
		c.asked.WithLabelValues("error").Inc()
	default:
		c.note(ctx, nil)
		c.asked.WithLabelValues("hit").Inc()
	}
	return value, err == nil
}

// Set keeps value under key, if Redis takes it.
func (c *Cache) Set(ctx context.Context, key string, value []byte) {
	if c.Up() {
		c.note(ctx, c.redis.Set(ctx, key, value, keepFor).Err())
	}
}

// Close gives the connections back.
func (c *Cache) Close() {
	if c != nil {
		_ = c.redis.Close()
	}
}

// note counts errors in a row. A caller that went away says nothing about Redis.
func (c *Cache) note(ctx context.Context, err error) {
	if err == nil {
		c.failed.Store(0)
		return
	}
	if ctx.Err() != nil || c.failed.Add(1) < strikes {
		return
	}
	c.failed.Store(0)
	c.until.Store(time.Now().Add(rest).UnixNano())
	c.log.WarnContext(ctx, "leaving redis alone for a while", "err", err)
}
