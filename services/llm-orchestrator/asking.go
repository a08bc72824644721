package orchestrator

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/askcart/askcart/services/llm-orchestrator/assistant"
	"github.com/askcart/askcart/services/llm-orchestrator/internal/peers"
	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/changes"
	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/money"
	"github.com/askcart/askcart/shared/postgres"
)

// answerLimit is how long an answer may take, also when its reader has left.
const answerLimit = 30 * time.Second

// Assistant answers shoppers. What it says is stored as it is said, so that a reader who comes back misses nothing.
type Assistant struct {
	db      *postgres.DB
	changes *changes.Hub
	finder  *Search
	peers   *peers.Client
	log     *slog.Logger
	refused prometheus.Counter
	running sync.WaitGroup
	life    context.Context // of the answers being composed
	end     context.CancelFunc
}

func newAssistant(db *postgres.DB, hub *changes.Hub, finder *Search, reach *peers.Client, metrics prometheus.Registerer, log *slog.Logger) *Assistant {
	a := &Assistant{db: db, changes: hub, finder: finder, peers: reach, log: log, refused: prometheus.NewCounter(prometheus.CounterOpts{
		Name: "assistant_sentences_refused_total", Help: "Sentences that were not supported by what the tools returned.",
	})}
	metrics.MustRegister(a.refused)
	a.life, a.end = context.WithCancel(context.Background())
	return a
}

// attend ends answers whose composer is gone, and at the end of ctx waits for those being composed.
func (a *Assistant) attend(ctx context.Context) error {
	tick := time.NewTicker(15 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			a.end()
			a.running.Wait()
			return nil
		case <-tick.C:
			ids, err := stale(ctx, a.db)
			if err != nil {
				a.log.WarnContext(ctx, "cannot look for stale answers", "err", err)
			}
			for _, id := range ids {
				a.fail(ctx, id)
			}
		}
	}
}

// asking is what a shopper sends.
type asking struct {
	Conversation string // empty begins a new one
	Text         string
	ProductID    string // of the page the shopper is on, or empty
	Currency     money.Currency
}

// Ask begins an answer and returns its id; it is composed whether or not somebody reads it. ErrNoConversation.
func (a *Assistant) Ask(ctx context.Context, q asking) (string, error) {
	caller := auth.From(ctx)
	turn := assistant.Turn{Text: q.Text, ProductID: q.ProductID, Now: time.Now()}
	conversation, said, answer := q.Conversation, events.NewID(), events.NewID()
	err := a.db.InTx(ctx, func(tx postgres.Tx) (err error) {
		if conversation == "" {
			conversation = events.NewID()
			if err := insertConversation(ctx, tx, conversation, caller.UserID, titleOf(q.Text)); err != nil {
				return err
			}
		}
		memory, found, err := lockConversation(ctx, tx, conversation, caller.Owners())
		if err != nil || !found {
			return orElse(err, ErrNoConversation)
		}
		turn.Memory = memory
		if err := insertMessage(ctx, tx, said, conversation, "user", q.Text, "done"); err != nil {
			return err
		}
		if err := insertMessage(ctx, tx, answer, conversation, "assistant", "", "running"); err != nil {
			return err
		}
		return appendEvents(ctx, tx, answer, []told{
			{Event: "start", Data: StartEvent{conversation, answer}}, {Event: "status", Data: TextEvent{"Looking it up …"}},
		})
	})
	if err != nil {
		return "", fmt.Errorf("begin an answer: %w", err)
	}
	a.running.Go(func() { a.compose(caller, conversation, answer, turn, q.Currency) })
	return answer, nil
}

func orElse(err, other error) error {
	if err == nil {
		return other
	}
	return err
}

// compose answers a turn and stores the answer.
func (a *Assistant) compose(caller auth.Identity, conversation, id string, t assistant.Turn, in money.Currency) {
	ctx, cancel := context.WithTimeout(auth.With(a.life, caller), answerLimit)
	defer cancel()
	reply := assistant.Answer(ctx, tools{a.finder, a.peers, in}, t)
	a.refused.Add(float64(len(reply.Refused)))
	kept := kept{reply.Cards, reply.Sources, reply.FollowUps}
	ctx = context.WithoutCancel(ctx)
	err := a.db.InTx(ctx, func(tx postgres.Tx) error {
		running, err := finishMessage(ctx, tx, id, "done", reply.Text, kept)
		if err != nil || !running {
			return err
		}
		if err := saveMemory(ctx, tx, conversation, reply.Memory); err != nil {
			return err
		}
		return appendEvents(ctx, tx, id, a.eventsOf(reply, in))
	})
	if err != nil {
		a.log.ErrorContext(ctx, "cannot store an answer", "err", err)
		a.fail(ctx, id)
	}
}

// eventsOf is an answer as its readers are told it.
func (a *Assistant) eventsOf(r assistant.Reply, in money.Currency) []told {
	var all []told
	add := func(event string, data any) { all = append(all, told{Event: event, Data: data}) }
	for _, p := range pieces(r.Text) {
		add("delta", TextEvent{p})
	}
	if cards := a.cards(r.Cards, in); len(cards) > 0 {
		add("products", CardsEvent{cards})
	}
	if len(r.Sources) > 0 {
		add("sources", SourcesEvent{r.Sources})
	}
	if r.Action != nil {
		add("action", r.Action)
	}
	if len(r.FollowUps) > 0 {
		add("followups", FollowUpsEvent{r.FollowUps})
	}
	add("done", DoneEvent{Usage{Provider: "offline"}})
	return all
}

// cards reads products as they are now; what is no longer listed is left out.
func (a *Assistant) cards(ids []string, in money.Currency) []Card {
	cards := []Card{}
	for _, id := range ids {
		item, ok := a.finder.index.Load().Item(id)
		if !ok {
			continue
		}
		if _, sold := item.Price(in); sold {
			cards = append(cards, cardOf(item, in))
		}
	}
	return cards
}

// fail ends an answer that cannot be given.
func (a *Assistant) fail(ctx context.Context, id string) {
	err := a.db.InTx(ctx, func(tx postgres.Tx) error {
		running, err := finishMessage(ctx, tx, id, "failed", "", kept{})
		if err != nil || !running {
			return err
		}
		return appendEvents(ctx, tx, id, []told{{Event: "error", Data: ErrorEvent{"interrupted"}}})
	})
	if err != nil && ctx.Err() == nil {
		a.log.ErrorContext(ctx, "cannot end an answer", "err", err)
	}
}

// Follow sends the events of an answer after the one with an id, and those to come, until it ends. Ask Owns first.
func (a *Assistant) Follow(ctx context.Context, id, lastEvent string, send func(id, event string, data any) error) error {
	after, _ := strconv.Atoi(lastEvent) // what is no id of an event begins from the beginning
	woken, unsubscribe := a.changes.Subscribe(changedMessage, id)
	defer unsubscribe()
	for {
		running, err := isRunning(ctx, a.db, id) // asked first, so that what ends meanwhile is still read
		if err != nil {
			return fmt.Errorf("follow answer %s: %w", id, err)
		}
		all, err := eventsAfter(ctx, a.db, id, after)
		if err != nil {
			return fmt.Errorf("follow answer %s: %w", id, err)
		}
		for _, e := range all {
			if err := send(strconv.Itoa(e.Seq), e.Event, e.Data); err != nil {
				return err
			}
			after = e.Seq
		}
		if !running || slices.ContainsFunc(all, func(e told) bool { return e.Event == "done" || e.Event == "error" }) {
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-woken:
		}
	}
}
