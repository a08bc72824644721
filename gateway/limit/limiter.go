package limit

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/askcart/askcart/shared/problem"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"
)

// ErrTooMany answers a request beyond a limit; its Retry-After says when the next may come.
var ErrTooMany = problem.New(problem.TooMany, "too_many_requests", "too many requests, try again later")

// pause is how long Redis is left alone after it failed, so that a dead one costs nothing.
const pause = time.Second

// script takes ARGV[3] tokens from the bucket KEYS[1] with ARGV[1] tokens a second and room for
// ARGV[2]. It answers the milliseconds to wait, 0 when taken. A negative number of tokens gives
// some back. The clock is Redis's own, so that replicas agree.
var script = redis.NewScript(`
local rate, room, n = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local b = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, at = tonumber(b[1]), tonumber(b[2])
if tokens == nil then tokens, at = room, now end
tokens = math.min(room, tokens + math.max(0, now - at) / 1000 * rate)
local wait = 0
if tokens >= n then tokens = math.min(room, tokens - n) else wait = math.ceil((n - tokens) / rate * 1000) end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', now)
redis.call('PEXPIRE', KEYS[1], math.ceil(room / rate * 1000) + 1000)
return wait
`)

// Limiter applies rules. Safe for concurrent use.
type Limiter struct {
	redis   *redis.Client // nil: this process alone
	log     *slog.Logger
	factor  float64
	changed map[string]Rule
	local   *buckets
	leased  *leases
	downTil atomic.Int64 // unix nanoseconds until which Redis is not asked

	refused, alone *prometheus.CounterVec
}

// New returns a Limiter. factor multiplies all rules but those that guard accounts; settings
// such as "guest=10/1m" replace rules by name.
func New(client *redis.Client, factor float64, settings []string, log *slog.Logger, metrics prometheus.Registerer) (*Limiter, error) {
	changed, err := overrides(settings)
	if err != nil {
		return nil, err
	}
	count := func(name, help string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, []string{"rule"})
		metrics.MustRegister(c)
		return c
	}
	return &Limiter{
		redis: client, log: log, factor: factor, changed: changed, local: newBuckets(), leased: newLeases(),
		refused: count("rate_limit_refused_total", "Requests beyond a limit."),
		alone:   count("rate_limit_local_total", "Requests counted by this replica alone, as Redis was down or not configured."),
	}, nil
}

// Allow takes one from key's bucket of rule r, or says ErrTooMany.
func (l *Limiter) Allow(ctx context.Context, r Rule, key string) error {
	r = l.effective(r)
	name, now := r.Name+":"+key, time.Now()
	var wait time.Duration
	var err error
	if r.Lease > 1 {
		wait, err = l.fromLease(ctx, r, name, now)
	} else {
		wait, err = l.take(ctx, r, name, 1)
	}
	if err != nil {
		l.alone.WithLabelValues(r.Name).Inc()
		_, wait = l.local.take(r, name, 1, now)
	}
	if wait > 0 {
		l.refused.WithLabelValues(r.Name).Inc()
		return ErrTooMany.After(wait)
	}
	return nil
}

// fromLease takes one of what this replica has in advance, and more of it from Redis when that is
// spent. One request of a key asks for all that wait.
func (l *Limiter) fromLease(ctx context.Context, r Rule, name string, now time.Time) (time.Duration, error) {
	if l.leased.spend(name, now) {
		return 0, nil
	}
	defer l.leased.refill(name)()
	if l.leased.spend(name, now) {
		return 0, nil
	}
	wait, err := l.take(ctx, r, name, r.Lease)
	switch {
	case err != nil:
		return 0, err
	case wait > 0:
		return l.take(ctx, r, name, 1) // the last few of a bucket, one by one
	}
	l.leased.add(name, r.Lease-1, now)
	return 0, nil
}

// Return gives one back, as when the login turned out to be right: only wrong ones are counted.
func (l *Limiter) Return(ctx context.Context, r Rule, key string) {
	r = l.effective(r)
	if _, err := l.take(ctx, r, r.Name+":"+key, -1); err != nil {
		l.local.give(r, r.Name+":"+key, 1)
	}
}

func (l *Limiter) effective(r Rule) Rule {
	if c, ok := l.changed[r.Name]; ok {
		r = c
	}
	if !r.Account && l.factor > 0 {
		r.Count *= l.factor
		r.Lease *= l.factor
	}
	return r
}

// errDown stands for a Redis that is not there or is being left alone.
var errDown = errors.New("redis is down")

func (l *Limiter) take(ctx context.Context, r Rule, name string, n float64) (time.Duration, error) {
	if l.redis == nil || time.Now().UnixNano() < l.downTil.Load() {
		return 0, errDown
	}
	wait, err := script.Run(ctx, l.redis, []string{"askcart:limit:" + name}, r.perSecond(), r.Count, n).Int64()
	if err != nil {
		if ctx.Err() == nil {
			l.downTil.Store(time.Now().Add(pause).UnixNano())
			l.log.WarnContext(ctx, "limits are kept locally", "error", err)
		}
		return 0, err
	}
	return time.Duration(wait) * time.Millisecond, nil
}

// go-redis logs for the whole process, to standard error and not as JSON, once for every failure to
// connect. Whoever uses a client gets the same failure as an error and logs that.
func init() { redis.SetLogger(silence{}) }

type silence struct{}

func (silence) Printf(context.Context, string, ...any) {}

// Open returns a client that gives up fast: a limit must never cost more than what it guards. An
// empty url gives no client, and limits of this process alone.
func Open(url string) (*redis.Client, error) {
	if url == "" {
		return nil, nil //nolint:nilnil // no Redis is a choice, not an error
	}
	o, err := redis.ParseURL(url)
	if err != nil {
		return nil, err
	}
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout = 200*time.Millisecond, 200*time.Millisecond, 200*time.Millisecond
	o.MaxRetries, o.DialerRetries, o.PoolSize, o.DisableIdentity = -1, 1, 16, true
	return redis.NewClient(o), nil
}
