package orchestrator

import (
	"context"
	"fmt"
	"strings"

	"github.com/askcart/askcart/services/llm-orchestrator/search"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/problem"
)

// What can go wrong with synonyms.
var (
	ErrNoSynonym = problem.New(problem.NotFound, "synonym_not_found", "there is no such group of synonyms")
	ErrTerms     = problem.New(problem.Invalid, "synonym_terms", "two or more different words or phrases of at most 60 letters are needed").
			WithFields(problem.Field{Path: "body.terms", Message: "two or more different words or phrases"})
)

// Synonyms lists groups after the one with an id, oldest first.
func (s *Search) Synonyms(ctx context.Context, after string, limit int) ([]Synonym, error) {
	return listSynonyms(ctx, s.db, after, limit)
}

// MakeSynonym adds a group; every replica follows within a second. ErrTerms.
func (s *Search) MakeSynonym(ctx context.Context, terms []string) (Synonym, error) {
	return s.writeSynonym(ctx, events.NewID(), terms, false)
}

// ChangeSynonym replaces the terms of a group. ErrTerms, ErrNoSynonym.
func (s *Search) ChangeSynonym(ctx context.Context, id string, terms []string) (Synonym, error) {
	return s.writeSynonym(ctx, id, terms, true)
}

func (s *Search) writeSynonym(ctx context.Context, id string, terms []string, existing bool) (made Synonym, err error) {
	if terms, err = checkTerms(terms); err != nil {
		return made, err
	}
	err = s.db.InTx(ctx, func(tx postgres.Tx) error {
		if _, found, err := findSynonym(ctx, tx, id); err != nil || existing && !found {
			return orMissing(err)
		}
		if err := saveSynonym(ctx, tx, id, terms); err != nil {
			return fmt.Errorf("save synonym: %w", err)
		}
		made, _, err = findSynonym(ctx, tx, id)
		return err
	})
	return made, err
}

// DropSynonym removes a group. ErrNoSynonym.
func (s *Search) DropSynonym(ctx context.Context, id string) error {
	return s.db.InTx(ctx, func(tx postgres.Tx) error {
		if found, err := deleteSynonym(ctx, tx, id); err != nil || !found {
			return orMissing(err)
		}
		return nil
	})
}

func orMissing(err error) error {
	if err == nil {
		return ErrNoSynonym
	}
	return err
}

// checkTerms returns the terms as they are kept: trimmed, each once.
func checkTerms(terms []string) ([]string, error) {
	seen := map[string]bool{}
	kept := []string{}
	for _, t := range terms {
		t = strings.Join(search.Words(t), " ")
		if len(t) > 60 {
			return nil, ErrTerms
		}
		if t != "" && !seen[t] {
			seen[t] = true
			kept = append(kept, t)
		}
	}
	if len(kept) < 2 {
		return nil, ErrTerms
	}
	return kept, nil
}

// Insight is what shoppers looked for.
type Insight struct {
	Searches     int64   `json:"searches"`
	Empty        int64   `json:"empty" doc:"Searches that found nothing"`
	ClickThrough float64 `json:"click_through" doc:"Clicks on results for each search"`
	Most         []Asked `json:"most" doc:"The texts asked most, at most 100"`
	Nothing      []Asked `json:"nothing" doc:"The texts that found nothing, at most 100"`
}

// Insight adds up what was asked within the last days. Counts arrive a second late.
func (s *Search) Insight(ctx context.Context, days int) (Insight, error) {
	total, err := askedTotals(ctx, s.db, days)
	if err != nil {
		return Insight{}, fmt.Errorf("read insight: %w", err)
	}
	i := Insight{Searches: total.Times, Empty: total.Empty}
	if total.Times > 0 {
		i.ClickThrough = float64(total.Clicks) / float64(total.Times)
	}
	if i.Most, err = askedMost(ctx, s.db, days, false); err != nil {
		return i, fmt.Errorf("read insight: %w", err)
	}
	i.Nothing, err = askedMost(ctx, s.db, days, true)
	return i, err
}
