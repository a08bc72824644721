package embedded

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

func TestRedisForgetsWhatExpires(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(*testing.T) *Cache{"found": found, "in process": inProcess} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := start(t)
			client := redis.NewClient(&redis.Options{Addr: server.Addr})
			defer client.Close()
			if err := client.Set(t.Context(), "key", "value", 300*time.Millisecond).Err(); err != nil {
				t.Fatal(err)
			}
			if got := client.Get(t.Context(), "key").Val(); got != "value" {
				t.Errorf("before its time: %q, want value", got)
			}
			eventually(t, "the key expired", func() bool { return client.Exists(t.Context(), "key").Val() == 0 })
		})
	}
}

func TestRedisIsGoneAfterStop(t *testing.T) {
	t.Parallel()
	server, err := Redis(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Stop(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	if conn, err := net.Dial("tcp", server.Addr); err == nil {
		conn.Close()
		t.Errorf("%s still listens after Stop", server.Kind)
	}
}

func found(t *testing.T) *Cache {
	server, err := Redis(t.Context(), Options{})
	return stopped(t, server, err)
}

func inProcess(t *testing.T) *Cache {
	server, err := miniature(0)
	return stopped(t, server, err)
}

func stopped(t *testing.T, server *Cache, err error) *Cache {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return server
}
