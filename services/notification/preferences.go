package notification

// Preferences say which messages a shopper wants and how. Messages about the account itself always come.
type Preferences struct {
	Orders Channels `json:"orders" doc:"What happens to orders"`
	Alerts Channels `json:"alerts" doc:"Back in stock and price drops that were asked for"`
}

// Channels are the ways in which messages come.
type Channels struct {
	InApp bool `json:"in_app" doc:"In the shop"`
	Email bool `json:"email"`
}

// everything is what whoever chose nothing gets.
var everything = Preferences{Orders: Channels{true, true}, Alerts: Channels{true, true}}

// of are the channels for messages of a kind.
func (p Preferences) of(k Kind) Channels {
	switch k {
	case Orders:
		return p.Orders
	case Alerts:
		return p.Alerts
	default:
		return Channels{true, true}
	}
}
