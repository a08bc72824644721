package sandbox

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/askcart/askcart/services/payments/internal/provider"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
)

// charge is a row of the sandbox's books.
type charge struct {
	ID          string
	OrderID     string
	Attempt     int
	Method      string
	Amount      int64
	Currency    money.Currency
	State       provider.State
	DeclineCode string
	Captured    int64
	Refunded    int64
	Hiccups     int
	ChangedAt   time.Time
}

const chargeColumns = `id, order_id::text as order_id, attempt, method, amount, currency, state, decline_code,
	captured, refunded, hiccups, changed_at`

// stored is an answer as it is kept for its key.
type stored struct {
	Charge provider.Charge
	Class  provider.Class `json:",omitempty"`
	Code   string         `json:",omitempty"`
}

func (a stored) give() (provider.Charge, error) {
	if a.Class != "" {
		return provider.Charge{}, provider.Fail(a.Class, a.Code)
	}
	return a.Charge, nil
}

// errNothingDone rolls a call back: its key stays unused.
var errNothingDone = errors.New("nothing done")

// lazily is put into the first statement of a transaction whose commit need not wait for the disk.
const lazily = `set_config('synchronous_commit', 'off', true)`

// once runs do under key in a transaction and stores its answer, or gives the answer that the key already has.
// A second caller waits for the first. Whether the answer is an old one is told too.
func (s *Sandbox) once(ctx context.Context, key string, body any, do func(postgres.Tx) (stored, error)) (answer stored, old bool, err error) {
	print, err := fingerprint(body)
	if err != nil {
		return answer, false, err
	}
	err = pgx.BeginFunc(ctx, s.db.Pool, func(tx pgx.Tx) error {
		n, err := postgres.Exec(ctx, tx, `
			insert into sandbox_answer (key, fingerprint) select @key, @print from `+lazily+`
			on conflict do nothing`, postgres.Args{"key": key, "print": print})
		if err != nil {
			return err
		}
		if old = n == 0; old {
			answer, err = recall(ctx, tx, key, print)
			return err
		}
		if answer, err = do(tx); err != nil {
			return err
		}
		return remember(ctx, tx, key, answer)
	})
	return answer, old, err
}

func fingerprint(body any) (string, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), nil
}

func remember(ctx context.Context, tx postgres.Tx, key string, a stored) error {
	raw, err := json.Marshal(a)
	if err != nil {
		return err
	}
	_, err = postgres.Exec(ctx, tx, `update sandbox_answer set answer = @answer where key = @key`,
		postgres.Args{"key": key, "answer": raw})
	return err
}

func recall(ctx context.Context, q postgres.Querier, key, print string) (a stored, err error) {
	type row struct {
		Fingerprint string
		Answer      []byte
	}
	r, err := postgres.One[row](ctx, q, `select fingerprint, answer from sandbox_answer where key = @key`, postgres.Args{"key": key})
	if err != nil {
		return a, err
	}
	if r.Fingerprint != print {
		return a, provider.Fail(provider.Invalid, "idempotency_key_reused")
	}
	return a, json.Unmarshal(r.Answer, &a)
}

// change runs act on the charge, under its row's lock, and answers with what it is then. An *provider.Error of
// act is an answer like any other: what act did before it stays done.
func (s *Sandbox) change(ctx context.Context, tx postgres.Tx, ref string, act func(*charge) error) (stored, error) {
	c, found, err := postgres.Maybe[charge](ctx, tx,
		`select `+chargeColumns+` from sandbox_charge where id = @ref for update`, postgres.Args{"ref": ref})
	if err != nil {
		return stored{}, err
	}
	if !found {
		return stored{Class: provider.Invalid, Code: "no_such_charge"}, nil
	}
	c.ripen(s.now())
	refusal, refused, err := split(act(&c))
	if err != nil {
		return stored{}, err
	}
	if err := save(ctx, tx, c); err != nil || refused {
		return refusal, err
	}
	shown, err := s.show(ctx, tx, c)
	return stored{Charge: shown}, err
}

// split tells a refusal, which is an answer, from an accident.
func split(err error) (answer stored, refused bool, accident error) {
	if refusal, ok := errors.AsType[*provider.Error](err); ok {
		return stored{Class: refusal.Class, Code: refusal.Code}, true, nil
	}
	return stored{}, false, err
}

func save(ctx context.Context, tx postgres.Tx, c charge) error {
	_, err := postgres.Exec(ctx, tx, `
		update sandbox_charge set state = @state, decline_code = @code, captured = @captured, refunded = @refunded,
			hiccups = @hiccups, changed_at = @at
		where id = @id`,
		postgres.Args{"id": c.ID, "state": c.State, "code": c.DeclineCode, "captured": c.Captured,
			"refunded": c.Refunded, "hiccups": c.Hiccups, "at": c.ChangedAt})
	if err != nil {
		return fmt.Errorf("save sandbox charge: %w", err)
	}
	return nil
}

// show turns a charge into what the outside sees.
func (s *Sandbox) show(ctx context.Context, q postgres.Querier, c charge) (provider.Charge, error) {
	seen := provider.Charge{
		Ref: c.ID, State: c.State, Amount: money.Of(c.Amount, c.Currency), Captured: c.Captured, Refunded: c.Refunded,
	}
	if c.DeclineCode != "" {
		seen.Decline = &provider.Decline{Code: c.DeclineCode}
	}
	if c.State == provider.Challenge {
		seen.Action = &provider.Action{Type: "challenge"}
	}
	if c.Captured == 0 {
		return seen, nil
	}
	var err error
	seen.Refunds, err = postgres.All[provider.Refund](ctx, q,
		`select id, amount, done from sandbox_refund where charge_id = @ref order by id`, postgres.Args{"ref": c.ID})
	return seen, err
}
