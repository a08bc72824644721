package events

import (
	"reflect"
	"time"

	"github.com/google/uuid"
)

// SchemaVersion is sent as ce_schemaversion with every event.
const SchemaVersion = "1"

// Topic names a Kafka topic and fixes the type of what travels on it.
type Topic[T any] string

// Name returns the topic's name without any deployment prefix.
func (t Topic[T]) Name() string { return string(t) }

// Meta is an event's envelope.
type Meta struct {
	ID          string    // UUIDv7, minted with the outbox row; the same in every delivery
	Topic       string    // ce_type
	Key         string    // the aggregate's id; events of one key keep their order within a topic
	Source      string    // the service that sent it
	Time        time.Time // when the change committed, roughly
	CausationID string    // the event that caused this one, or empty
	Traceparent string    // W3C trace context of the change, or empty
}

// Event is an envelope and its undecoded payload.
type Event struct {
	Meta
	Data []byte
}

// NewID returns a fresh UUIDv7: unique, and ordered by time.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// Info describes a topic to whoever creates topics or documents them.
type Info struct {
	Name      string
	Owner     string       // the only service that sends it
	Compacted bool         // keeps the last event of each key for ever
	Payload   reflect.Type // what travels on it
	Doc       string       // when it is sent
}

func info[T any](t Topic[T], owner string, compacted bool, doc string) Info {
	return Info{string(t), owner, compacted, reflect.TypeFor[T](), doc}
}

// Topics lists every topic of the shop.
func Topics() []Info {
	return []Info{
		info(ProductCreated, "product", true, "A product was created: its full snapshot."),
		info(ProductUpdated, "product", true, "A product changed or was archived: its full snapshot."),
		info(ReviewChanged, "product", false, "A review was written or moderated."),
		info(CartUpdated, "cart", false, "A cart changed: all its lines."),
		info(OrderCreated, "order", false, "An order was placed."),
		info(OrderConfirmed, "order", false, "An order is paid for and will be shipped."),
		info(OrderCancelled, "order", false, "An order ended without (or after undoing) payment."),
		info(OrderShipped, "order", false, "A parcel left."),
		info(OrderDelivered, "order", false, "A parcel arrived."),
		info(ReturnReceived, "order", false, "Returned goods arrived."),
		info(InventoryReserved, "inventory", false, "All lines of an order are held."),
		info(InventoryRejected, "inventory", false, "An order could not be held as a whole."),
		info(InventoryReleased, "inventory", false, "What was held or taken for an order is free again."),
		info(StockChanged, "inventory", true, "What can be bought of a SKU changed."),
		info(PaymentUpdated, "payments", false, "A payment moved to another state."),
		info(PaymentSucceeded, "payments", false, "An order's money is authorized (or captured in auto mode)."),
		info(PaymentFailed, "payments", false, "An order will not be paid, finally."),
		info(PaymentRefunded, "payments", false, "Money went back to the shopper."),
		info(UserChanged, "gateway", false, "An account was made or changed."),
		info(UserMerged, "gateway", false, "A guest turned out to be an existing shopper."),
		info(UserErased, "gateway", false, "An account asked to be forgotten."),
		info(UserNotifications, "", false, "Somebody has something to say to a shopper; any service sends it."),
		info(BehaviourRecorded, "personalization", false, "A shopper viewed, clicked, searched or added."),
	}
}
