package orchestrator

import (
	"context"
	"encoding/json"

	"github.com/askcart/askcart/services/llm-orchestrator/assistant"
	"github.com/askcart/askcart/shared/changes"
	"github.com/askcart/askcart/shared/postgres"
)

// changedMessage is told after events of an answer were written.
const changedMessage = "message"

// lockConversation returns the memory of one of the owners' conversations, locked; false when it is not theirs.
func lockConversation(ctx context.Context, tx postgres.Tx, id string, owners []string) (assistant.Memory, bool, error) {
	type row struct{ Memory assistant.Memory }
	r, found, err := postgres.Maybe[row](ctx, tx, `
		select memory from conversation where id = @id and user_id = any(@owners::uuid[]) for update`,
		postgres.Args{"id": id, "owners": owners})
	return r.Memory, found, err
}

func insertConversation(ctx context.Context, tx postgres.Tx, id, userID, title string) error {
	_, err := postgres.Exec(ctx, tx, `insert into conversation (id, user_id, title) values (@id, @user, @title)`,
		postgres.Args{"id": id, "user": userID, "title": title})
	return err
}

func insertMessage(ctx context.Context, tx postgres.Tx, id, conversation, role, text, status string) error {
	_, err := postgres.Exec(ctx, tx, `
		insert into message (id, conversation_id, role, text, status) values (@id, @conversation, @role, @text, @status)`,
		postgres.Args{"id": id, "conversation": conversation, "role": role, "text": text, "status": status})
	return err
}

// appendEvents writes events after those an answer has, and tells every replica.
func appendEvents(ctx context.Context, tx postgres.Tx, message string, all []told) error {
	names, bodies := make([]string, len(all)), make([]string, len(all))
	for i, e := range all {
		body, err := json.Marshal(e.Data)
		if err != nil {
			return err
		}
		names[i], bodies[i] = e.Event, string(body)
	}
	_, err := postgres.Exec(ctx, tx, `
		insert into message_event (message_id, seq, event, data)
		select @message, (select coalesce(max(seq), 0) from message_event where message_id = @message) + n, event, data::jsonb
		from unnest(@names::text[], @bodies::text[]) with ordinality as e(event, data, n)`,
		postgres.Args{"message": message, "names": names, "bodies": bodies})
	if err != nil {
		return err
	}
	return changes.Add(ctx, tx, changedMessage, message)
}

// finishMessage stores an answer, unless it has already ended, and reports whether it did.
func finishMessage(ctx context.Context, tx postgres.Tx, id, status, text string, k kept) (bool, error) {
	body, err := json.Marshal(k)
	if err != nil {
		return false, err
	}
	n, err := postgres.Exec(ctx, tx, `
		update message set status = @status, text = @text, reply = @reply::jsonb where id = @id and status = 'running'`,
		postgres.Args{"id": id, "status": status, "text": text, "reply": string(body)})
	return n == 1, err
}

func saveMemory(ctx context.Context, tx postgres.Tx, conversation string, m assistant.Memory) error {
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	_, err = postgres.Exec(ctx, tx, `update conversation set memory = @memory::jsonb, changed_at = now() where id = @id`,
		postgres.Args{"id": conversation, "memory": string(body)})
	return err
}

// eventsAfter returns what a reader of an answer has not seen.
func eventsAfter(ctx context.Context, q postgres.Querier, message string, after int) ([]told, error) {
	type row struct {
		Seq   int
		Event string
		Data  json.RawMessage
	}
	rows, err := postgres.All[row](ctx, q, `
		select seq, event, data from message_event where message_id = @message and seq > @after order by seq`,
		postgres.Args{"message": message, "after": after})
	all := make([]told, len(rows))
	for i, r := range rows {
		all[i] = told{r.Seq, r.Event, r.Data}
	}
	return all, err
}

// stale lists answers that were begun and will not be ended: whoever composed them is gone.
func stale(ctx context.Context, q postgres.Querier) ([]string, error) {
	return postgres.Values[string](ctx, q, `
		select id::text from message where status = 'running' and created_at < now() - interval '60 s' limit 100`, postgres.Args{})
}

// ownsMessage reports whether an answer is in a conversation of the owners.
func ownsMessage(ctx context.Context, q postgres.Querier, id string, owners []string) (bool, error) {
	return postgres.Value[bool](ctx, q, `
		select exists (select from message m join conversation c on c.id = m.conversation_id
			where m.id = @id and m.role = 'assistant' and c.user_id = any(@owners::uuid[]))`, postgres.Args{"id": id, "owners": owners})
}

func saveFeedback(ctx context.Context, q postgres.Querier, message, user string, helpful bool, comment string) error {
	_, err := postgres.Exec(ctx, q, `
		insert into feedback (message_id, user_id, helpful, comment) values (@message, @user, @helpful, @comment)
		on conflict (message_id, user_id) do update set helpful = excluded.helpful, comment = excluded.comment, at = now()`,
		postgres.Args{"message": message, "user": user, "helpful": helpful, "comment": comment})
	return err
}

func isRunning(ctx context.Context, q postgres.Querier, id string) (bool, error) {
	return postgres.Value[bool](ctx, q, `select exists (select from message where id = @id and status = 'running')`, postgres.Args{"id": id})
}
