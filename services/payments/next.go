package payments

import "github.com/askcart/askcart/services/payments/internal/provider"

// next is the payment's state machine: what a payment in state s becomes by e, and what has to be told. It is pure,
// and total: an event that a state has no use for changes nothing. Events may come twice, late and in any order.
func next(s State, e Event) (State, Effects) {
	switch e.Kind {
	case Ordered, Held:
		return s.join(e), Effects{}
	case Confirmed:
		if s.Status == Authorized && s.Plan.Capture != provider.OnDelivery {
			s.Status = Capturing
		}
	case Delivered:
		if s.Status == Authorized {
			s.Status = Capturing
		}
	case Cancelled:
		return s.cancel(), Effects{}
	case Retried:
		if s.mayRetry() {
			s.Plan = e.Plan
			return s.start(), Effects{}
		}
	case RefundAsked:
		if s.Status == Captured && e.All {
			s.Status = Refunding
		}
	case Seen:
		return s.see(e)
	}
	return s, Effects{}
}

// join waits for the order and for its stock, in either order.
func (s State) join(e Event) State {
	if s.Status != None && s.Status != Awaiting {
		return s
	}
	if e.Kind == Held {
		s.Held = true
	} else {
		s.Ordered, s.Plan = true, e.Plan
	}
	s.Status = Awaiting
	if s.Ordered && s.Held {
		return s.start()
	}
	return s
}

// start begins the next attempt.
func (s State) start() State {
	s.Attempt++
	s.Status, s.Closed = Initiated, false
	return s
}

// mayRetry reports that another attempt may begin: the last one was declined and nothing can come of it any more.
func (s State) mayRetry() bool {
	return s.Status == Declined && s.Attempt < s.Limit && (s.Closed || !s.Plan.Closes)
}

// cancel owes the shopper everything, from the moment the order is cancelled.
func (s State) cancel() State {
	switch s.Status {
	case None, Awaiting:
		s.Status = Tombstone
	case Declined:
		s.Status = Tombstone
		if s.Plan.Closes && !s.Closed {
			s.Status = Voiding // an old tab could still confirm it
		}
	case Initiated, RequiresAction, Authorized:
		s.Status = Voiding
	case Capturing, Captured:
		s.Status = Refunding
	}
	return s
}

// see takes in what the provider shows of an attempt.
func (s State) see(e Event) (State, Effects) {
	if e.Attempt != s.Attempt {
		return s, Effects{Stray: e.Charge.HasMoney()}
	}
	switch e.Charge {
	case provider.Authorized, provider.Captured:
		return s.money(e.Charge)
	case provider.Declined:
		return s.declined(e)
	case provider.Closed, provider.Refunded:
		return s.gone(e)
	case provider.Challenge:
		if s.Status == Initiated {
			s.Status = RequiresAction
		}
	case provider.Nothing:
		if s.Status == Voiding || s.Status == Refunding {
			s.Status = Voided
		}
	}
	return s, Effects{}
}

// money is evidence that the shopper's money is held or taken.
func (s State) money(c provider.State) (State, Effects) {
	switch s.Status {
	case Initiated, RequiresAction, Declined:
		s.Closed = false
		s.Status = Authorized
		if c == provider.Captured {
			s.Status = Captured
		}
		return s, Effects{Succeeded: true}
	case Authorized, Capturing:
		if c == provider.Captured {
			s.Status = Captured
		}
	case Voiding, Voided, Tombstone, Failed:
		s.Status = Voiding
		if c == provider.Captured {
			s.Status = Refunding
		}
	case Refunded:
		if c == provider.Captured {
			s.Status = Refunding
		}
	}
	return s, Effects{}
}

// declined is evidence of a refusal that the provider might still take back.
func (s State) declined(e Event) (State, Effects) {
	switch {
	case s.Status.underway():
		return s.decline(e, false)
	case s.Status == Refunding, s.Status == Voiding && !s.Plan.Closes:
		s.Status = Voided
	}
	return s, Effects{}
}

// gone is evidence that no money is there and none will come.
func (s State) gone(e Event) (State, Effects) {
	back := e.Charge == provider.Refunded
	switch s.Status {
	case Initiated, RequiresAction:
		return s.decline(e, true)
	case Declined, Failed:
		s.Closed = true
	case Capturing:
		s.Status, s.Closed = Failed, true
		return s, Effects{Failed: AtCapture}
	case Captured:
		if back {
			s.Status = Refunded
		}
	case Voiding, Refunding:
		s.Status = Voided
		if back {
			s.Status = Refunded
		}
	}
	return s, Effects{}
}

// decline ends the current attempt: the shopper may try again, unless it was the last one.
func (s State) decline(e Event, closed bool) (State, Effects) {
	s.Closed = closed
	if e.Final || s.Attempt >= s.Limit {
		s.Status = Failed
		return s, Effects{Failed: AtAuthorize}
	}
	s.Status = Declined
	return s, Effects{}
}
