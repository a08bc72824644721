package load

import "time"

// Plan is how much is bought, how, and by how many at a time.
type Plan struct {
	Gateway string   // address of the gateway
	SKUs    []string // bought in turn, one line an order
	Orders  int
	AtOnce  int                    // shoppers in parallel
	Method  func(order int) string // of the sandbox provider; tok_ok when nil
	Every   time.Duration          // between the beginnings of two orders; 0 is as fast as the shoppers can
	Within  time.Duration          // an order that is not decided so long after it is placed counts as unfinished
	// Filled, when not nil, is called once all carts are filled and priced, and the clock starts after it: only
	// checkouts are timed then. Else a visit is timed as a whole.
	Filled func()
}

func (p Plan) method(order int) string {
	if p.Method == nil {
		return "tok_ok"
	}
	return p.Method(order)
}

// Result is what became of a plan.
type Result struct {
	Placed     int // answered 201
	Confirmed  int
	Cancelled  int
	Refused    int             // answered 4xx: sold out, price changed
	Unfinished int             // neither, when time was up
	Decided    []time.Duration // from the first POST to confirmed or cancelled, of each decided order
	Elapsed    time.Duration   // of the visits, or only of the checkouts
	IDs        []string        // of placed orders
	Refusals   map[string]int  // by problem code
	Reasons    map[string]int  // of cancelled orders
	Errors     map[string]int  // what stopped an order that was never placed
	Repeats    int             // requests sent again after a lost or 5xx answer
}

// Rate is orders decided a second.
func (r Result) Rate() float64 {
	if r.Elapsed <= 0 {
		return 0
	}
	return float64(len(r.Decided)) / r.Elapsed.Seconds()
}
