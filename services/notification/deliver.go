package notification

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/askcart/askcart/services/notification/internal/mail"
	"github.com/askcart/askcart/shared/journal"
	"github.com/askcart/askcart/shared/postgres"
)

const (
	pollEvery  = 250 * time.Millisecond // for what is due again, and what other replicas left behind
	stopGrace  = 3 * time.Second        // for mails on their way when the service stops
	longest    = 10 * time.Minute       // pause between two tries
	alertBatch = 50                     // owners told in one transaction
)

// nudge wakes the workers. It never blocks.
func (n *Notices) nudge() {
	select {
	case n.wake <- struct{}{}:
	default:
	}
}

// leaseTime is how long a worker may be silent before another takes its mail up: one try, and settling it.
func (n *Notices) leaseTime() time.Duration { return n.timeout + n.timeout/2 + stopGrace }

// deliver hands due mails to workers until ctx ends, and waits for them then.
func (n *Notices) deliver(ctx context.Context) error {
	var running sync.WaitGroup
	defer running.Wait()
	slots := make(chan struct{}, n.workers)
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	for {
		room := cap(slots) - len(slots)
		jobs, err := lease(ctx, n.db, room, n.leaseTime(), n.giveUp)
		if err != nil && ctx.Err() == nil {
			n.log.WarnContext(ctx, "cannot look for mail", "err", err)
		}
		for _, j := range jobs {
			slots <- struct{}{}
			running.Go(func() {
				defer func() { <-slots; n.nudge() }()
				n.try(ctx, j)
			})
		}
		if len(jobs) > 0 && len(jobs) == room {
			continue // there may be more
		}
		select {
		case <-ctx.Done():
			return nil
		case <-n.wake:
		case <-poll.C:
		}
	}
}

// try sends one mail and writes down what became of it. A try that began goes on for stopGrace when the service stops.
func (n *Notices) try(ctx context.Context, j job) {
	sending, cancel := context.WithTimeout(context.WithoutCancel(ctx), n.timeout)
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(stopGrace, cancel) })()
	sent := n.sender.Send(sending, j.message())

	settling, done := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer done()
	if err := n.settle(settling, j, sent, ctx.Err() != nil); err != nil {
		n.log.WarnContext(settling, "cannot settle mail, it may be sent again", "id", j.ID, "err", err)
	}
}

// settle writes down what became of a try. One that the stop of the service cut off is due again at once.
func (n *Notices) settle(ctx context.Context, j job, sent error, stopping bool) error {
	switch {
	case sent == nil && n.sender.Name() == "log":
		return n.finish(ctx, j, "logged", "")
	case sent == nil:
		return n.finish(ctx, j, "sent", "")
	case errors.Is(sent, mail.ErrRefused), j.Old:
		n.log.WarnContext(ctx, "mail given up", "id", j.ID, "template", j.Template, "attempts", j.Attempts, "err", sent)
		return n.finish(ctx, j, "failed", sent.Error())
	case stopping:
		return putOff(ctx, n.db, j, 0, sent.Error())
	}
	n.metrics.tried(j.Template, "retried")
	n.log.WarnContext(ctx, "mail put off", "id", j.ID, "template", j.Template, "attempts", j.Attempts, "err", sent)
	return putOff(ctx, n.db, j, pause(n.retry, j.Attempts), sent.Error())
}

// pause is what comes between try number tries and the next one.
func pause(first time.Duration, tries int) time.Duration {
	return min(first<<min(tries-1, 20), longest)
}

func (n *Notices) finish(ctx context.Context, j job, state, why string) error {
	err := n.db.InTx(ctx, func(tx postgres.Tx) error {
		ended, err := finish(ctx, tx, j.ID, state, why)
		if err != nil || !ended || j.OrderID == "" {
			return err
		}
		return journal.Add(ctx, tx, j.OrderID, "mail_"+state, fmt.Sprintf("%s, try %d", j.Template, j.Attempts))
	})
	if err == nil {
		n.metrics.tried(j.Template, state)
	}
	return err
}

// tellAlerts tells the owners of fired alerts, batch by batch, until ctx ends.
func (n *Notices) tellAlerts(ctx context.Context) error {
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	for {
		told, err := n.tellFired(ctx)
		if err != nil && ctx.Err() == nil {
			n.log.WarnContext(ctx, "cannot tell of alerts", "err", err)
		}
		if err == nil && told == alertBatch {
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-poll.C:
		}
	}
}

func (n *Notices) tellFired(ctx context.Context) (told int, err error) {
	err = n.db.InTx(ctx, func(tx postgres.Tx) error {
		all, err := takeFired(ctx, tx, alertBatch)
		if err != nil {
			return err
		}
		told = len(all)
		for _, a := range all {
			err := n.tell(ctx, tx, draft{
				key: "alert:" + a.ID, user: a.UserID, template: a.Kind,
				data: Data{SKU: a.Details.SKU, Slug: a.Details.Slug}, details: a.Details,
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return told, err
}
