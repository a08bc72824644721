package postgres_test

import (
	"testing"

	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
)

// A machine that loses its power says no goodbye. What its sessions lock, the relay's shards and orders' rows, nobody
// else can have until the server has noticed, by default after two hours.
func TestTheServerNoticesADeadClientSoon(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, nil)
	seconds, err := postgres.Value[int](t.Context(), db, `
		select current_setting('tcp_keepalives_idle')::int
			+ current_setting('tcp_keepalives_interval')::int * current_setting('tcp_keepalives_count')::int`, postgres.Args{})
	if err != nil || seconds == 0 || seconds > 60 {
		t.Errorf("noticed after %d s (%v), want at most 60", seconds, err)
	}
}
