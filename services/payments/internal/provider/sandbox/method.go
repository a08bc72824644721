package sandbox

import (
	"slices"
	"time"

	"github.com/askcart/askcart/services/payments/internal/provider"
)

// How long the sandbox takes where it takes long.
const (
	slowFor   = 5 * time.Second  // tok_slow_5s
	lateAfter = 10 * time.Second // tok_late_auth turns from declined to authorized
	bankFor   = 5 * time.Second  // tok_refund_pending: until the bank has done it
)

// reply is how the answer to a call travels, once what was asked for has been done.
type reply string

const (
	comes   reply = ""        // at once
	isSlow  reply = "slow"    // after slowFor
	isLost  reply = "lost"    // never; but it is stored, and given to whoever repeats the key
	absent  reply = "absent"  // never, because the request does not even arrive
	refused reply = "refused" // as an error
)

// method is what a token makes of a charge.
type method struct {
	becomes provider.State // when confirmed
	code    string         // of a decline or of an error
	reply   reply
}

var methods = map[string]method{
	"tok_ok":                {becomes: provider.Authorized},
	"tok_decline":           {becomes: provider.Declined, code: "card_declined"},
	"tok_insufficient":      {becomes: provider.Declined, code: "insufficient_funds"},
	"tok_3ds":               {becomes: provider.Challenge},
	"tok_3ds_abandon":       {becomes: provider.Challenge},
	"tok_timeout_then_ok":   {becomes: provider.Authorized, reply: isLost},
	"tok_timeout_never":     {becomes: provider.Open, reply: absent},
	"tok_500_stored":        {becomes: provider.Authorized, reply: refused, code: "internal_error"},
	"tok_slow_5s":           {becomes: provider.Authorized, reply: isSlow},
	"tok_late_auth":         {becomes: provider.Declined, code: "card_declined"},
	"tok_capture_fail_once": {becomes: provider.Authorized},
	"tok_capture_expired":   {becomes: provider.Authorized},
	"tok_refund_pending":    {becomes: provider.Authorized},
}

// Methods lists the tokens in the order in which they are documented.
var order = []string{
	"tok_ok", "tok_decline", "tok_insufficient", "tok_3ds", "tok_3ds_abandon", "tok_timeout_then_ok",
	"tok_timeout_never", "tok_500_stored", "tok_slow_5s", "tok_late_auth", "tok_capture_fail_once",
	"tok_capture_expired", "tok_refund_pending",
}

// Methods lists the tokens that a charge may be paid with.
func (s *Sandbox) Methods() []string { return slices.Clone(order) }

// confirm asks for the money of an open charge.
func (c *charge) confirm(now time.Time) *provider.Error {
	m, known := methods[c.Method]
	switch {
	case c.State != provider.Open:
		return nil // it was confirmed before, under another key: nothing happens twice
	case !known:
		m = method{becomes: provider.Declined, code: "method_unknown"}
	}
	c.become(m.becomes, now)
	switch {
	case m.becomes == provider.Declined:
		c.DeclineCode = m.code
		return provider.Fail(provider.Refused, m.code)
	case m.reply == refused:
		return provider.Fail(provider.Unknown, m.code)
	}
	return nil
}

// capture takes what is authorized.
func (c *charge) capture(now time.Time) *provider.Error {
	switch {
	case c.State == provider.Captured || c.State == provider.Refunded:
		return nil
	case c.State != provider.Authorized:
		return provider.Fail(provider.Invalid, "not_authorized")
	case c.Method == "tok_capture_expired":
		c.become(provider.Closed, now)
		return provider.Fail(provider.Invalid, "authorization_expired")
	}
	c.Captured = c.Amount
	c.become(provider.Captured, now)
	return nil
}

// cancel makes sure that nothing can come of the charge. Money is let go only when void is set.
func (c *charge) cancel(void bool, now time.Time) *provider.Error {
	switch c.State {
	case provider.Captured, provider.Refunded:
		return provider.Fail(provider.Invalid, "already_captured")
	case provider.Authorized:
		if !void {
			return provider.Fail(provider.Invalid, "already_authorized")
		}
	case provider.Closed:
		return nil
	}
	c.become(provider.Closed, now)
	return nil
}

// answer is what the shopper made of the challenge.
func (c *charge) answer(passed bool, now time.Time) {
	switch {
	case c.State != provider.Challenge:
	case passed:
		c.become(provider.Authorized, now)
	default:
		c.DeclineCode = "challenge_failed"
		c.become(provider.Declined, now)
	}
}

// ripen is what time alone does to a charge.
func (c *charge) ripen(now time.Time) bool {
	if c.Method != "tok_late_auth" || c.State != provider.Declined || now.Sub(c.ChangedAt) < lateAfter {
		return false
	}
	c.DeclineCode = ""
	c.become(provider.Authorized, now)
	return true
}

func (c *charge) become(s provider.State, now time.Time) { c.State, c.ChangedAt = s, now }
