package embedded

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// TestMain lets this test binary play the process that starts a server and is killed.
func TestMain(m *testing.M) {
	if os.Getenv("EMBEDDED_TEST_VICTIM") != "" {
		victim()
	}
	goleak.VerifyTestMain(m)
}

func victim() {
	s, err := Postgres(context.Background(), Options{Dir: os.Getenv("EMBEDDED_TEST_DIR")})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	fmt.Println(s.PID, s.log)
	select {}
}

// eventually fails the test when holds stays false.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-deadline:
			t.Fatalf("still not so: %s", what)
		case <-tick.C:
		}
	}
}
