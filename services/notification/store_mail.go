package notification

import (
	"context"
	"fmt"
	"time"

	"github.com/askcart/askcart/services/notification/internal/mail"
	"github.com/askcart/askcart/shared/postgres"
)

// insertMail writes a mail for a worker to send.
func insertMail(ctx context.Context, tx postgres.Tx, t told, to, unsubscribe string) error {
	_, err := postgres.Exec(ctx, tx, `
		insert into mail (id, user_id, order_id, template, address, subject, text, html, unsubscribe)
		values (@id, nullif(@user, '')::uuid, nullif(@order, '')::uuid, @template, @to, @subject, @text, @html, @unsubscribe)`,
		postgres.Args{"id": t.id, "user": t.user, "order": t.data.OrderID, "template": t.template, "to": to,
			"subject": t.title, "text": t.text, "html": t.html, "unsubscribe": unsubscribe})
	if err != nil {
		return fmt.Errorf("write mail: %w", err)
	}
	return nil
}

// job is a mail that a worker has leased.
type job struct {
	ID, Template, Address, Subject, Text string

	HTML        string `db:"html"`
	Unsubscribe string
	OrderID     string
	Attempts    int
	Old         bool // should be given up when this try fails
}

func (j job) message() mail.Message {
	return mail.Message{ID: j.ID, Template: j.Template, To: j.Address, Subject: j.Subject, Text: j.Text, HTML: j.HTML, Unsubscribe: j.Unsubscribe}
}

// lease gives up to n due mails to a worker, for that long.
func lease(ctx context.Context, q postgres.Querier, n int, forSo, giveUp time.Duration) ([]job, error) {
	return postgres.All[job](ctx, q, `
		update mail set due_at = now() + @lease::interval, attempts = attempts + 1
		where id in (
			select id from mail where state = 'waiting' and due_at <= now() order by due_at limit @n for update skip locked)
		returning id::text as id, template, address, subject, text, html, unsubscribe, coalesce(order_id::text, '') as order_id,
			attempts, created_at < now() - @give_up::interval as old`,
		postgres.Args{"n": n, "lease": forSo, "give_up": giveUp})
}

// finish ends the work on a mail and forgets what was in it; false when it was ended or forgotten meanwhile.
func finish(ctx context.Context, tx postgres.Tx, id, state, why string) (bool, error) {
	n, err := postgres.Exec(ctx, tx, `
		update mail set state = @state, error = @why, finished_at = now(), address = '', subject = '', text = '', html = '', unsubscribe = ''
		where id = @id and state = 'waiting'`, postgres.Args{"id": id, "state": state, "why": why})
	return n == 1, err
}

// putOff makes a mail due again after a pause, unless another worker took it up after the lease of this try.
func putOff(ctx context.Context, q postgres.Querier, j job, pause time.Duration, why string) error {
	_, err := postgres.Exec(ctx, q, `
		update mail set due_at = now() + @pause::interval, error = @why
		where id = @id and state = 'waiting' and attempts = @attempts`,
		postgres.Args{"id": j.ID, "attempts": j.Attempts, "pause": pause, "why": why})
	return err
}

// backlog is how much mail waits, and how long the oldest of it has.
type backlog struct {
	Waiting int64
	Age     float64
}

func mailBacklog(ctx context.Context, q postgres.Querier) (backlog, error) {
	return postgres.One[backlog](ctx, q, `
		select count(*) as waiting, coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as age
		from mail where state = 'waiting'`, postgres.Args{})
}
