package bare

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Connections is the size of the pool, which is that of the services.
const Connections = 8

// Open connects to the database that the services use, as a role that may read and write their schemas.
func Open(ctx context.Context, databaseURL string) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(databaseURL)
	if err != nil {
		return nil, err
	}
	cfg.MaxConns = Connections
	return pgxpool.NewWithConfig(ctx, cfg)
}

// Routes are the paths of the services.
func Routes(db *pgxpool.Pool) http.Handler {
	router := chi.NewRouter()
	router.Get("/healthz", func(http.ResponseWriter, *http.Request) {})
	router.Get("/api/v1/products", func(w http.ResponseWriter, r *http.Request) {
		cards, err := list(r.Context(), db)
		answer(w, page{cards}, err)
	})
	router.Get("/api/v1/products/{slug}", func(w http.ResponseWriter, r *http.Request) {
		p, err := detail(r.Context(), db, chi.URLParam(r, "slug"))
		answer(w, p, err)
	})
	router.Post("/api/v1/cart/items", func(w http.ResponseWriter, r *http.Request) {
		var wanted item
		if err := json.NewDecoder(r.Body).Decode(&wanted); err != nil {
			http.Error(w, "no item", http.StatusBadRequest)
			return
		}
		l, err := add(r.Context(), db, r.Header.Get("X-User"), wanted)
		answer(w, l, err)
	})
	return router
}

func answer(w http.ResponseWriter, v any, err error) {
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		http.Error(w, "not found", http.StatusNotFound)
		return
	case err != nil:
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	text, err := json.Marshal(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(text) // a client that has gone needs no answer
}
