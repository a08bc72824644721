package orchestrator

import (
	"context"
	"time"

	"github.com/askcart/askcart/services/llm-orchestrator/assistant"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres"
)

const selectConversation = `select id::text as id, title, created_at, changed_at from conversation `

func listConversations(ctx context.Context, q postgres.Querier, owners []string, before string, limit int) ([]Conversation, error) {
	return postgres.All[Conversation](ctx, q, selectConversation+`
		where user_id = any(@owners::uuid[]) and (@before = '' or id < nullif(@before, '')::uuid) order by id desc limit @limit`,
		postgres.Args{"owners": owners, "before": before, "limit": limit})
}

func findConversation(ctx context.Context, q postgres.Querier, id string, owners []string) (Conversation, bool, error) {
	return postgres.Maybe[Conversation](ctx, q, selectConversation+`where id = @id and user_id = any(@owners::uuid[])`,
		postgres.Args{"id": id, "owners": owners})
}

func deleteConversation(ctx context.Context, q postgres.Querier, id string, owners []string) (bool, error) {
	n, err := postgres.Exec(ctx, q, `delete from conversation where id = @id and user_id = any(@owners::uuid[])`,
		postgres.Args{"id": id, "owners": owners})
	return n == 1, err
}

// storedMessage is a message as it is kept.
type storedMessage struct {
	ID        string
	Role      string
	Text      string
	Status    string
	Reply     kept
	CreatedAt time.Time
}

// messagesOf returns the last 200 messages of a conversation, oldest first.
func messagesOf(ctx context.Context, q postgres.Querier, conversation string) ([]storedMessage, error) {
	return postgres.All[storedMessage](ctx, q, `
		select * from (select id::text as id, role, text, status, reply, created_at from message
			where conversation_id = @id order by id desc limit 200) last order by id`, postgres.Args{"id": conversation})
}

func reviewsOf(ctx context.Context, q postgres.Querier, productID string) ([]assistant.Review, error) {
	return postgres.All[assistant.Review](ctx, q, `
		select rating, title, body, changed_at as at from review where product_id = @product and shown
		order by verified desc, changed_at desc, id limit 20`, postgres.Args{"product": productID})
}

// moveConversations gives a guest's conversations to the account the guest turned out to be.
func moveConversations(ctx context.Context, tx postgres.Tx, m events.UserMerge) error {
	_, err := postgres.Exec(ctx, tx, `update conversation set user_id = @to where user_id = @from`,
		postgres.Args{"from": m.From, "to": m.To})
	return err
}

// forgetUser deletes what a user said and was told.
func forgetUser(ctx context.Context, tx postgres.Tx, id string) error {
	if _, err := postgres.Exec(ctx, tx, `delete from conversation where user_id = @user`, postgres.Args{"user": id}); err != nil {
		return err
	}
	_, err := postgres.Exec(ctx, tx, `delete from feedback where user_id = @user`, postgres.Args{"user": id})
	return err
}
