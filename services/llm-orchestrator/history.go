package orchestrator

import (
	"context"
	"fmt"

	"github.com/askcart/askcart/services/llm-orchestrator/assistant"
	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
)

// Owns reports with ErrNoMessage that an answer is not the caller's.
func (a *Assistant) Owns(ctx context.Context, id string) error {
	owns, err := ownsMessage(ctx, a.db, id, auth.From(ctx).Owners())
	if err != nil {
		return fmt.Errorf("find message: %w", err)
	}
	if !owns {
		return ErrNoMessage
	}
	return nil
}

// Conversations lists the caller's, newest first, after the one with the id before.
func (a *Assistant) Conversations(ctx context.Context, before string, limit int) ([]Conversation, error) {
	return listConversations(ctx, a.db, auth.From(ctx).Owners(), before, limit)
}

// Dialogue is a conversation with its last 200 messages.
type Dialogue struct {
	Conversation
	Messages []Message `json:"messages"`
}

// Dialogue returns one of the caller's conversations, its products as they are now. ErrNoConversation.
func (a *Assistant) Dialogue(ctx context.Context, id string, in money.Currency) (Dialogue, error) {
	c, found, err := findConversation(ctx, a.db, id, auth.From(ctx).Owners())
	if err != nil || !found {
		return Dialogue{}, orElse(err, ErrNoConversation)
	}
	stored, err := messagesOf(ctx, a.db, id)
	if err != nil {
		return Dialogue{}, fmt.Errorf("read messages: %w", err)
	}
	d := Dialogue{c, make([]Message, len(stored))}
	for i, m := range stored {
		d.Messages[i] = Message{
			ID: m.ID, Role: m.Role, Text: m.Text, Status: m.Status, CreatedAt: m.CreatedAt, Products: a.cards(m.Reply.Cards, in),
			Sources: append([]assistant.Source{}, m.Reply.Sources...), FollowUps: append([]string{}, m.Reply.FollowUps...),
		}
	}
	return d, nil
}

// Forget deletes one of the caller's conversations. ErrNoConversation.
func (a *Assistant) Forget(ctx context.Context, id string) error {
	found, err := deleteConversation(ctx, a.db, id, auth.From(ctx).Owners())
	if err != nil || !found {
		return orElse(err, ErrNoConversation)
	}
	return nil
}

// Rate notes whether an answer helped; a second opinion of the same caller replaces the first. ErrNoMessage.
func (a *Assistant) Rate(ctx context.Context, id string, helpful bool, comment string) error {
	if err := a.Owns(ctx, id); err != nil {
		return err
	}
	return saveFeedback(ctx, a.db, id, auth.From(ctx).UserID, helpful, comment)
}

// userMerged gives a guest's conversations to the account.
func (a *Assistant) userMerged(ctx context.Context, tx postgres.Tx, _ events.Meta, m events.UserMerge) error {
	return moveConversations(ctx, tx, m)
}

// userErased forgets what a user said.
func (a *Assistant) userErased(ctx context.Context, tx postgres.Tx, _ events.Meta, u events.UserID) error {
	return forgetUser(ctx, tx, u.ID)
}
