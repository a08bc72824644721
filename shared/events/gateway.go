package events

// What the gateway's identity sends. Key: the user's id.
const (
	UserChanged Topic[User]      = "user_changed"
	UserMerged  Topic[UserMerge] = "user_merged"
	UserErased  Topic[UserID]    = "user_erased"
)

// User is an account as others may know it.
type User struct {
	ID       string `json:"id"`
	Email    string `json:"email"`
	Verified bool   `json:"verified"`
	Name     string `json:"name"`
	Locale   string `json:"locale"`
}

// UserMerge says that what From owns now belongs to To. Key: To.
type UserMerge struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// UserID names an account.
type UserID struct {
	ID string `json:"id"`
}
