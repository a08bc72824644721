package postgrestest_test

import (
	"testing"

	"github.com/askcart/askcart/shared/postgres/postgrestest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }
