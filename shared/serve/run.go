package serve

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"
)

// Part runs until its context ends, then tidies up and returns. Returning an error, or returning
// at all before the context ended, stops the other parts too.
type Part func(context.Context) error

// Run runs parts until ctx ends or one of them returns, and waits for all. A context's end is no
// error: it is how a program is asked to stop.
func Run(ctx context.Context, parts ...Part) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	g, ctx := errgroup.WithContext(ctx)
	for _, p := range parts {
		g.Go(func() error {
			defer stop()
			err := p(ctx)
			if ctx.Err() != nil && errors.Is(err, context.Canceled) {
				return nil
			}
			return err
		})
	}
	return g.Wait()
}
