package orchestrator

import (
	"time"

	"github.com/google/uuid"

	"github.com/askcart/askcart/services/llm-orchestrator/assistant"
	"github.com/askcart/askcart/shared/problem"
)

// What can go wrong with conversations; somebody else's is like one that never was.
var (
	ErrNoConversation = problem.New(problem.NotFound, "conversation_not_found", "there is no such conversation for you")
	ErrNoMessage      = problem.New(problem.NotFound, "message_not_found", "there is no such message for you")
)

// Conversation is what one shopper and the assistant said.
type Conversation struct {
	ID        string    `json:"id" format:"uuid"`
	Title     string    `json:"title" doc:"How it began"`
	CreatedAt time.Time `json:"created_at"`
	ChangedAt time.Time `json:"changed_at"`
}

// Message is one turn of a conversation. Products are read anew whenever it is shown.
type Message struct {
	ID        string             `json:"id" format:"uuid"`
	Role      string             `json:"role" enum:"user,assistant"`
	Text      string             `json:"text"`
	Status    string             `json:"status" enum:"running,done,failed"`
	CreatedAt time.Time          `json:"created_at"`
	Products  []Card             `json:"products"`
	Sources   []assistant.Source `json:"sources"`
	FollowUps []string           `json:"followups"`
}

// kept is what is stored of a reply beside its text.
type kept struct {
	Cards     []string           `json:"cards,omitempty"`
	Sources   []assistant.Source `json:"sources,omitempty"`
	FollowUps []string           `json:"followups,omitempty"`
}

// told is one event of an answer's stream.
type told struct {
	Seq   int
	Event string
	Data  any
}

// The events of a stream, in the order in which they are sent.
type (
	// StartEvent begins an answer.
	StartEvent struct {
		ConversationID string `json:"conversation_id"`
		MessageID      string `json:"message_id"`
	}
	// TextEvent is what the assistant does (status), or the next piece of its text (delta), citations as [n].
	TextEvent struct {
		Text string `json:"text"`
	}
	// CardsEvent is the products spoken of.
	CardsEvent struct {
		Items []Card `json:"items"`
	}
	// SourcesEvent is what the citations stand for.
	SourcesEvent struct {
		Items []assistant.Source `json:"items"`
	}
	// FollowUpsEvent is what could be asked next.
	FollowUpsEvent struct {
		Items []string `json:"items"`
	}
	// DoneEvent ends an answer.
	DoneEvent struct {
		Usage Usage `json:"usage"`
	}
	// ErrorEvent ends an answer that could not be given.
	ErrorEvent struct {
		Code string `json:"code"`
	}
)

// Usage is what an answer took. The offline answerer uses no tokens.
type Usage struct {
	Provider     string `json:"provider"`
	InputTokens  int    `json:"input_tokens"`
	OutputTokens int    `json:"output_tokens"`
}

// pieceLength is about how many bytes of text one delta has.
const pieceLength = 48

// pieces cuts a text after spaces; put together they are the text.
func pieces(text string) []string {
	var all []string
	start := 0
	for n := range text {
		if n-start >= pieceLength && text[n-1] == ' ' {
			all = append(all, text[start:n])
			start = n
		}
	}
	return append(all, text[start:])
}

// titleOf is how a conversation is called: its first words.
func titleOf(text string) string {
	runes := []rune(text)
	if len(runes) <= 80 {
		return text
	}
	return string(runes[:79]) + "…"
}

func isID(s string) bool { return uuid.Validate(s) == nil && len(s) == 36 }
