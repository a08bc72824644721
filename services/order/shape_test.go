package order

import (
	"testing"

	"github.com/askcart/askcart/shared/archtest"
)

func TestShape(t *testing.T) {
	t.Parallel()
	archtest.Check(t, ".")
}
