package orchestrator

import (
	"context"
	"net/http"
	"strings"

	"github.com/askcart/askcart/services/llm-orchestrator/assistant"
	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/httpapi"
	"github.com/askcart/askcart/shared/problem"
)

// ErrNothingAsked answers a text of nothing but space.
var ErrNothingAsked = problem.New(problem.Invalid, "text_required", "a message needs a text").
	WithFields(problem.Field{Path: "body.text", Message: "must not be blank"})

// routes is the HTTP surface of the assistant.
func (a *Assistant) routes(api *httpapi.API) {
	op := func(id, method, path string, failures ...int) httpapi.Operation {
		return httpapi.Op(id, method, root+"/assistant"+path, auth.Signed, failures...).Tag("assistant").MaxBody(64 << 10)
	}
	httpapi.Stream(api, streamed(op("ask-assistant", http.MethodPost, "/messages", http.StatusNotFound).
		Summary("Ask the assistant; its answer streams, with sources, products and a proposal")), a.postMessage)
	httpapi.Stream(api, streamed(op("resume-answer", http.MethodGet, "/messages/{id}/stream", http.StatusNotFound).
		Summary("An answer from where its reader left off (Last-Event-ID)")), a.resume)
	httpapi.Handle(api, op("rate-answer", http.MethodPost, "/messages/{id}/feedback", http.StatusNotFound).
		Summary("Say whether an answer helped"), a.postFeedback)
	httpapi.Handle(api, op("list-conversations", http.MethodGet, "/conversations").
		Summary("The caller's conversations, newest first"), a.listConversations)
	httpapi.Handle(api, op("get-conversation", http.MethodGet, "/conversations/{id}", http.StatusNotFound).
		Summary("A conversation, its products as they are now"), a.getConversation)
	httpapi.Handle(api, op("delete-conversation", http.MethodDelete, "/conversations/{id}", http.StatusNotFound).
		Summary("Forget a conversation"), a.removeConversation)
}

// streamed documents the events of an answer, in their order.
func streamed(op httpapi.Operation) httpapi.Operation {
	return op.Event("start", StartEvent{}).Event("status", TextEvent{}).Event("delta", TextEvent{}).Event("products", CardsEvent{}).
		Event("sources", SourcesEvent{}).Event("action", assistant.Action{}).Event("followups", FollowUpsEvent{}).
		Event("done", DoneEvent{}).Event("error", ErrorEvent{})
}

// Place is where a shopper asks.
type Place struct {
	ProductID string `json:"product_id,omitempty" format:"uuid" doc:"Of the page the shopper is on"`
}

type messageInput struct {
	InCurrency
	Body struct {
		ConversationID string `json:"conversation_id,omitempty" format:"uuid" doc:"Begins a new conversation when left out"`
		Text           string `json:"text" minLength:"1" maxLength:"2000"`
		Context        *Place `json:"context,omitempty"`
	}
}

type sending = func(context.Context, *httpapi.EventWriter) error

func (a *Assistant) postMessage(ctx context.Context, in *messageInput) (sending, error) {
	q := asking{Conversation: in.Body.ConversationID, Text: strings.TrimSpace(in.Body.Text), Currency: a.finder.in(in.Currency)}
	if q.Text == "" {
		return nil, ErrNothingAsked
	}
	if in.Body.Context != nil {
		q.ProductID = in.Body.Context.ProductID
	}
	id, err := a.Ask(ctx, q)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, w *httpapi.EventWriter) error { return a.Follow(ctx, id, "", w.Send) }, nil
}

type resumeInput struct {
	httpapi.IDInput
	LastEventID string `header:"Last-Event-ID" doc:"The last event that was read"`
}

func (a *Assistant) resume(ctx context.Context, in *resumeInput) (sending, error) {
	if err := a.Owns(ctx, in.ID); err != nil {
		return nil, err
	}
	return func(ctx context.Context, w *httpapi.EventWriter) error {
		return a.Follow(ctx, in.ID, in.LastEventID, w.Send)
	}, nil
}

type feedbackInput struct {
	httpapi.IDInput
	Body struct {
		Helpful bool   `json:"helpful"`
		Comment string `json:"comment,omitempty" maxLength:"1000"`
	}
}

func (a *Assistant) postFeedback(ctx context.Context, in *feedbackInput) (*struct{}, error) {
	return nil, a.Rate(ctx, in.ID, in.Body.Helpful, in.Body.Comment)
}

func (a *Assistant) listConversations(ctx context.Context, in *httpapi.PageInput) (*httpapi.Body[httpapi.Page[Conversation]], error) {
	before := ""
	if err := httpapi.DecodeCursor(in.Cursor, &before); err != nil || before != "" && !isID(before) {
		return nil, httpapi.ErrInvalidCursor
	}
	list, err := a.Conversations(ctx, before, in.Limit+1) // one more tells whether there is more
	next := ""
	if len(list) > in.Limit {
		list = list[:in.Limit]
		next = httpapi.EncodeCursor(list[in.Limit-1].ID)
	}
	return httpapi.Reply(httpapi.NewPage(list, next), err)
}

type dialogueInput struct {
	httpapi.IDInput
	InCurrency
}

func (a *Assistant) getConversation(ctx context.Context, in *dialogueInput) (*httpapi.Body[Dialogue], error) {
	return httpapi.Reply(a.Dialogue(ctx, in.ID, a.finder.in(in.Currency)))
}

func (a *Assistant) removeConversation(ctx context.Context, in *httpapi.IDInput) (*struct{}, error) {
	return nil, a.Forget(ctx, in.ID)
}
