package postgrestest_test

import (
	"testing"
	"testing/fstest"

	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
)

var migrations = fstest.MapFS{"00001_things.sql": {Data: []byte("-- +goose Up\ncreate table things (id int primary key);\n")}}

func TestEachTestHasItsOwnEmptySchema(t *testing.T) {
	t.Parallel()
	for range 3 {
		t.Run("same key", func(t *testing.T) {
			t.Parallel()
			db := postgrestest.New(t, migrations)
			if _, err := postgres.Exec(t.Context(), db, "insert into things values (1)", nil); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestSchemaIsGoneAfterItsTest(t *testing.T) {
	t.Parallel()
	var schema string
	t.Run("uses it", func(t *testing.T) { schema = postgrestest.New(t, nil).Schema() })
	db := postgrestest.New(t, nil)
	left, err := postgres.Value[int](t.Context(), db,
		"select count(*) from pg_namespace where nspname = @schema", postgres.Args{"schema": schema})
	if err != nil {
		t.Fatal(err)
	}
	if left != 0 {
		t.Errorf("schema %s is still there", schema)
	}
}
