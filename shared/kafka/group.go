package kafka

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	segmentio "github.com/segmentio/kafka-go"
)

// Apply handles messages that arrived, in order within each partition, and returns nil only
// when their effects are safe. It returns early when ctx ends.
type Apply func(ctx context.Context, messages []Message) error

// Consume joins group and applies every message of topics until ctx ends. What Apply did not
// finish is delivered again, here or to another member of the group.
func (c *Client) Consume(ctx context.Context, group string, topics []string, apply Apply) error {
	named := make([]string, len(topics))
	for i, t := range topics {
		named[i] = c.cfg.Prefix + t
	}
	cg, err := segmentio.NewConsumerGroup(segmentio.ConsumerGroupConfig{
		ID:                c.cfg.Prefix + group,
		Brokers:           c.cfg.Brokers,
		Topics:            named,
		Dialer:            &segmentio.Dialer{ClientID: c.cfg.ClientID, Timeout: 3 * time.Second},
		HeartbeatInterval: c.cfg.Session / 6,
		SessionTimeout:    c.cfg.Session,
		RebalanceTimeout:  c.cfg.Session,
		JoinGroupBackoff:  300 * time.Millisecond,
		StartOffset:       segmentio.FirstOffset,
	})
	if err != nil {
		return fmt.Errorf("kafka: group %s: %w", group, err)
	}
	// Closing the group ends the generation, which ends follow, and only then leaves the group.
	closed := make(chan struct{})
	stop := context.AfterFunc(ctx, func() { defer close(closed); _ = cg.Close() })
	defer func() {
		if stop() { // ctx has ended, but its AfterFunc has not been started yet
			_ = cg.Close()
			return
		}
		<-closed
	}()
	for {
		generation, err := cg.Next(ctx)
		switch {
		case ctx.Err() != nil || errors.Is(err, segmentio.ErrGroupClosed):
			return nil
		case err != nil:
			c.log.WarnContext(ctx, "no partitions yet", "group", group, "err", err)
			continue // the group itself waits JoinGroupBackoff before it tries again
		}
		generation.Start(func(ended context.Context) {
			run, cancel := context.WithCancel(context.WithoutCancel(ctx))
			defer cancel()
			defer context.AfterFunc(ended, cancel)()
			if err := c.follow(run, generation, apply); err != nil && run.Err() == nil {
				c.log.WarnContext(ctx, "consuming stopped, joining again", "group", group, "err", err)
				pause(run, 300*time.Millisecond)
			}
		})
	}
}

// follow fetches and applies what is assigned until ctx ends or something fails.
func (c *Client) follow(ctx context.Context, g *segmentio.Generation, apply Apply) error {
	cursors, err := c.cursors(ctx, g)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	fetched := make(chan []Message)
	var fetching sync.WaitGroup
	for _, cur := range cursors {
		fetching.Go(func() {
			if err := c.fetch(ctx, cur, fetched); err != nil {
				cancel(err)
			}
		})
	}
	done := newOffsets(g, c.cfg.Prefix)
	var committing sync.WaitGroup
	committing.Go(func() { done.commitEvery(ctx, 100*time.Millisecond) })
	err = applyAll(ctx, fetched, apply, done)
	cancel(err)
	fetching.Wait()
	committing.Wait()
	if err == nil {
		err = context.Cause(ctx)
	}
	return errors.Join(err, done.commit())
}

// applyAll applies one batch after the other.
func applyAll(ctx context.Context, fetched <-chan []Message, apply Apply, done *offsets) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case batch := <-fetched:
			if err := apply(ctx, batch); err != nil {
				return err
			}
			done.note(batch)
		}
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
