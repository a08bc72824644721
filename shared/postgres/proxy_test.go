package postgres_test

import (
	"bytes"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
	"github.com/jackc/pgx/v5"
)

// throughProxy opens db's schema again through a proxy that passes COMMIT on to the server and then, when the
// server's answer comes, cuts the connection instead of delivering it.
func throughProxy(t *testing.T, db *postgres.DB) *postgres.DB {
	t.Helper()
	url := postgrestest.URL(t)
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	server := net.JoinHostPort(cfg.Host, itoa(cfg.Port))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var open sync.WaitGroup
	open.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			open.Go(func() { cutAtCommit(client, server) })
		}
	})
	proxied, err := postgres.Open(t.Context(), strings.Replace(url, server, listener.Addr().String(), 1), db.Schema())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { proxied.Close(); listener.Close(); open.Wait() })
	return proxied
}

func cutAtCommit(client net.Conn, address string) {
	defer client.Close()
	server, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	defer server.Close()
	var committing atomic.Bool
	var up sync.WaitGroup
	up.Go(func() {
		pass(server, client, func(chunk []byte) bool {
			if bytes.Contains(chunk, []byte("commit")) {
				committing.Store(true)
			}
			return true
		})
		server.Close()
	})
	pass(client, server, func([]byte) bool { return !committing.Load() })
	client.Close()
	up.Wait()
}

// pass copies until either side ends or keep says no.
func pass(to io.Writer, from io.Reader, keep func([]byte) bool) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 && !keep(buffer[:n]) {
			return
		}
		if _, writeErr := to.Write(buffer[:n]); err != nil || writeErr != nil {
			return
		}
	}
}
