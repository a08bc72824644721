package sandbox

import (
	"context"
	"errors"
	"time"

	"github.com/askcart/askcart/services/payments/internal/provider"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/postgres"
)

// Name is the sandbox's name in the API.
const Name = "sandbox"

// Sandbox is the provider. Safe for concurrent use, also from several processes over one database.
type Sandbox struct {
	db     *postgres.DB
	secret []byte
	now    func() time.Time
}

var (
	_ provider.Provider   = (*Sandbox)(nil)
	_ provider.Challenger = (*Sandbox)(nil)
)

// New returns a sandbox whose books are in db and whose webhooks are signed with secret.
func New(db *postgres.DB, secret string) *Sandbox {
	return &Sandbox{db: db, secret: []byte(secret), now: time.Now}
}

// At sets the clock that late and slow things go by; for tests.
func (s *Sandbox) At(now func() time.Time) *Sandbox {
	s.now = now
	return s
}

// Name implements provider.Provider.
func (s *Sandbox) Name() string { return Name }

// Caps implements provider.Provider.
func (s *Sandbox) Caps() provider.Caps {
	return provider.Caps{Capture: provider.OnConfirm, Closes: true, Late: 2 * time.Minute, Challenges: true}
}

// Begin implements provider.Provider.
func (s *Sandbox) Begin(ctx context.Context, key string, w provider.Want) (provider.Charge, error) {
	return s.call(ctx, key, w, func(tx postgres.Tx) (stored, error) {
		c := charge{ID: "sbx_" + events.NewID(), Amount: w.Amount.Amount, Currency: w.Amount.Currency, State: provider.Open}
		_, err := postgres.Exec(ctx, tx, `
			insert into sandbox_charge (id, order_id, attempt, method, amount, currency, state, changed_at)
			values (@id, @order, @attempt, @method, @amount, @currency, @state, @at)`,
			postgres.Args{"id": c.ID, "order": w.OrderID, "attempt": w.Attempt, "method": w.Method,
				"amount": c.Amount, "currency": c.Currency, "state": c.State, "at": s.now()})
		if err != nil {
			return stored{}, err
		}
		shown, err := s.show(ctx, tx, c)
		return stored{Charge: shown}, err
	})
}

// Confirm implements provider.Provider. How it answers depends on the token.
func (s *Sandbox) Confirm(ctx context.Context, key, ref string) (provider.Charge, error) {
	var how reply
	answer, old, err := s.once(ctx, key, []string{"confirm", ref}, func(tx postgres.Tx) (stored, error) {
		return s.change(ctx, tx, ref, func(c *charge) error {
			if how = methods[c.Method].reply; how == absent && c.State == provider.Open {
				return errNothingDone
			}
			return orNil(c.confirm(s.now()))
		})
	})
	switch {
	case errors.Is(err, errNothingDone), how == isLost && !old && err == nil:
		<-ctx.Done() // nobody ever answers
		return provider.Charge{}, ctx.Err()
	case err != nil:
		return provider.Charge{}, err
	case how == isSlow && !old:
		if err := pause(ctx, slowFor); err != nil {
			return provider.Charge{}, err
		}
	}
	return answer.give()
}

// Close implements provider.Provider.
func (s *Sandbox) Close(ctx context.Context, key, ref string) (provider.Charge, error) {
	return s.callOn(ctx, key, ref, "close", func(c *charge) error { return orNil(c.cancel(false, s.now())) })
}

// Void implements provider.Provider.
func (s *Sandbox) Void(ctx context.Context, key, ref string) (provider.Charge, error) {
	return s.callOn(ctx, key, ref, "void", func(c *charge) error { return orNil(c.cancel(true, s.now())) })
}

// Capture implements provider.Provider. tok_capture_fail_once fails the first time before its key is used.
func (s *Sandbox) Capture(ctx context.Context, key, ref string) (provider.Charge, error) {
	n, err := postgres.Exec(ctx, s.db, `
		update sandbox_charge set hiccups = 1
		where id = @ref and method = 'tok_capture_fail_once' and hiccups = 0`, postgres.Args{"ref": ref})
	if err != nil {
		return provider.Charge{}, err
	}
	if n > 0 {
		return provider.Charge{}, provider.Fail(provider.Unknown, "internal_error")
	}
	return s.callOn(ctx, key, ref, "capture", func(c *charge) error { return orNil(c.capture(s.now())) })
}

// Challenge implements provider.Challenger.
func (s *Sandbox) Challenge(ctx context.Context, ref string, passed bool) (provider.Charge, error) {
	return s.callOn(ctx, "challenge:"+events.NewID(), ref, "challenge", func(c *charge) error {
		c.answer(passed, s.now())
		return nil
	})
}

// Lookup implements provider.Provider.
func (s *Sandbox) Lookup(ctx context.Context, ref string) (provider.Charge, error) {
	if err := s.ripen(ctx, ref); err != nil {
		return provider.Charge{}, err
	}
	c, found, err := postgres.Maybe[charge](ctx, s.db,
		`select `+chargeColumns+` from sandbox_charge where id = @ref`, postgres.Args{"ref": ref})
	if err != nil {
		return provider.Charge{}, err
	}
	if !found {
		return provider.Charge{Ref: ref, State: provider.Nothing}, nil
	}
	return s.show(ctx, s.db, c)
}

// callOn is call for what changes one charge.
func (s *Sandbox) callOn(ctx context.Context, key, ref, what string, act func(*charge) error) (provider.Charge, error) {
	return s.call(ctx, key, []string{what, ref}, func(tx postgres.Tx) (stored, error) {
		return s.change(ctx, tx, ref, act)
	})
}

func (s *Sandbox) call(ctx context.Context, key string, body any, do func(postgres.Tx) (stored, error)) (provider.Charge, error) {
	answer, _, err := s.once(ctx, key, body, do)
	if err != nil {
		return provider.Charge{}, err
	}
	return answer.give()
}

// orNil keeps a nil *provider.Error from becoming an error that is not nil.
func orNil(e *provider.Error) error {
	if e == nil {
		return nil
	}
	return e
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
