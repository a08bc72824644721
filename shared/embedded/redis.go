package embedded

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// Cache is a running Redis.
type Cache struct {
	// Addr is host:port.
	Addr string
	// Kind says what runs: "redis-server" or "miniredis".
	Kind string

	stop func(context.Context) error
}

// Stop ends the server; what it held is gone, which Redis users here must always bear.
func (c *Cache) Stop(ctx context.Context) error { return c.stop(ctx) }

// Redis starts redis-server when it is on PATH, else one inside this process. It keeps nothing on disk: Redis is
// a cache here, never the truth.
func Redis(ctx context.Context, opts Options) (*Cache, error) {
	program, err := exec.LookPath("redis-server")
	if err != nil {
		return miniature(opts.Port)
	}
	port, err := choosePort(opts.Port)
	if err != nil {
		return nil, fmt.Errorf("start Redis: %w", err)
	}
	return redisServer(ctx, program, port)
}

// clockStep is how often the clock of the server inside this process moves; by itself it stands still.
const clockStep = 100 * time.Millisecond

func miniature(port int) (*Cache, error) {
	server := miniredis.NewMiniRedis()
	if err := server.StartAddr(net.JoinHostPort("127.0.0.1", strconv.Itoa(port))); err != nil {
		return nil, fmt.Errorf("start Redis: %w", err)
	}
	stopped, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(clockStep)
		defer tick.Stop()
		for last := time.Now(); ; {
			select {
			case <-stopped:
				return
			case now := <-tick.C:
				server.FastForward(now.Sub(last))
				last = now
			}
		}
	}()
	return &Cache{Addr: server.Addr(), Kind: "miniredis", stop: func(context.Context) error {
		close(stopped)
		<-ended
		server.Close()
		return nil
	}}, nil
}

func redisServer(ctx context.Context, program string, port int) (*Cache, error) {
	who := self()
	place, err := fresh("redis-", who)
	if err != nil {
		return nil, err
	}
	pidFile := filepath.Join(place, "redis.pid")
	dog, err := watch(pidFile, place)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(program, "--bind", "127.0.0.1", "--port", strconv.Itoa(port), "--save", "", "--appendonly", "no",
		"--daemonize", "no", "--dir", place, "--pidfile", pidFile)
	detach(cmd, who)
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(err, dog.dismiss())
	}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = cmd.Wait() }()
	c := &Cache{Addr: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), Kind: "redis-server", stop: func(ctx context.Context) error {
		_ = cmd.Process.Signal(os.Interrupt)
		select {
		case <-ended:
		case <-ctx.Done():
			_ = cmd.Process.Kill()
			<-ended
		}
		return dog.dismiss()
	}}
	if err := answers(ctx, c.Addr, ended); err != nil {
		return nil, errors.Join(err, c.Stop(context.WithoutCancel(ctx)))
	}
	return c, nil
}

// answers waits until something accepts connections at addr.
func answers(ctx context.Context, addr string, ended <-chan struct{}) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	var dialer net.Dialer
	for {
		if conn, err := dialer.DialContext(ctx, "tcp", addr); err == nil {
			return conn.Close()
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for %s: %w", addr, ctx.Err())
		case <-ended:
			return fmt.Errorf("the server at %s ended at its start", addr)
		case <-tick.C:
		}
	}
}
