package httpapi

import (
	"context"
	"errors"
	"time"

	"github.com/askcart/askcart/shared/postgres"
)

// retryAfter is what a client is asked to wait when something this service needs is down.
const retryAfter = 2 * time.Second

// unavailable reports whether err means that a dependency is down or too slow, not that the
// request or the code is wrong.
func unavailable(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, postgres.ErrCommitUnknown) || postgres.Down(err)
}
