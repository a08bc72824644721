package notification

import (
	"context"
	"net/http"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/httpapi"
)

// routes is the whole HTTP surface of the service.
func (n *Notices) routes(api *httpapi.API) {
	op := func(id, method, path, summary string, failures ...int) httpapi.Operation {
		return httpapi.Op(id, method, "/api/v1/notifications"+path, auth.Signed, failures...).Tag("notifications").Summary(summary).MaxBody(64 << 10)
	}
	httpapi.Handle(api, op("list-notifications", http.MethodGet, "", "The caller's messages, newest first"), n.list)
	httpapi.Stream(api, op("follow-notifications", http.MethodGet, "/stream", "Every message as it comes, and how many are unread").
		Event("notification", Notification{}).Event("unread", Unread{}), n.stream)
	httpapi.Handle(api, op("read-notification", http.MethodPut, "/{id}/read", "Mark a message as read", http.StatusNotFound), n.read)
	httpapi.Handle(api, op("get-notification-preferences", http.MethodGet, "/preferences", "Which messages the caller wants, and how"), n.preferences)
	httpapi.Handle(api, op("put-notification-preferences", http.MethodPut, "/preferences", "Choose which messages to get, and how").
		Description("Messages about the account itself (prove the address, new password) always come."), n.prefer)
	httpapi.Handle(api, op("list-alerts", http.MethodGet, "/alerts", "What the caller waits to be told of"), n.watching)
	httpapi.Handle(api, op("create-alert", http.MethodPost, "/alerts", "Be told, once, when an article is back in stock or its price falls",
		http.StatusNotFound, http.StatusConflict).Status(http.StatusCreated), n.watch)
	httpapi.Handle(api, op("delete-alert", http.MethodDelete, "/alerts/{id}", "Do not be told after all", http.StatusNotFound), n.unwatch)
	n.unsubscribeRoutes(api)
}

// Inbox is one part of the caller's messages.
type Inbox struct {
	Items  []Notification `json:"items"`
	Next   *string        `json:"next" doc:"Pass as cursor to read on; null at the end"`
	Unread int            `json:"unread" doc:"Of all messages, not only of this part"`
}

// Unread is how many messages are unread.
type Unread struct {
	Count int `json:"count"`
}

func (n *Notices) list(ctx context.Context, in *httpapi.PageInput) (*httpapi.Body[Inbox], error) {
	before := ""
	if err := httpapi.DecodeCursor(in.Cursor, &before); err != nil {
		return nil, err
	}
	if before != "" && !isID(before) {
		return nil, httpapi.ErrInvalidCursor
	}
	items, unread, err := n.List(ctx, before, in.Limit)
	next := ""
	if len(items) == in.Limit {
		next = httpapi.EncodeCursor(items[len(items)-1].ID)
	}
	page := httpapi.NewPage(items, next)
	return httpapi.Reply(Inbox{page.Items, page.Next, unread}, err)
}

type streamInput struct {
	LastEventID string `header:"Last-Event-ID" doc:"Id of the last message that was seen; what came after it is told again"`
}

func (n *Notices) stream(_ context.Context, in *streamInput) (func(context.Context, *httpapi.EventWriter) error, error) {
	after := in.LastEventID
	if !isID(after) {
		after = ""
	}
	return func(ctx context.Context, w *httpapi.EventWriter) error {
		return n.Follow(ctx, after, Feed{
			Notification: func(item Notification) error { return w.Send(item.ID, "notification", item) },
			Unread:       func(count int) error { return w.Send("", "unread", Unread{count}) },
		})
	}, nil
}

func (n *Notices) read(ctx context.Context, in *httpapi.IDInput) (*httpapi.Body[Notification], error) {
	return httpapi.Reply(n.Read(ctx, in.ID))
}

func (n *Notices) preferences(ctx context.Context, _ *struct{}) (*httpapi.Body[Preferences], error) {
	return httpapi.Reply(n.Preferences(ctx))
}

func (n *Notices) prefer(ctx context.Context, in *httpapi.Body[Preferences]) (*httpapi.Body[Preferences], error) {
	return httpapi.Reply(n.Prefer(ctx, in.Body))
}

func (n *Notices) watching(ctx context.Context, _ *struct{}) (*httpapi.Body[httpapi.Page[Alert]], error) {
	all, err := n.Watching(ctx)
	return httpapi.Reply(httpapi.NewPage(all, ""), err)
}

func (n *Notices) watch(ctx context.Context, in *httpapi.Body[Wish]) (*httpapi.Created[Alert], error) {
	made, err := n.Watch(ctx, in.Body)
	return httpapi.ReplyCreated("/api/v1/notifications/alerts/"+made.ID, made, err)
}

func (n *Notices) unwatch(ctx context.Context, in *httpapi.IDInput) (*struct{}, error) {
	return nil, n.Unwatch(ctx, in.ID)
}
