package events

import "time"

// BehaviourRecorded is sent by personalization. Key: the user's id.
const BehaviourRecorded Topic[Behaviour] = "behaviour_recorded"

// Behaviour is one thing that a shopper did.
type Behaviour struct {
	UserID    string    `json:"user_id"`
	Kind      string    `json:"kind" enum:"view,click,search,add_to_cart"`
	ProductID string    `json:"product_id,omitempty"`
	Query     string    `json:"query,omitempty"`
	At        time.Time `json:"at"`
}
