package postgres_test

import (
	"testing"
	"testing/fstest"

	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"
)

func TestMigrateMakesCommonAndOwnTables(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, stock)
	got, err := postgres.Values[string](t.Context(), db,
		"select tablename::text from pg_tables where schemaname = @schema order by 1", postgres.Args{"schema": db.Schema()})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"changes", "dead_letters", "goose_common", "goose_version", "idempotency", "inbox", "journal", "outbox", "stock"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReplicasMigrateTogether(t *testing.T) {
	t.Parallel()
	url, schema := postgrestest.Schema(t)
	var replicas errgroup.Group
	for range 3 {
		replicas.Go(func() error {
			db, err := postgres.Open(t.Context(), url, schema)
			if err != nil {
				return err
			}
			defer db.Close()
			return db.Migrate(t.Context(), stock)
		})
	}
	if err := replicas.Wait(); err != nil {
		t.Error(err)
	}
}

func TestBrokenMigrationCanBeRepeatedOnceMended(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, stock)
	files := fstest.MapFS{"00001_stock.sql": stock["00001_stock.sql"],
		"00002_more.sql": {Data: []byte("-- +goose Up\ncreate table more (n int);\ncreate table more (n int);")}}
	if err := db.Migrate(t.Context(), files); err == nil {
		t.Fatal("a broken migration was accepted")
	}
	files["00002_more.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\ncreate table more (n int);")}
	if err := db.Migrate(t.Context(), files); err != nil {
		t.Error(err)
	}
}

// Events of one key must share a shard, and every shard number must be one that a relay takes.
func TestOutboxShardsAreZeroToSeven(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, nil)
	if _, err := postgres.Exec(t.Context(), db, `insert into outbox (event_id, topic, key, payload)
		select gen_random_uuid(), 'topic', 'key ' || n % 500, '' from generate_series(1, 1000) n`, nil); err != nil {
		t.Fatal(err)
	}
	type facts struct{ Lowest, Highest, Shards, Torn int }
	got, err := postgres.One[facts](t.Context(), db, `
		select min(shard) lowest, max(shard) highest, count(distinct shard) shards,
			(select count(*) from (select key from outbox group by key having count(distinct shard) > 1) k) torn
		from outbox`, nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := (facts{Lowest: 0, Highest: 7, Shards: 8}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
