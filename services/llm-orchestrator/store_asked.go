package orchestrator

import (
	"context"
	"time"

	"github.com/askcart/askcart/shared/postgres"
)

// saveAsked adds to the counts of today.
func saveAsked(ctx context.Context, q postgres.Querier, counts map[string]count) error {
	queries, times, empty := []string{}, []int64{}, []int64{}
	for query, n := range counts {
		queries, times, empty = append(queries, query), append(times, n.times), append(empty, n.empty)
	}
	_, err := postgres.Exec(ctx, q, `
		insert into asked (day, query, times, empty)
		select current_date, * from unnest(@queries::text[], @times::bigint[], @empty::bigint[]) as a(query, times, empty)
		on conflict (day, query) do update set times = asked.times + excluded.times, empty = asked.empty + excluded.empty`,
		postgres.Args{"queries": queries, "times": times, "empty": empty})
	return err
}

func countClick(ctx context.Context, tx postgres.Tx, query string, at time.Time) error {
	_, err := postgres.Exec(ctx, tx, `
		insert into asked (day, query, clicks) values (least(@at::date, current_date), @query, 1)
		on conflict (day, query) do update set clicks = asked.clicks + 1`, postgres.Args{"at": at, "query": query})
	return err
}

// popularQueries lists what was asked at least three times within a month and found something, most asked first. Rarer
// texts may be personal and are shown to nobody else.
func popularQueries(ctx context.Context, q postgres.Querier) ([]string, error) {
	return postgres.Values[string](ctx, q, `
		select query from asked where day > current_date - 30
		group by query having sum(times) >= 3 and sum(empty) * 2 < sum(times)
		order by sum(times) desc, query limit 1000`, postgres.Args{})
}

// Asked is how a text was searched for and answered.
type Asked struct {
	Query  string `json:"query"`
	Times  int64  `json:"times" doc:"How often it was searched for"`
	Empty  int64  `json:"empty" doc:"How often nothing was found"`
	Clicks int64  `json:"clicks" doc:"How often a result was opened"`
}

// askedMost lists texts by how often they were asked, or only those that found nothing.
func askedMost(ctx context.Context, q postgres.Querier, days int, emptyOnly bool) ([]Asked, error) {
	return postgres.All[Asked](ctx, q, `
		select query, sum(times)::bigint as times, sum(empty)::bigint as empty, sum(clicks)::bigint as clicks
		from asked where day > current_date - @days::int
		group by query having sum(times) > 0 and (not @empty or sum(empty) > 0)
		order by case when @empty then sum(empty) else sum(times) end desc, query limit 100`,
		postgres.Args{"days": days, "empty": emptyOnly})
}

// askedTotals adds up all that was asked.
func askedTotals(ctx context.Context, q postgres.Querier, days int) (Asked, error) {
	return postgres.One[Asked](ctx, q, `
		select '' as query, coalesce(sum(times), 0)::bigint as times, coalesce(sum(empty), 0)::bigint as empty,
			coalesce(sum(clicks), 0)::bigint as clicks from asked where day > current_date - @days::int`, postgres.Args{"days": days})
}
