package payments

import (
	"context"
	"fmt"
	"time"

	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/problem"
)

// ErrNoWebhooks answers a message for a provider that this shop does not have.
var ErrNoWebhooks = problem.New(problem.NotFound, "provider_not_found", "no such provider")

// Receive verifies a provider's message and notes it once; nothing in it changes a payment. It makes the charge that
// it is about due for a look, so order, repetitions and lies do no harm.
func (p *Payments) Receive(ctx context.Context, name string, raw []byte, header map[string][]string, now time.Time) error {
	x := p.providers[name]
	if x == nil {
		return ErrNoWebhooks
	}
	notice, err := x.ParseWebhook(raw, header, now)
	if err != nil {
		return err
	}
	err = p.db.InTx(ctx, func(tx postgres.Tx) error { return insertWebhook(ctx, tx, name, notice) })
	if err != nil {
		return fmt.Errorf("note webhook of %s: %w", name, err)
	}
	return nil
}
