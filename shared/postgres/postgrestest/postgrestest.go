// Package postgrestest gives a test its own schema in a real Postgres.
//
// TEST_POSTGRES_URL names a server to use; without it the first test that asks starts one for this test process,
// which goes away with the process. A machine without Postgres fails the test with the way to get one.
package postgrestest

import (
	"context"
	"crypto/rand"
	"io/fs"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/askcart/askcart/shared/embedded"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"
)

// maxConns keeps many parallel tests below the server's limit.
const maxConns = 4

// server is one for the whole test process; the embedded watchdog stops it when the process ends.
var server = sync.OnceValues(func() (*embedded.Server, error) {
	if url := os.Getenv("TEST_POSTGRES_URL"); url != "" {
		return &embedded.Server{URL: url}, nil
	}
	started.Store(true)
	return embedded.Postgres(context.Background(), embedded.Options{})
})

var started atomic.Bool

// Main runs the tests of a package, stops the server that they started, and fails when a goroutine is left over.
// A package calls it from TestMain; without it the server still goes away, a moment after the process.
func Main(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		stop()
		os.Exit(code)
	}), goleak.IgnoreAnyFunction("github.com/askcart/askcart/shared/embedded.(*Server).reap"))
}

func stop() {
	if !started.Load() {
		return
	}
	if running, err := server(); err == nil {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = running.Stop(ctx) // the watchdog does what is left
	}
}

// New returns an own schema with all migrations applied and no rows (migrations nil: the common tables only). It
// is dropped, and the pool closed, when t ends.
func New(t testing.TB, migrations fs.FS) *postgres.DB {
	t.Helper()
	url, schema := Schema(t)
	db, err := postgres.Open(t.Context(), url, schema, postgres.WithMaxConns(maxConns))
	if err != nil {
		t.Fatalf("open the test database: %v", err)
	}
	t.Cleanup(db.Close)
	if err := db.Migrate(t.Context(), migrations); err != nil {
		t.Fatalf("migrate the test schema: %v", err)
	}
	return db
}

// Schema creates an empty schema without tables that is dropped when t ends, and returns where it is.
func Schema(t testing.TB) (url, schema string) {
	t.Helper()
	url = URL(t)
	schema = "test_" + strings.ToLower(rand.Text())
	if err := administer(t.Context(), url, "create schema "+schema); err != nil {
		t.Fatalf("create the test schema: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 30*time.Second)
		defer cancel()
		if err := administer(ctx, url, "drop schema "+schema+" cascade"); err != nil {
			t.Errorf("drop the test schema: %v", err)
		}
	})
	return url, schema
}

// URL is the address of the test server, with rights to create schemas.
func URL(t testing.TB) string {
	t.Helper()
	running, err := server()
	if err != nil {
		t.Fatalf("test database: %v", err)
	}
	return running.URL
}

func administer(ctx context.Context, url, sql string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	_, err = conn.Exec(ctx, sql)
	return err
}
