package service

import (
	"context"
	"net/http"

	"github.com/google/uuid"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/httpapi"
	"github.com/askcart/askcart/shared/inbox"
	"github.com/askcart/askcart/shared/journal"
)

// staffRoutes registers what every service offers its staff: its part of an order's story, and
// the events that it could not handle.
func (s *Service) staffRoutes() {
	httpapi.Handle(s.API, httpapi.Op("get-journal", http.MethodGet, "/journal", auth.Staff).Tag("operations").
		Summary("What happened to an order in this service"), s.journal)
	httpapi.Handle(s.API, httpapi.Op("list-dead-letters", http.MethodGet, "/dead-letters", auth.Staff).Tag("operations").
		Summary("Events that could not be handled"), s.deadLetters)
	httpapi.Handle(s.API, httpapi.Op("replay-dead-letter", http.MethodPost, "/dead-letters/{id}/replay", auth.Staff,
		http.StatusNotFound, http.StatusConflict).Tag("operations").
		Summary("Handle an event again, and all that waits behind it"), s.replay)
}

type journalInput struct {
	OrderID string `query:"order_id" required:"true" format:"uuid" doc:"Id of the order"`
}

func (s *Service) journal(ctx context.Context, in *journalInput) (*httpapi.Body[httpapi.Page[journal.Entry]], error) {
	lines, err := journal.Of(ctx, s.DB, in.OrderID)
	return httpapi.Reply(httpapi.NewPage(lines, ""), err)
}

func (s *Service) deadLetters(ctx context.Context, in *httpapi.PageInput) (*httpapi.Body[httpapi.Page[inbox.DeadLetter]], error) {
	if _, err := uuid.Parse(in.Cursor); in.Cursor != "" && err != nil {
		return nil, httpapi.ErrInvalidCursor
	}
	letters, err := inbox.List(ctx, s.DB, in.Cursor, in.Limit)
	next := ""
	if len(letters) == in.Limit {
		next = letters[len(letters)-1].ID
	}
	return httpapi.Reply(httpapi.NewPage(letters, next), err)
}

// replayed is the answer to a replay that went through.
type replayed struct {
	ID string `json:"id"`
}

func (s *Service) replay(ctx context.Context, in *httpapi.IDInput) (*httpapi.Body[replayed], error) {
	if s.consumer == nil {
		return nil, inbox.ErrNoLetter
	}
	return httpapi.Reply(replayed{in.ID}, s.consumer.Replay(ctx, in.ID))
}
