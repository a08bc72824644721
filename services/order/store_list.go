package order

import (
	"context"

	"github.com/askcart/askcart/shared/postgres"
)

// filter says which orders are listed, newest first.
type filter struct {
	owners []string // nil: everybody's
	status Status   // "": any
	before string   // id of the last one seen; "": from the newest
	limit  int
}

// listOrders returns up to f.limit orders. Ids are made in the order of time, so they are the sort key.
func listOrders(ctx context.Context, q postgres.Querier, f filter) ([]Order, error) {
	where, args := `true`, postgres.Args{"limit": f.limit}
	if f.owners != nil {
		where += ` and user_id = any(@owners::uuid[])`
		args["owners"] = f.owners
	}
	if f.status != "" {
		where += ` and status = @status`
		args["status"] = f.status
	}
	if f.before != "" {
		where += ` and id < @before`
		args["before"] = f.before
	}
	rows, err := postgres.All[row](ctx, q, `
		select `+orderColumns+` from orders where `+where+` order by id desc limit @limit`, args)
	return ordersOf(rows), err
}
