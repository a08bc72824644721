package identity

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestAPasswordIsRecognizedAndOthersAreNot(t *testing.T) {
	t.Parallel()
	h := newHasher()
	encoded, err := h.hash(t.Context(), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	other, err := h.hash(t.Context(), "correct horse")
	if err != nil || other == encoded {
		t.Errorf("the same password gave the same hash: no salt (%v)", err)
	}
	tests := []struct {
		hash, password string
		want           bool
	}{
		{encoded, "correct horse", true}, {encoded, "Correct horse", false}, {encoded, "", false},
		{"", "correct horse", false}, {"", "", false}, {nobody, "", false},
	}
	for _, tt := range tests {
		right, renew, err := h.verify(t.Context(), tt.hash, tt.password)
		if right != tt.want || renew || err != nil {
			t.Errorf("verify(%.12s, %q) = %v %v %v, want %v", tt.hash, tt.password, right, renew, err, tt.want)
		}
	}
	for _, bad := range []string{"plain", "$argon2i$v=19$m=1,t=1,p=1$AA$AA", "$argon2id$v=19$m=1,t=1,p=1$AA$"} {
		if _, _, err := h.verify(t.Context(), bad, "x"); !errors.Is(err, errHash) {
			t.Errorf("verify of %q = %v, want %v", bad, err, errHash)
		}
	}
}

func TestOldParametersAreRenewed(t *testing.T) {
	t.Parallel()
	h := newHasher()
	fresh, err := h.hash(t.Context(), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	old := strings.Replace(fresh, "m=19456", "m=8192", 1)
	if right, renew, err := h.verify(t.Context(), old, "correct horse"); right || renew || err != nil {
		t.Errorf("a hash of other parameters verified: %v %v %v", right, renew, err)
	}
	p, salt, _, err := decode(fresh)
	if err != nil || p != current || len(salt) != saltBytes {
		t.Errorf("decode = %+v %v", p, err)
	}
}

func TestAnUnknownAccountTakesAsLong(t *testing.T) { // S12; not parallel, and a wide bound: it is a shared machine
	h := newHasher()
	known, err := h.hash(t.Context(), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	median := func(hash string) time.Duration {
		took := []time.Duration{}
		for range 5 {
			began := time.Now()
			if _, _, err := h.verify(t.Context(), hash, "wrong"); err != nil {
				t.Fatal(err)
			}
			took = append(took, time.Since(began))
		}
		slices.Sort(took)
		return took[2]
	}
	a, b := median(known), median("")
	if a > 3*b || b > 3*a {
		t.Errorf("known %v, unknown %v", a, b)
	}
}

func TestHashingLeavesACoreFree(t *testing.T) {
	t.Parallel()
	h := &hasher{make(chan struct{}, 1)}
	leave, err := h.enter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.hash(ctx, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("hash while all cores are taken = %v, want to wait", err)
	}
	leave()
	if _, err := h.hash(t.Context(), "x"); err != nil {
		t.Error(err)
	}
}

func TestCommonPasswordsAreKnown(t *testing.T) {
	t.Parallel()
	for _, p := range []string{"password", "PASSWORD1", " 12345678 ", "iloveyou1", "zzzzzzzz", "        "} {
		if !common(p) {
			t.Errorf("%q is not known as common", p)
		}
	}
	for _, p := range []string{"correct horse", "zzzzzzzy", "ü8x!kQ2p"} {
		if common(p) {
			t.Errorf("%q passes for common", p)
		}
	}
	if len(commons) < 350 {
		t.Errorf("%d common passwords, want the whole list", len(commons))
	}
	for p := range commons {
		if len(p) < 8 || p != strings.ToLower(p) {
			t.Errorf("%q can never match", p)
		}
	}
}
