package events

// UserNotifications is sent by any service that has something to say to a shopper.
// Key: the user's id, or the address when there is no user.
const UserNotifications Topic[Notice] = "user_notifications"

// Notice is a message to be: who, which template, its data. DedupeKey makes it go out once.
type Notice struct {
	UserID    string            `json:"user_id,omitempty"`
	Email     string            `json:"email,omitempty"`
	Template  string            `json:"template"`
	Data      map[string]string `json:"data"`
	DedupeKey string            `json:"dedupe_key"`
}
