package orchestrator

import (
	"context"
	"time"

	"github.com/askcart/askcart/shared/changes"
	"github.com/askcart/askcart/shared/postgres"
)

// Synonym is a group of words or phrases that find what any of them finds.
type Synonym struct {
	ID        string    `json:"id" format:"uuid"`
	Terms     []string  `json:"terms"`
	CreatedAt time.Time `json:"created_at"`
}

const selectSynonym = `select id::text as id, terms, created_at from synonym `

func listSynonyms(ctx context.Context, q postgres.Querier, after string, limit int) ([]Synonym, error) {
	return postgres.All[Synonym](ctx, q, selectSynonym+`
		where @after = '' or (created_at, id) > (select created_at, id from synonym where id::text = @after)
		order by created_at, id limit @limit`, postgres.Args{"after": after, "limit": limit})
}

func synonymGroups(ctx context.Context, q postgres.Querier) ([][]string, error) {
	return postgres.Values[[]string](ctx, q, `select terms from synonym order by created_at, id`, postgres.Args{})
}

func findSynonym(ctx context.Context, q postgres.Querier, id string) (Synonym, bool, error) {
	return postgres.Maybe[Synonym](ctx, q, selectSynonym+`where id = @id`, postgres.Args{"id": id})
}

// saveSynonym makes the group or changes its terms.
func saveSynonym(ctx context.Context, tx postgres.Tx, id string, terms []string) error {
	_, err := postgres.Exec(ctx, tx, `
		insert into synonym (id, terms) values (@id, @terms) on conflict (id) do update set terms = excluded.terms`,
		postgres.Args{"id": id, "terms": terms})
	if err != nil {
		return err
	}
	return changes.Add(ctx, tx, changedSynonyms, id)
}

func deleteSynonym(ctx context.Context, tx postgres.Tx, id string) (bool, error) {
	n, err := postgres.Exec(ctx, tx, `delete from synonym where id = @id`, postgres.Args{"id": id})
	if err != nil || n == 0 {
		return false, err
	}
	return true, changes.Add(ctx, tx, changedSynonyms, id)
}
