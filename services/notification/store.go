package notification

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/askcart/askcart/shared/postgres"
)

// insertNotice writes a notice; false when its key was told already.
func insertNotice(ctx context.Context, tx postgres.Tx, t told) (bool, error) {
	data, err := json.Marshal(t.data)
	if err != nil {
		return false, fmt.Errorf("encode data: %w", err)
	}
	n, err := postgres.Exec(ctx, tx, `
		insert into notice (id, dedupe_key, user_id, in_app, template, title, text, data)
		values (@id, @key, nullif(@user, '')::uuid, @in_app, @template, @title, @text, @data)
		on conflict (dedupe_key) do nothing`,
		postgres.Args{"id": t.id, "key": t.key, "user": t.user, "in_app": t.inApp, "template": t.template,
			"title": t.title, "text": t.short, "data": string(data)})
	if err != nil {
		return false, fmt.Errorf("write notice: %w", err)
	}
	return n == 1, nil
}

// noticeRow is a notice as it is stored.
type noticeRow struct {
	ID        string
	UserID    string
	Template  string
	Title     string
	Text      string
	Data      Data
	CreatedAt time.Time
	ReadAt    *time.Time
}

func (r noticeRow) notification() Notification {
	return Notification{ID: r.ID, Template: r.Template, Title: r.Title, Text: r.Text, Data: r.Data,
		Read: r.ReadAt != nil, CreatedAt: r.CreatedAt.UTC()}
}

const noticeColumns = `id::text as id, user_id::text as user_id, template, title, text, data, created_at, read_at`

// listNotices returns what owners were told in the shop before the message with the id before, newest first.
func listNotices(ctx context.Context, q postgres.Querier, owners []string, before string, limit int) ([]Notification, error) {
	rows, err := postgres.All[noticeRow](ctx, q, `
		select `+noticeColumns+` from notice
		where user_id = any(@owners::uuid[]) and in_app and (@before = '' or id < nullif(@before, '')::uuid)
		order by id desc limit @limit`,
		postgres.Args{"owners": owners, "before": before, "limit": limit})
	items := make([]Notification, len(rows))
	for i, r := range rows {
		items[i] = r.notification()
	}
	return items, err
}

func countUnread(ctx context.Context, q postgres.Querier, owners []string) (int, error) {
	return postgres.Value[int](ctx, q, `
		select count(*) from notice where user_id = any(@owners::uuid[]) and in_app and read_at is null`,
		postgres.Args{"owners": owners})
}

// markRead marks a message of owners as read; false when it is none of theirs.
func markRead(ctx context.Context, tx postgres.Tx, id string, owners []string) (noticeRow, bool, error) {
	return postgres.Maybe[noticeRow](ctx, tx, `
		update notice set read_at = coalesce(read_at, now())
		where id = @id and user_id = any(@owners::uuid[]) and in_app returning `+noticeColumns,
		postgres.Args{"id": id, "owners": owners})
}

func findPreferences(ctx context.Context, q postgres.Querier, user string) (Preferences, error) {
	p, err := postgres.Value[*Preferences](ctx, q, `select preferences from account where user_id = @user`, postgres.Args{"user": user})
	if errors.Is(err, postgres.ErrNoRows) || err == nil && p == nil {
		return everything, nil
	}
	if err != nil {
		return Preferences{}, err
	}
	return *p, nil
}

// savePreferences keeps what a user wants; a forgotten one's are not kept.
func savePreferences(ctx context.Context, q postgres.Querier, user string, p Preferences) error {
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	_, err = postgres.Exec(ctx, q, `
		insert into account (user_id, preferences) values (@user, @preferences)
		on conflict (user_id) do update set preferences = excluded.preferences where not account.erased`,
		postgres.Args{"user": user, "preferences": string(text)})
	return err
}

// unsubscribeToken returns the token in links of a user; fresh becomes it when there is none.
func unsubscribeToken(ctx context.Context, tx postgres.Tx, user, fresh string) (string, error) {
	return postgres.Value[string](ctx, tx, `
		update account set unsubscribe = coalesce(unsubscribe, @fresh) where user_id = @user returning unsubscribe`,
		postgres.Args{"user": user, "fresh": fresh})
}

// unsubscribe turns alerts by e-mail off for whoever has the token.
func unsubscribe(ctx context.Context, q postgres.Querier, token string) (bool, error) {
	standard, err := json.Marshal(everything)
	if err != nil {
		return false, err
	}
	n, err := postgres.Exec(ctx, q, `
		update account set preferences = jsonb_set(coalesce(preferences, @standard::jsonb), '{alerts,email}', 'false')
		where unsubscribe = @token`, postgres.Args{"token": token, "standard": string(standard)})
	return n == 1, err
}
