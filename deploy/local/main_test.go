package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"testing"
)

// TestMain lets this test binary play the launcher's children: an isolated part is the launcher's own program again.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "service" {
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
		defer stop()
		if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func TestArguments(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{}, {"unknown"}, {"up", "--unknown"}, {"service"}, {"service", "a", "b"}, {"import"}, {"seed", "x"}} {
		if err := run(t.Context(), args, t.Output()); !errors.Is(err, errUsage) {
			t.Errorf("%q: %v, want usage", args, err)
		}
	}
}

func TestChooseParts(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		only, except string
		want         string
	}{
		{"", "", "[product cart order inventory payments notification personalization llm-orchestrator gateway storefront]"},
		{"order, cart", "", "[cart order]"},
		{"", "storefront,gateway", "[product cart order inventory payments notification personalization llm-orchestrator]"},
		{"order,cart", "cart", "[order]"},
	} {
		chosen, err := choose(row.only, row.except)
		var got []string
		for _, p := range chosen {
			got = append(got, p.name)
		}
		if fmt.Sprint(got) != row.want || err != nil {
			t.Errorf("only %q except %q: %v, %v, want %s", row.only, row.except, got, err, row.want)
		}
	}
	for _, bad := range [][2]string{{"basket", ""}, {"", "basket"}, {"cart", "cart"}} {
		if _, err := choose(bad[0], bad[1]); err == nil {
			t.Errorf("only %q except %q was accepted", bad[0], bad[1])
		}
	}
}
