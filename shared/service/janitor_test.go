package service

import (
	"log/slog"
	"testing"

	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
)

func TestForgetsAllThatIsTooOld(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, nil)
	_, err := postgres.Exec(t.Context(), db, `
		insert into inbox (event_id, topic, at) select gen_random_uuid(), 'old', now() - interval '9 days' from generate_series(1, 25000)
		union all select gen_random_uuid(), 'young', now() - interval '7 days' from generate_series(1, 5)`, postgres.Args{})
	if err != nil {
		t.Fatal(err)
	}
	s := &Service{DB: db, Log: slog.New(slog.DiscardHandler)}
	s.forgetOld(t.Context())
	topics, err := postgres.Values[string](t.Context(), db, `select topic from inbox`, postgres.Args{})
	if err != nil || len(topics) != 5 {
		t.Errorf("%d rows are left (%v), want the 5 young ones", len(topics), err)
	}
}
